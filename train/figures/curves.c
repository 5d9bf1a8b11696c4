#include "train/figures/curves.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "train/figures/plot.h"
#include "train/figures/words.h"

enum {
    PANELS_ACROSS = 2,
    PANELS_DOWN = 3,
    PANEL_WIDTH = 340,
    PANEL_HEIGHT = 150,
    NUMBERS = 56,         // the numbers left of a frame
    NAMES = 104,          // the names right of it
    FACTS_TO_PANELS = 46, // from the last fact's baseline to the first frame
    PANELS_APART = 62,    // from a frame to the next one below
    LEGEND = 62,          // from the last frame to the legend's baseline
};

typedef struct {
    PlotLine line[PLOT_LINES];
    char name[PLOT_LINES][SERIES_NAME];
    int lines;
} Series;

// --- names and colours ----------------------------------------------------------------------------------------------

static bool ends_with(const char *text, const char *end)
{
    const size_t length = strlen(text), tail = strlen(end);
    return length >= tail && strcmp(text + length - tail, end) == 0;
}

void series_name(char name[SERIES_NAME], const char *parameter, int layers)
{
    const char *last = strrchr(parameter, '.');
    const char *layer = strstr(parameter, "layer");
    int number = 0;
    last = last ? last + 1 : parameter;
    if (layers > 1 && layer && sscanf(layer, "layer%d.", &number) == 1)
        text_format(name, SERIES_NAME, "%.12s %d", last, number);
    else
        text_format(name, SERIES_NAME, "%.16s", last);
}

Color series_color(const char *parameter)
{
    return ends_with(parameter, "W_Q")   ? COLOR_SERIES_RED
           : ends_with(parameter, "W_K") ? COLOR_SERIES_TEAL
           : ends_with(parameter, "W_V") ? COLOR_SERIES_BLUE
           : ends_with(parameter, "W_O") ? COLOR_SERIES_BLACK
                                         : COLOR_SERIES_PURPLE;
}

// --- what each panel shows ------------------------------------------------------------------------------------------

static void add_line(Series *series, const Curves *curves, const char *column, PlotLine line)
{
    line.x = table_column(curves->log, "step");
    line.y = table_column(curves->log, column);
    line.n = curves->log->rows;
    if (line.x && line.y && series->lines < PLOT_LINES)
        series->line[series->lines++] = line;
}

static Series loss_series(const Curves *curves)
{
    Series series = {.lines = 0};
    add_line(&series, curves, "loss", (PlotLine){.name = "batch", .color = COLOR_SERIES_BLUE, .faint = true});
    add_line(&series, curves, "held_out.loss", (PlotLine){.name = "held-out", .color = COLOR_SERIES_BLACK});
    return series;
}

static Series accuracy_series(const Curves *curves)
{
    Series series = {.lines = 0};
    add_line(&series, curves, "accuracy", (PlotLine){.name = "batch", .color = COLOR_SERIES_BLUE, .faint = true});
    add_line(&series, curves, "held_out.accuracy", (PlotLine){.name = "held-out", .color = COLOR_SERIES_BLACK});
    add_line(&series, curves, "held_out.exact",
             (PlotLine){.name = "whole sequences", .color = COLOR_SERIES_RED, .dashed = true});
    return series;
}

// The matrices of attention, of all layers; the embeddings and the head only where there is room for their names.
static void matrix_series(Series *series, const Curves *curves, const char *group, int mean)
{
    static const char *const MATRICES[] = {".W_Q", ".W_K", ".W_V", ".W_O"};
    for (int m = 0; m < 4; m++)
        for (int column = 0; column < curves->log->columns && series->lines < PLOT_LINES; column++) {
            const char *name = table_name(curves->log, column);
            if (strncmp(name, group, strlen(group)) != 0 || !ends_with(name, MATRICES[m]))
                continue;
            series_name(series->name[series->lines], name, curves->subject->layers);
            // W_K moves nearly as W_Q does: in pieces, it shows both
            add_line(
                series, curves, name,
                (PlotLine){
                    .name = series->name[series->lines], .color = series_color(name), .dashed = m == 1, .mean = mean});
        }
}

static void layer_series(Series *series, const Curves *curves, const char *group)
{
    const Color colors[] = {COLOR_SERIES_BLACK, COLOR_SERIES_BLUE, COLOR_SERIES_RED, COLOR_SERIES_TEAL};
    for (int layer = 0; layer < curves->subject->layers && layer < PLOT_LINES; layer++) {
        char column[64];
        text_format(column, sizeof column, "held_out.%s.layer%d", group, layer);
        text_format(series->name[series->lines], SERIES_NAME, curves->subject->layers > 1 ? "layer %d" : "mean", layer);
        add_line(series, curves, column,
                 (PlotLine){.name = curves->subject->layers > 1 ? series->name[series->lines] : NULL,
                            .color = colors[layer % 4],
                            .dashed = layer >= 4});
    }
}

// --- panels ---------------------------------------------------------------------------------------------------------

typedef struct {
    const char *heading;
    AxisKind kind;
    double low, high; // that the axis shows in any case; NaN: only what its lines need
} Panel;

static Axis steps_axis(const Curves *curves, double left)
{
    const double *step = table_column(curves->log, "step");
    const int rows = curves->log->rows;
    return axis_new(AXIS_STEPS, step && rows > 0 ? step[0] : 0, step && rows > 0 ? step[rows - 1] : 1, left,
                    left + PANEL_WIDTH);
}

static void draw_panel(Canvas *canvas, const Curves *curves, const Panel *panel, const Series *series, int place)
{
    const int left = FIGURE_MARGIN + NUMBERS + place % PANELS_ACROSS * (NUMBERS + PANEL_WIDTH + NAMES);
    const int top = FIGURE_MARGIN + 34 + FACTS_TO_PANELS + place / PANELS_ACROSS * (PANEL_HEIGHT + PANELS_APART);
    AxisRange range = {fmin(HUGE_VAL, panel->low), fmax(-HUGE_VAL, panel->high)}; // NaN gives way
    for (int i = 0; i < series->lines; i++)
        axis_range_add(&range, panel->kind, series->line[i].y, series->line[i].n);
    const Axis x = steps_axis(curves, left);
    const Axis y = axis_new(panel->kind, range.least, range.most, top + PANEL_HEIGHT, top);
    plot_frame(canvas, &x, &y, panel->heading);
    if (curves->solved_at >= 0)
        plot_mark(canvas, &x, &y, curves->solved_at, NULL);
    for (int i = 0; i < series->lines; i++)
        plot_line(canvas, &x, &y, &series->line[i]);
    plot_names(canvas, &x, &y, series->line, series->lines);
    if (place / PANELS_ACROSS == PANELS_DOWN - 1)
        plot_x_name(canvas, &x, &y, "step");
}

// Whether a value is anywhere in the lines.
static bool has_values(const Series *series)
{
    for (int l = 0; l < series->lines; l++)
        for (int i = 0; i < series->line[l].n; i++)
            if (!isnan(series->line[l].y[i]))
                return true;
    return false;
}

static void draw_panels(Canvas *canvas, const Curves *curves)
{
    enum { MEANS = 100 }; // of what is drawn of a gradient norm, at least: each step would be a thicket
    const int mean = larger(curves->log->rows / MEANS, 1);
    char gradient[64];
    text_format(gradient, sizeof gradient, mean > 1 ? "gradient norm ‖∂L/∂W‖, means of %d" : "gradient norm ‖∂L/∂W‖",
                mean);
    Series series[PANELS_ACROSS * PANELS_DOWN] = {loss_series(curves), accuracy_series(curves)};
    matrix_series(&series[2], curves, "gradient.", mean);
    matrix_series(&series[3], curves, "moved.", 1);
    layer_series(&series[4], curves, "alignment");
    layer_series(&series[5], curves, "entropy");
    const Panel panels[] = {
        {"loss, nats", AXIS_LOG, (double)NAN, (double)NAN},
        {"accuracy", AXIS_LINEAR, 0, 1},
        {gradient, AXIS_LOG, (double)NAN, (double)NAN},
        {"change ‖W − W(0)‖", AXIS_LINEAR, 0, (double)NAN},
        {has_values(&series[4]) ? "alignment with the expected map" : "alignment: no map is expected", AXIS_LINEAR, 0,
         1},
        {"entropy of attention, nats", AXIS_LINEAR, 0, log(curves->subject->T)},
    };
    for (int i = 0; i < PANELS_ACROSS * PANELS_DOWN; i++)
        draw_panel(canvas, curves, &panels[i], &series[i], i);
}

// --- the figure -----------------------------------------------------------------------------------------------------

static void write_words(Words *words, const Curves *curves)
{
    words_title(words, curves->subject, "how it learned");
    words_subject(words, curves->subject);
    if (curves->solved_at >= 0)
        facts_add(&words->legend, COLOR_RIGHT,
                  "dashed green: solved at step %d, from where at least 99 %% of held-out sequences are all right",
                  curves->solved_at);
    else
        facts_add(&words->legend, COLOR_MUTED, "not solved: fewer than 99 %% of held-out sequences are all right");
    facts_add(&words->legend, COLOR_MUTED, "uniform attention over T = %d keys has entropy ln T = %.2f",
              curves->subject->T, log(curves->subject->T));
    if (curves->log->joined > 1)
        facts_add(&words->legend, COLOR_MUTED, "1 step in %d is shown", curves->log->joined);
}

bool curves_draw(const Curves *curves, Canvas *canvas, Message *message)
{
    Words words = {0};
    write_words(&words, curves);
    const int inner = PANELS_ACROSS * (NUMBERS + PANEL_WIDTH + NAMES);
    const int legend =
        FIGURE_MARGIN + 34 + FACTS_TO_PANELS + PANELS_DOWN * (PANEL_HEIGHT + PANELS_APART) - PANELS_APART + LEGEND;
    if (!canvas_new(canvas, inner + 2 * FIGURE_MARGIN, legend + words_below(&words, inner), curves->subject->scale,
                    message))
        return false;
    words_draw(canvas, &words, inner, legend);
    draw_panels(canvas, curves);
    return true;
}
