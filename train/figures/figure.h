// What all figures are of, and the parts around the maps that they share.
//
// Attention is always drawn on the scale 0 .. 1: scaled to its largest weight, uniform attention would look like
// structure.
#ifndef HEED_TRAIN_FIGURES_FIGURE_H
#define HEED_TRAIN_FIGURES_FIGURE_H

#include "tensor/tensor.h"
#include "train/figures/canvas.h"
#include "train/figures/text.h"

// The run, and the one sequence whose attention is drawn at every keyframe. All is borrowed; texts are UTF-8.
typedef struct {
    const char *task;
    uint64_t seed;
    double learning_rate;
    int T, D, H, layers;        // all at least 1
    Mask allowed;               // fits [T,T] (mask_fits)
    const char *const *tokens;  // [T]; NULL: the maps go without labels
    const char *const *targets; // [T]; NULL for a position that is not supervised. NULL: there are none
    int scale;                  // 1, or 2 for pictures of twice the size
} FigureSubject;

// In units.
enum {
    FIGURE_MARGIN = 24,
    FIGURE_LINE = 17,   // from one baseline to the next
    FIGURE_CAPITAL = 8, // the height of a capital in all fonts but the title's
};

// The map [T,T] of one head of A [H,T,T], a view.
Tensor figure_map(Tensor A, int head);
// Whether any of A, [layers] tensors [H,T,T], is not finite.
bool figure_has_nan(const FigureSubject *subject, const Tensor *A);
// The mean of -sum a ln a over a map's supervised rows, as in log.csv. A row without any weight (all of it masked) has
// no entropy and is left out. targets NULL: each row counts.
double figure_entropy(Tensor A, const char *const *targets);
// Whether some query may not attend to some key.
bool figure_is_masked(const FigureSubject *subject);

// "head 1", or "layer 0 · head 1" when there are several layers.
enum { FIGURE_HEAD_TEXT = 48 };
void figure_head_text(char text[FIGURE_HEAD_TEXT], const FigureSubject *subject, int layer, int head);

void figure_text(Canvas *canvas, FontName font, Align align, Color color, double x, double y, const char *text);
// The name of the query axis, read from below, with its middle at height y.
void figure_query_axis(Canvas *canvas, int x, double y);

// Colour bars for 0 .. 1 with their ticks and their name. The upright one is FIGURE_BAR_WIDTH wide in all; the lying
// one has its name to the left of x.
enum { FIGURE_BAR_WIDTH = 52 };
void figure_bar_upright(Canvas *canvas, const ColorMap *colors, int x, int y, int height);
void figure_bar_lying(Canvas *canvas, const ColorMap *colors, int x, int y, int width);

// The longest side of a map, FIGURE_SIDE_LEAST to `most` units, with which a figure fits into CANVAS_MAX: maps shrink
// until it does. A figure of very many maps stays too large, and the canvas refuses it. size_at tells the size of the
// figure whose maps have at most this side.
enum { FIGURE_SIDE_LEAST = 16 }; // a smaller map shows nothing
typedef struct {
    int width, height; // in units
} FigureSize;
typedef FigureSize FigureSizeAt(const void *figure, int side);
int figure_fit(FigureSizeAt *size_at, const void *figure, int most, int scale);

static inline int larger(int a, int b)
{
    return a > b ? a : b;
}

static inline int smaller(int a, int b)
{
    return a < b ? a : b;
}

#endif
