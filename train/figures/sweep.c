// The figure of a sweep.
#include "train/figures/sweep.h"

#include "train/figures/figure.h"
#include "train/figures/plot.h"

#include <math.h>

// In units.
enum {
    PLOT_WIDTH = 640,
    PLOT_HEIGHT = 400,
    LEFT = FIGURE_MARGIN + 44, // the numbers of the axis
    NAMES = 140,               // right of the plot
    TOP = 40,                  // from the last fact to the plot
    BELOW = 44,                // from the plot to the name of its axis
    PART_APART = 10,           // from a curve to the name of its part
    BESIDE_FROM = 140,         // how near to the right end a label stands beside the plot
    LEFT_FROM = 60,            // how far from the left end a family's name has room left of its curves
    BEST_LINE = 14,            // between the two lines of a label
    LABELS_APART = 31,
    BELOW_BEST = 18, // from a point to its label
    ABOVE_BEST = -48,
};

static const double DOT = 7, ROOM_BELOW = 30; // on the error's axis, a factor: for the lowest label

typedef struct {
    Words words;
    Axis x, y;
    int width, height;
} Layout;

static Layout lay_out(const SweepFigure *figure)
{
    Layout layout = {.words = {.facts = figure->facts}};
    AxisRange range = {(double)INFINITY, -(double)INFINITY};
    for (int c = 0; c < figure->curves; c++)
        axis_range_add(&range, AXIS_LOG, figure->curve[c].error, figure->steps);
    text_format(layout.words.title, sizeof layout.words.title, "%s", figure->title);
    layout.width = larger(LEFT + PLOT_WIDTH + NAMES, words_width(&layout.words) + FIGURE_MARGIN) + FIGURE_MARGIN;
    const int top = words_above(&layout.words, layout.width - 2 * FIGURE_MARGIN) + TOP;
    layout.height = top + PLOT_HEIGHT + BELOW + FIGURE_MARGIN - 8;
    layout.x = axis_new(AXIS_LOG, figure->h[figure->steps - 1], figure->h[0], LEFT, LEFT + PLOT_WIDTH);
    layout.y = axis_new(AXIS_LOG, range.least / ROOM_BELOW, range.most, top + PLOT_HEIGHT, top);
    return layout;
}

static Color color_of_curve(const SweepCurve *curve)
{
    return curve->family == 0 ? COLOR_SERIES_RED : COLOR_SERIES_BLUE;
}

static PlotLine line_of(const SweepFigure *figure, const SweepCurve *curve)
{
    return (PlotLine){.x = figure->h,
                      .y = curve->error,
                      .n = figure->steps,
                      .color = color_of_curve(curve),
                      .faint = curve->look == SWEEP_THIN,
                      .dashed = curve->look == SWEEP_DASHED};
}

// The error at a step between two measured ones.
static double error_at(const SweepFigure *figure, const SweepCurve *curve, double h)
{
    for (int i = 0; i + 1 < figure->steps; i++)
        if (figure->h[i + 1] <= h) {
            const double share = log(figure->h[i] / h) / log(figure->h[i] / figure->h[i + 1]);
            return exp((1 - share) * log(curve->error[i]) + share * log(curve->error[i + 1]));
        }
    return (double)NAN;
}

// Text on a ground of its own, so that it can be read where lines pass.
static void draw_text(Canvas *canvas, FontName font, Align align, Color color, double x, double y, const char *text)
{
    const double width = text_width(font, text);
    const double left = x - (align == ALIGN_LEFT ? 0 : align == ALIGN_RIGHT ? width : width / 2);
    canvas_fill(canvas, (int)left - 1, (int)y - FIGURE_CAPITAL - 2, (int)width + 3, FIGURE_CAPITAL + 5,
                COLOR(0xffffff));
    figure_text(canvas, font, align, color, x, y, text);
}

// Left of the middle of the part: above a curve that rises, below one that falls.
static void draw_part(Canvas *canvas, const Layout *layout, const SweepFigure *figure, const SweepCurve *curve,
                      SweepPart part)
{
    const double x = axis_place(&layout->x, part.h), y = axis_place(&layout->y, error_at(figure, curve, part.h));
    const bool rises = part.name == curve->truncation.name;
    if (part.name && !isnan(x) && !isnan(y))
        draw_text(canvas, FONT_TEXT, ALIGN_RIGHT, color_of_curve(curve), x - PART_APART, y + (rises ? 0 : PART_APART),
                  part.name);
}

// The name of a curve and what it reaches, to stand at its best step.
typedef struct {
    const SweepCurve *curve;
    double x, y; // the best step's place
} Best;

static void draw_label(Canvas *canvas, const SweepFigure *figure, const Best *best, Align align, double x, double y)
{
    const SweepCurve *curve = best->curve;
    char text[64];
    text_format(text, sizeof text, "%.0e at h = %.0e", curve->error[curve->best], figure->h[curve->best]);
    draw_text(canvas, FONT_BOLD, align, color_of_curve(curve), x, y, curve->name);
    draw_text(canvas, FONT_TEXT, align, COLOR_MUTED, x, y + BEST_LINE, text);
}

// Whether the label stands right of the plot: there is no room around a point near the right end.
static bool stands_beside(const Layout *layout, const Best *best)
{
    return layout->x.to - best->x < BESIDE_FROM;
}

// Labels right of the plot are moved apart, and kept above its lower edge. Others stand below their point, or above it
// where it is a thin curve's: below, the others' rounding passes.
static void draw_labels(Canvas *canvas, const Layout *layout, const SweepFigure *figure, const Best *best, int count)
{
    double y[SWEEP_CURVES] = {0}, above = -(double)INFINITY, below = layout->y.from - BEST_LINE;
    for (int i = 0; i < count; i++)
        if (stands_beside(layout, &best[i]))
            above = y[i] = fmax(best[i].y + FIGURE_CAPITAL / 2.0, above + LABELS_APART);
    for (int i = count - 1; i >= 0; i--)
        if (stands_beside(layout, &best[i])) {
            y[i] = fmin(y[i], below);
            below = y[i] - LABELS_APART;
            draw_label(canvas, figure, &best[i], ALIGN_LEFT, layout->x.to + PART_APART, y[i]);
        } else {
            const double apart = best[i].curve->look == SWEEP_THIN ? ABOVE_BEST : BELOW_BEST;
            draw_label(canvas, figure, &best[i], ALIGN_CENTER, best[i].x, best[i].y + apart);
        }
}

// Dots at the best steps, and their labels.
static void draw_bests(Canvas *canvas, const Layout *layout, const SweepFigure *figure)
{
    Best best[SWEEP_CURVES];
    int count = 0;
    for (int c = 0; c < figure->curves; c++) { // by rising height on the page
        const SweepCurve *curve = &figure->curve[c];
        const double y = curve->best < 0 ? (double)NAN : axis_place(&layout->y, curve->error[curve->best]) + 0.5;
        int place = count;
        if (isnan(y))
            continue;
        for (; place > 0 && best[place - 1].y > y; place--)
            best[place] = best[place - 1];
        best[place] = (Best){curve, axis_place(&layout->x, figure->h[curve->best]) + 0.5, y};
        count++;
    }
    draw_labels(canvas, layout, figure, best, count);
    for (int i = 0; i < count; i++)
        canvas_line(canvas, (Stroke){.width = DOT, .color = color_of_curve(best[i].curve)}, &best[i].x, &best[i].y, 1);
}

// The family's name where its curves begin, at the smallest steps that have a number.
static void draw_family(Canvas *canvas, const Layout *layout, const SweepFigure *figure, int family)
{
    double x = (double)NAN, y = (double)NAN;
    Color color = COLOR_TEXT;
    for (int c = 0; c < figure->curves; c++)
        for (int i = 0; i < figure->steps && figure->curve[c].family == family; i++) {
            const double at = axis_place(&layout->y, figure->curve[c].error[i]);
            if (isnan(at) || axis_place(&layout->x, figure->h[i]) > x)
                continue;
            y = axis_place(&layout->x, figure->h[i]) < x ? at : fmin(y, at); // fmin(NaN, at) is at
            x = axis_place(&layout->x, figure->h[i]);
            color = color_of_curve(&figure->curve[c]);
        }
    if (isnan(y))
        return;
    const bool left = x - layout->x.from > LEFT_FROM;
    draw_text(canvas, FONT_TITLE, left ? ALIGN_RIGHT : ALIGN_LEFT, color, left ? x - PART_APART : x + PART_APART,
              left ? y + FIGURE_CAPITAL : y - FIGURE_CAPITAL, figure->family[family]);
}

bool sweep_figure_draw(const SweepFigure *figure, Canvas *canvas, Message *message)
{
    const Layout layout = lay_out(figure);
    if (!canvas_new(canvas, layout.width, layout.height, figure->scale, message))
        return false;
    words_draw(canvas, &layout.words, layout.width - 2 * FIGURE_MARGIN, layout.height);
    plot_frame(canvas, &layout.x, &layout.y, "error");
    plot_x_name(canvas, &layout.x, &layout.y, "step h");
    for (int c = 0; c < figure->curves; c++) {
        const PlotLine line = line_of(figure, &figure->curve[c]);
        plot_line(canvas, &layout.x, &layout.y, &line);
    }
    for (int c = 0; c < figure->curves; c++) {
        draw_part(canvas, &layout, figure, &figure->curve[c], figure->curve[c].truncation);
        draw_part(canvas, &layout, figure, &figure->curve[c], figure->curve[c].rounding);
    }
    draw_bests(canvas, &layout, figure);
    for (int family = 0; family < SWEEP_FAMILIES; family++)
        draw_family(canvas, &layout, figure, family);
    return true;
}
