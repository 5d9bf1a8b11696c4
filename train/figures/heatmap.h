// A matrix as coloured cells, row 0 on top: the part that all figures share.
#ifndef HEED_TRAIN_FIGURES_HEATMAP_H
#define HEED_TRAIN_FIGURES_HEATMAP_H

#include "tensor/tensor.h"
#include "train/figures/canvas.h"

// How n rows or columns are laid out.
typedef struct {
    int cell;  // from one cell to the next, in units
    int line;  // of that, the white line between them
    int block; // how many rows and columns one cell shows the mean of; over 1 only where cells are 1 unit wide
    bool bare; // large cells carry no numbers
} Grid;

// Cells of `cell` units without lines, or as many fewer as it takes that n of them fit into `limit` units, at least 1.
Grid grid_fit(int n, int cell, int limit);
// Units from the first cell's edge to the last one's.
int grid_side(Grid grid, int n);
// Units from the first cell's edge to the middle of row or column i.
double grid_center(Grid grid, int i);

// Draws values [rows, columns], with the first cell's corner at x, y.
//   A cell that may not be attended to is hatched in grey, unless it has a weight all the same: that is shown.
//   A value that is not finite has a colour of its own, which is in no map; of a block it is enough that one is.
//   Cells from HEATMAP_NUMBER_FROM units on carry their value: ".47", "1" from .995 on, nothing below .005.
enum { HEATMAP_NUMBER_FROM = 26 };
void heatmap_draw(Canvas *canvas, int x, int y, Grid grid, const ColorMap *colors, Tensor values, Mask allowed);

// What a cell of block x block values shows: the mean of those that are not masked.
typedef struct {
    double mean; // not finite if one of them is
    bool masked; // none of them may be attended to, and none is
} HeatmapCell;
HeatmapCell heatmap_cell(Tensor values, Mask allowed, int block, int row, int column);

// Whether heatmap_draw would find a value that is not finite.
bool heatmap_has_nan(Tensor values);

#endif
