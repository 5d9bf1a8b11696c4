// A sentence on a figure, from margin to margin, in as many lines as it needs.
#ifndef HEED_TRAIN_FIGURES_SENTENCE_H
#define HEED_TRAIN_FIGURES_SENTENCE_H

#include "train/figures/canvas.h"

// How many lines of at most `width` units the text takes.
int sentence_lines(const char *text, int width);
// Writes them, the first with its baseline at y.
void sentence_draw(Canvas *canvas, int y, int width, Color color, const char *text);

#endif
