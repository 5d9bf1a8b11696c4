// Attention maps as text: on a terminal in its colours, elsewhere in ink, with the weights in per cent where there is
// room for them.
#ifndef HEED_EXAMPLES_HEED_MAP_TEXT_H
#define HEED_EXAMPLES_HEED_MAP_TEXT_H

#include "examples/heed/terminal.h"
#include "tensor/tensor.h"

#include <stdio.h>

// One map and what stands around it; all is borrowed.
typedef struct {
    Tensor A;                 // [T,T]
    Mask allowed;             // fits [T,T]; what may not be attended to stays blank
    const char *const *token; // [T], of the keys, and of the queries
    const char *const *right; // [T], what stands behind each row
} MapText;

// How it is set: the columns of a query's label and of a cell, and how many rows and columns a cell is the mean of.
enum { MAP_LABEL = 6, MAP_CELL = 3, MAP_CELL_PLAIN = 6 };
typedef struct {
    int label, cell, block;
} MapForm;

// The columns that the queries' labels want, MAP_LABEL at most.
int map_text_label(const MapText *map);
// The form for a terminal of this width: cells shrink, then they are averaged.
MapForm map_text_form(const Terminal *terminal, const MapText *map);
// A row for each query, under the keys.
void map_text_print(FILE *out, const Terminal *terminal, const MapText *map, MapForm form);

// --- parts, for several maps side by side ---------------------------------------------------------------------------

// The columns of one map without what stands behind it, and the lines of its keys: more than one if they are written
// upright, since one is wider than its cell.
int map_text_width(const MapText *map, MapForm form);
int map_text_keys(const MapText *map, MapForm form);
// One of these lines, and one row of cells.
void map_text_key_line(FILE *out, const Terminal *terminal, const MapText *map, MapForm form, int line);
void map_text_row(FILE *out, const Terminal *terminal, const MapText *map, MapForm form, int row);

#endif
