// The figure of a sweep: the error of finite differences against their step size, both logarithmic. Where the steps are
// large a curve is straight with the slope of its truncation, where they are small with that of rounding; both are
// named, and so is the best step between them.
#ifndef HEED_TRAIN_FIGURES_SWEEP_H
#define HEED_TRAIN_FIGURES_SWEEP_H

#include "train/figures/canvas.h"
#include "train/figures/words.h"

// A part of a curve that is straight. The text is borrowed.
typedef struct {
    const char *name; // "truncation ∝ h²"; NULL: the curve has no such part
    double h;         // in its middle
} SweepPart;

// All is borrowed.
typedef enum { SWEEP_THIN, SWEEP_DASHED, SWEEP_PLAIN } SweepLook;
enum { SWEEP_FAMILIES = 2, SWEEP_CURVES = 6 };

typedef struct {
    const char *name; // "central"
    int family;       // whose name and colour it has
    SweepLook look;
    const double *error; // [steps]; NaN: there is none
    int best;            // the step of the least error; -1: there is none
    SweepPart truncation, rounding;
} SweepCurve;

// All is borrowed.
typedef struct {
    const char *title;
    Facts facts;
    const char *family[SWEEP_FAMILIES]; // "float", "double"
    const double *h;                    // [steps], falling
    int steps;
    const SweepCurve *curve;
    int curves; // at most SWEEP_CURVES
    int scale;  // 1 or 2
} SweepFigure;

bool sweep_figure_draw(const SweepFigure *figure, Canvas *canvas, Message *message);

#endif
