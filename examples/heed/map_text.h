// Attention maps as plain text.
#ifndef HEED_EXAMPLES_HEED_MAP_TEXT_H
#define HEED_EXAMPLES_HEED_MAP_TEXT_H

#include "tensor/tensor.h"

#include <stdio.h>

// One map and what stands around it; all is borrowed.
typedef struct {
    Tensor A;                 // [T,T]
    const char *const *token; // [T], of the keys, and of the queries
    const char *const *right; // [T], what stands behind each row
} MapText;

// A row for each query: each cell shaded and, as long as they fit a line, with its weight in per cent.
void map_text_print(FILE *out, const MapText *map);

#endif
