// The weights figure: W_Q, W_K and W_V at the first and the last step, and their change. What the raw weights hide, the
// change shows: which head's columns moved. First and last share their colours, the change has its own.
#ifndef HEED_TRAIN_FIGURES_WEIGHTS_H
#define HEED_TRAIN_FIGURES_WEIGHTS_H

#include "train/figures/figure.h"

typedef struct {
    const char *name;   // "W_Q"
    int layer;          // whose it is
    Tensor first, last; // of one shape [D, H d_k]
} WeightsMatrix;

enum { WEIGHTS_MOST = 4 * 8 };

// All is borrowed. Matrices come layer by layer; each layer has as many.
typedef struct {
    const FigureSubject *subject;
    int first_step, last_step;
    int layers, matrices; // of each layer, up to 4
    const WeightsMatrix *matrix;
} WeightsFigure;

// As attention_figure_draw.
bool weights_figure_draw(const WeightsFigure *figure, Canvas *canvas, Message *message);

// The Frobenius norm of a - b, or of a if b has no data.
double weights_distance(Tensor a, Tensor b);

#endif
