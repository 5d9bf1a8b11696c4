// The film strip: the same maps at several steps of training, side by side, and beside the last one the map that the
// task expects. A column is a step, a row is a head; inside a map, a row is a query and a column is a key.
#ifndef HEED_TRAIN_FIGURES_FILM_H
#define HEED_TRAIN_FIGURES_FILM_H

#include "train/figures/figure.h"

typedef struct {
    int step;
    double loss;      // in nats; NaN: not known
    double alignment; // 0 .. 1; NaN: not known
    const Tensor *A;  // [layers] tensors [H,T,T] of any strides
} FilmFrame;

// All is borrowed.
typedef struct {
    const FigureSubject *subject;
    int frames; // at least 1; eight read well
    const FilmFrame *frame;
    const Tensor *expected; // [layers] tensors [T,T], a row of zeros where nothing is expected; one without data, or
                            // NULL: not known
} Film;

// As attention_figure_draw.
bool film_draw(const Film *film, Canvas *canvas, Message *message);

#endif
