// A picture of a few maps of attention side by side, for the lessons.
#ifndef HEED_EXAMPLES_LESSONS_MAPS_H
#define HEED_EXAMPLES_LESSONS_MAPS_H

#include "tensor/tensor.h"

// All is borrowed. Weights are 0 .. 1; rows are queries and columns keys.
typedef struct {
    const char *title, *rows, *columns; // what stands above it, and what its rows and columns are
    Tensor A;                           // [rows, columns]
    const char *const *row_label, *const *column_label;
} LessonMap;

// facts is the line below the title. Ends the program if the file cannot be written.
void maps_save(const char *path, const char *title, const char *facts, const LessonMap *map, int maps);

// The labels "0" to "15".
extern const char *const MAP_NUMBERS[16];

#endif
