// The curves of a run: loss, accuracy, gradient norms, how far each matrix has moved, alignment and entropy, over the
// steps of training, the moment of solving marked in each.
#ifndef HEED_TRAIN_FIGURES_CURVES_H
#define HEED_TRAIN_FIGURES_CURVES_H

#include "train/figures/figure.h"
#include "train/table.h"

// All is borrowed.
typedef struct {
    const FigureSubject *subject;
    const Table *log; // log.csv
    int solved_at;    // -1: it was not
} Curves;

// As attention_figure_draw. Columns that the log lacks leave their panel empty.
bool curves_draw(const Curves *curves, Canvas *canvas, Message *message);

// The short name of a parameter, as figures show it: "W_Q", or "W_Q 1" for that of layer 1 where there are several; and
// the colour of its lines. In "gradient.layer0.attention.W_Q" the group before the first dot is skipped.
enum { SERIES_NAME = 24 };
void series_name(char name[SERIES_NAME], const char *parameter, int layers);
Color series_color(const char *parameter);

#endif
