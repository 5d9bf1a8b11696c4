// Token labels around a map.
#ifndef HEED_TRAIN_FIGURES_LABELS_H
#define HEED_TRAIN_FIGURES_LABELS_H

#include "train/figures/heatmap.h"
#include "train/figures/text.h"

enum {
    LABEL_LETTERS = 8, // of a token that a label shows
    LABEL_TEXT = 64,   // bytes that hold them
    LABEL_GAP = 6,     // from a map to its labels, in units
    LABEL_ROOM = 11,   // from one label to the next, at least
};

// A token as a label shows it: a longer one ends in an ellipsis, spaces are made visible. NULL gives "".
void label_text(char text[LABEL_TEXT], const char *token);
// The widest label, in units. tokens [T], or NULL.
int label_width(const char *const *tokens, int T);
// Only every k-th row and column is labelled, so that labels do not touch.
int label_step(Grid grid);

// Above the columns of a map whose first cell is at x, y; turned upward if one is wider than its room.
void label_keys(Canvas *canvas, int x, int y, Grid grid, const char *const *tokens, int T);
// The room that they take above the map.
int label_keys_height(Grid grid, const char *const *tokens, int T);
// Beside the rows of a map whose first cell is at height y: labels end at x (ALIGN_RIGHT), or begin there (ALIGN_LEFT).
void label_rows(Canvas *canvas, int x, int y, Grid grid, Align align, Color color, const char *const *tokens, int T);

#endif
