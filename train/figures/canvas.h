// The paper that figures are drawn on: an RGB picture in memory. Everything is placed in units, from the upper left
// corner; a unit is a pixel at scale 1 and two pixels at scale 2, so a figure is laid out once for both. What lies
// outside the paper is not drawn.
#ifndef HEED_TRAIN_FIGURES_CANVAS_H
#define HEED_TRAIN_FIGURES_CANVAS_H

#include "train/figures/color.h"
#include "train/file.h"

// The longest side of a picture, in pixels.
enum { CANVAS_MAX = 4096 };

typedef struct {
    int width, height; // in pixels, 1 .. CANVAS_MAX
    int scale;         // pixels a unit: 1 or 2
    uint8_t *rgb;      // owned: [height, width, 3]
    uint8_t *cover;    // owned: [height, width], what the line being drawn covers; all 0 between two calls
} Canvas;

// White, width x height units. The caller frees it. False: a side is too long, or memory is out; then there is no rgb.
bool canvas_new(Canvas *canvas, int width, int height, int scale, Message *message);
void canvas_free(Canvas *canvas);

void canvas_fill(Canvas *canvas, int x, int y, int width, int height, Color color);
// Thin rising lines on a ground. Neighbouring rectangles join without a seam.
void canvas_hatch(Canvas *canvas, int x, int y, int width, int height, Color ground, Color line);
// Puts color over one pixel (not unit); alpha 255 hides what was there.
void canvas_blend(Canvas *canvas, int x, int y, Color color, int alpha);

// Puts another picture into the upper left corner; what is too large is cut off.
void canvas_paste(Canvas *canvas, const Canvas *picture);

// How a line is drawn, in units. dash 0: in one piece; else so long are its pieces, and the gaps between them 2/3 of
// it.
typedef struct {
    double width, dash;
    Color color;
} Stroke;

// A line through the points x, y [n], with smooth edges and round joints. A point that is not finite parts it; one
// that stands alone is a dot.
void canvas_line(Canvas *canvas, Stroke stroke, const double *x, const double *y, int n);

#endif
