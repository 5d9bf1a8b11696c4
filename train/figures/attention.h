// The attention figure: every head's map of one sequence at one step of training, heads side by side (four in a row),
// layers below each other. A row is a query, a column is a key, row 0 is on top.
#ifndef HEED_TRAIN_FIGURES_ATTENTION_H
#define HEED_TRAIN_FIGURES_ATTENTION_H

#include "train/figures/figure.h"

// All is borrowed.
typedef struct {
    const FigureSubject *subject;
    int step;
    double loss;                // in nats; NaN: not shown
    double accuracy;            // 0 .. 1; NaN: not shown
    const Tensor *A;            // [layers] tensors [H,T,T] of any strides
    const char *const *answers; // [T]: the model's; where one is not the target, both are shown in red. NULL: none
    bool bare;                  // cells without numbers
} AttentionFigure;

// Draws the figure on a new canvas, which the caller frees. False: it would be larger than CANVAS_MAX, or memory is
// out.
bool attention_figure_draw(const AttentionFigure *figure, Canvas *canvas, Message *message);

#endif
