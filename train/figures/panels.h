// A table of matrices with a sign (weights, circuits), in red and blue about zero: what weights.png and circuits.png
// are drawn with. A column is a step of training or a tensor; rows have names. Each matrix has its own limit, which the
// colour bars tell; matrices of one tensor over time share theirs, so that they compare.
#ifndef HEED_TRAIN_FIGURES_PANELS_H
#define HEED_TRAIN_FIGURES_PANELS_H

#include "train/figures/figure.h"
#include "train/figures/words.h"

typedef struct {
    Tensor values; // [rows, columns], of any strides; without data: its place stays empty
    double limit;  // the value at the ends of the colours; 0: all values are 0
} Panel;

typedef enum { BAR_NONE, BAR_BELOW, BAR_RIGHT } BarPlace; // below each panel, or once right of the last

typedef struct {
    const char *name, *detail; // left of the row, the detail in grey below
    int rows, columns;         // of its matrices
    int parts;                 // into so many parts, side by side, the columns are marked: heads; 1: none
    // Labels left of the first panel and above each, [rows] and [columns]; NULL: none.
    const char *const *row_label, *const *column_label;
    BarPlace bar;
} PanelRow;

// All is borrowed. words has the title and the facts; the legend is as given.
typedef struct {
    const FigureSubject *subject;
    const Words *words;
    int rows, columns; // of panels
    const PanelRow *row;
    const char *const *heading; // [columns]
    const char *const *note;    // [columns]: in grey beside the heading, or NULL
    const Panel *panel;         // [rows, columns]
    int side;                   // of the longer side of a matrix, wanted
} Panels;

// As attention_figure_draw.
bool panels_draw(const Panels *panels, Canvas *canvas, Message *message);

// The largest |value| of those that are finite; 0: there is none.
double panel_limit(Tensor values);

#endif
