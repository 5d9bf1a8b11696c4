// Line plots, drawn part by part between two axes (axis.h): the frame with its ticks, lines, the lines' names at their
// ends, a step that is marked. Series are never told apart by colour alone: each has its name beside it.
#ifndef HEED_TRAIN_FIGURES_PLOT_H
#define HEED_TRAIN_FIGURES_PLOT_H

#include "train/figures/axis.h"
#include "train/figures/canvas.h"

// What the matrices are drawn in, everywhere. All are read on white (4.5:1) and told apart by colour-blind eyes.
#define COLOR_SERIES_BLUE COLOR(0x0969da)
#define COLOR_SERIES_RED COLOR(0xbc2a1a)
#define COLOR_SERIES_OCHRE COLOR(0x8f6a00)
#define COLOR_SERIES_PURPLE COLOR(0x7b3fbf)
#define COLOR_SERIES_TEAL COLOR(0x00746b)
#define COLOR_SERIES_BLACK COLOR(0x1f2328)

// A line of n points; values outside the axes lie at their edge, those without a place are left out. All is borrowed.
typedef struct {
    const double *x, *y;
    int n;
    const char *name; // at its end; NULL: none
    Color color;
    bool faint, dashed, dots; // thin; in pieces; with a dot at each point
    int mean;                 // of so many points one is drawn, in their middle on these axes; 0: each is
} PlotLine;

// Axis lines, ticks with their numbers, rules across, and above it all its heading.
void plot_frame(Canvas *canvas, const Axis *x, const Axis *y, const char *heading);
// The name under the x axis.
void plot_x_name(Canvas *canvas, const Axis *x, const Axis *y, const char *name);
void plot_line(Canvas *canvas, const Axis *x, const Axis *y, const PlotLine *line);
// The names of up to PLOT_LINES lines, right of the frame, moved apart where they would touch. A line without a value
// that is shown has its name left out.
enum { PLOT_LINES = 16, PLOT_NAME_GAP = 8 };
void plot_names(Canvas *canvas, const Axis *x, const Axis *y, const PlotLine *lines, int count);
// An upright dashed line at value, with its name at its upper end, if there is one.
void plot_mark(Canvas *canvas, const Axis *x, const Axis *y, double value, const char *name);

#endif
