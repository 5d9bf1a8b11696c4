#include "train/figures/plot.h"

#include <math.h>

#include "train/figures/figure.h"

enum {
    TICK = 4,
    TICK_GAP = 4,
    HEADING = 12,     // from its baseline to the frame
    X_NUMBERS = 19,   // from the frame to the baseline of the numbers
    X_NAME = 36,      // and of the axis's name
    NAMES_APART = 13, // two names at the ends of lines
    POINTS_AT_ONCE = 512,
};

void plot_frame(Canvas *canvas, const Axis *x, const Axis *y, const char *heading)
{
    const int left = (int)x->from, right = (int)x->to, top = (int)y->to, bottom = (int)y->from;
    char text[AXIS_TEXT];
    for (int i = 0; i < y->ticks; i++) {
        const int at = (int)lround(axis_place(y, y->tick[i]));
        canvas_fill(canvas, left, at, right - left, 1, COLOR_RULE);
        axis_tick_text(text, y, i);
        figure_text(canvas, FONT_TEXT, ALIGN_RIGHT, COLOR_MUTED, left - TICK - TICK_GAP, at + FIGURE_CAPITAL / 2.0,
                    text);
    }
    canvas_fill(canvas, left, bottom, right - left + 1, 1, COLOR_MUTED);
    for (int i = 0; i < x->ticks; i++) {
        const int at = (int)lround(axis_place(x, x->tick[i]));
        canvas_fill(canvas, at, bottom, 1, TICK, COLOR_MUTED);
        axis_tick_text(text, x, i);
        figure_text(canvas, FONT_TEXT, ALIGN_CENTER, COLOR_MUTED, at + 0.5, bottom + X_NUMBERS, text);
    }
    figure_text(canvas, FONT_BOLD, ALIGN_LEFT, COLOR_TEXT, left, top - HEADING, heading);
}

void plot_x_name(Canvas *canvas, const Axis *x, const Axis *y, const char *name)
{
    figure_text(canvas, FONT_TEXT, ALIGN_CENTER, COLOR_MUTED, (x->from + x->to) / 2, y->from + X_NAME, name);
}

// The middle of those of the points first .. last - 1 that have a place. NaN: none has.
static void middle_of(const Axis *x, const Axis *y, const PlotLine *line, int first, int last, double *across,
                      double *down)
{
    int count = 0;
    *across = *down = 0;
    for (int i = first; i < last; i++) {
        const double right = axis_place(x, line->x[i]), below = axis_place(y, line->y[i]);
        const bool placed = !isnan(right) && !isnan(below);
        *across += placed ? right : 0;
        *down += placed ? below : 0;
        count += placed;
    }
    *across = count > 0 ? *across / count : (double)NAN;
    *down /= count > 0 ? count : 1;
}

// In blocks that overlap by one point, so that any number of points needs no memory.
void plot_line(Canvas *canvas, const Axis *x, const Axis *y, const PlotLine *line)
{
    const Stroke stroke = {.width = line->faint ? 1 : 1.8, .dash = line->dashed ? 6 : 0, .color = line->color};
    const Stroke dot = {.width = 6, .color = line->color};
    double across[POINTS_AT_ONCE], down[POINTS_AT_ONCE];
    const int mean = larger(line->mean, 1);
    int n = 0;
    for (int i = 0; i < line->n; i += mean) {
        middle_of(x, y, line, i, smaller(i + mean, line->n), across + n, down + n);
        if (isnan(across[n]))
            continue;
        across[n] += 0.5; // the middle of the frame's lines
        down[n] += 0.5;
        if (line->dots)
            canvas_line(canvas, dot, across + n, down + n, 1);
        if (++n == POINTS_AT_ONCE) {
            canvas_line(canvas, stroke, across, down, n);
            across[0] = across[n - 1];
            down[0] = down[n - 1];
            n = 1;
        }
    }
    canvas_line(canvas, stroke, across, down, n);
}

// The height of the last point that is shown; NaN: none is.
static double end_of(const Axis *x, const Axis *y, const PlotLine *line)
{
    for (int i = line->n - 1; i >= 0; i--) {
        const double at = axis_place(y, line->y[i]);
        if (!isnan(at) && !isnan(axis_place(x, line->x[i])))
            return at;
    }
    return (double)NAN;
}

void plot_names(Canvas *canvas, const Axis *x, const Axis *y, const PlotLine *lines, int count)
{
    int order[PLOT_LINES], n = 0;
    double at[PLOT_LINES];
    for (int i = 0; i < count && n < PLOT_LINES; i++) { // by rising height on the page
        const double end = end_of(x, y, &lines[i]);
        int place = n;
        if (!lines[i].name || isnan(end))
            continue;
        for (; place > 0 && at[place - 1] > end; place--) {
            at[place] = at[place - 1];
            order[place] = order[place - 1];
        }
        at[place] = end;
        order[place] = i;
        n++;
    }
    for (int k = 1; k < n; k++)
        at[k] = fmax(at[k], at[k - 1] + NAMES_APART);
    for (int k = n - 1; k >= 0; k--) { // what was pushed below the frame pushes back
        at[k] = fmin(at[k], k == n - 1 ? y->from : at[k + 1] - NAMES_APART);
    }
    for (int k = 0; k < n; k++)
        figure_text(canvas, FONT_TEXT, ALIGN_LEFT, lines[order[k]].color, x->to + PLOT_NAME_GAP,
                    at[k] + FIGURE_CAPITAL / 2.0, lines[order[k]].name);
}

void plot_mark(Canvas *canvas, const Axis *x, const Axis *y, double value, const char *name)
{
    const double at = axis_place(x, value) + 0.5;
    const double across[] = {at, at}, down[] = {y->from, y->to - 2};
    const bool left = at > (x->from + x->to) / 2;
    canvas_line(canvas, (Stroke){.width = 1, .dash = 3, .color = COLOR_RIGHT}, across, down, 2);
    if (name)
        figure_text(canvas, FONT_TEXT, left ? ALIGN_RIGHT : ALIGN_LEFT, COLOR_RIGHT, at + (left ? -4 : 4),
                    y->to + FIGURE_CAPITAL, name);
}
