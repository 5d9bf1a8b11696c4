// A table of numbers from a CSV file whose first row names the columns, such as log.csv. A file of any length is read
// in bounded memory: beyond TABLE_ROWS rows, neighbours are joined.
#ifndef HEED_TRAIN_TABLE_H
#define HEED_TRAIN_TABLE_H

#include "train/message.h"

#include <stdbool.h>

enum { TABLE_ROWS = 4096, TABLE_COLUMNS = 512 };

typedef struct {
    int columns, rows; // rows up to TABLE_ROWS
    int joined;        // how many rows of the file one of these stands for: 1 unless there were too many
    char *names;       // owned: one after the other, each with its end
    double *value;     // owned: [columns, TABLE_ROWS], NaN where a cell is empty
} Table;

// The caller frees it, also when it fails: the file cannot be read, is no such table (the message names the line), or
// memory is out. A last row that was cut off is left out. Of rows that are joined, the last value of each column that
// is there stands for all.
bool table_read(Table *table, const char *path, Message *message);
void table_free(Table *table);

// The column [rows] of this name; NULL: there is none.
const double *table_column(const Table *table, const char *name);
const char *table_name(const Table *table, int column);

#endif
