// The figure of a gradient check: for each tensor what backward says, what the differences say, and the logarithm of
// how far they are apart, side by side. A row of the tensor is a row of cells; of more than two axes, the leading ones
// become one.
#ifndef HEED_TRAIN_FIGURES_CHECK_H
#define HEED_TRAIN_FIGURES_CHECK_H

#include "autograd/gradcheck.h"
#include "train/figures/canvas.h"

// All is borrowed.
typedef struct {
    const char *title;         // what was checked
    const char *fault;         // the fault that was planted; NULL: none
    const CheckReport *report; // with elements: a check along directions has none to draw
    uint64_t seed;
    int scale; // 1 or 2
} CheckFigure;

// Draws the figure on a new canvas, which the caller frees. Tensors for which there is no room are left out, and the
// figure says how many. False: nothing can be drawn, or memory is out.
bool check_figure_draw(const CheckFigure *figure, Canvas *canvas, Message *message);

#endif
