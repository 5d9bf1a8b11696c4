// An axis: which value lies where, and its ticks. The first small part of a plot; train/figures/plot.h draws with it.
//
// A plot of one's own takes, in this order:
//   Axis x = axis_new(AXIS_LOG, least, most, left, right), y = axis_new(..., bottom, top);
//   plot_frame, then plot_line for each line, then plot_names; around it words.h, under it a canvas.
#ifndef HEED_TRAIN_FIGURES_AXIS_H
#define HEED_TRAIN_FIGURES_AXIS_H

#include <stdbool.h>
#include <stddef.h>

typedef enum {
    AXIS_LINEAR, // its ends are widened to round numbers
    AXIS_LOG,    // the same; values that are not above 0 lie nowhere
    AXIS_STEPS,  // linear, for steps of training: its ends stay as they are, and its ticks are whole
} AxisKind;

enum { AXIS_TICKS = 24, AXIS_TEXT = 24 };

typedef struct {
    AxisKind kind;
    double low, high; // the values at its ends
    double from, to;  // the places of the two, in units; an axis that rises has to < from
    int ticks;
    double tick[AXIS_TICKS], step; // step: between two ticks of a linear axis
} Axis;

// The axis on which all of least .. most lies. Ends that are not finite, or not above 0 where it is logarithmic, give
// way to some that are; ends that are equal are parted.
Axis axis_new(AxisKind kind, double least, double most, double from, double to);
// The place of a value, at the nearest end if it lies outside. NaN: the value has none.
double axis_place(const Axis *axis, double value);
// "0.05", "400", "10⁻⁶".
void axis_tick_text(char text[AXIS_TEXT], const Axis *axis, int tick);

// The least and the most of a column's values that an axis of this kind can show, joined with those found before. Begin
// with {INFINITY, -INFINITY}.
typedef struct {
    double least, most;
} AxisRange;
void axis_range_add(AxisRange *range, AxisKind kind, const double *value, int n);

#endif
