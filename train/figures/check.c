// The figure of a gradient check.
#include "train/figures/check.h"

#include "tensor/mask.h"
#include "tensor/shape.h"
#include "train/figures/figure.h"
#include "train/figures/heatmap.h"
#include "train/figures/sentence.h"
#include "train/figures/words.h"

#include <math.h>
#include <stdlib.h>

enum { PANELS = 3, ANALYTIC = 0, NUMERIC = 1, DISTANCE = 2 };

// In units.
enum {
    SIDE_MOST = 240, // of a map
    SLOT_LEAST = 84, // the room across for a map, at least
    CELL = 20,       // at most: larger ones would carry numbers
    LINE_FROM = 8,   // the cells that have a line between them
    PANELS_APART = 24,
    BAR_APART = 10,
    BAR = 10,
    BAR_TEXT = 72,      // its numbers, and the room to the next map
    BAR_LEAST = 28,     // its height
    HEADING = 36,       // from the baseline of a tensor's name to its maps
    PANEL_NAME = 8,     // from the baseline of a panel's name to its map
    TENSORS_APART = 30, // from a map to the baseline of the next name
    HEADINGS_FROM = 32, // from the last line of words to the first name
    LEGEND = 30,
    INNER_LEAST = 456,
};

// On the bar of errors, the ends of log10 |analytic - numeric| / largest gradient of the tensor.
enum { LOG_LOW = -16, LOG_HIGH = 0 };

typedef struct {
    const TensorCheck *check;
    int rows, columns;
    Grid grid;
    double limit; // the largest finite size of either side
    int height;
} Row;

typedef struct {
    Words words;
    Row *row;
    int count; // of the rows that are drawn
    int panel[PANELS], values_bar, error_bar;
    int cause, first; // baselines: of the first line of the cause, and of the first tensor's name
    int width, height, inner, legend;
} Layout;

// --- what is drawn --------------------------------------------------------------------------------------------------

static Row row_of(const TensorCheck *check)
{
    Row row = {.check = check, .columns = shape_last(check->shape)};
    row.rows = row.columns > 0 ? check->elements / row.columns : 0;
    row.grid = grid_fit(larger(larger(row.columns, row.rows), 1), CELL, SIDE_MOST);
    row.grid.line = row.grid.cell >= LINE_FROM ? 1 : 0;
    row.height = larger(grid_side(row.grid, row.rows), BAR_LEAST);
    for (int i = 0; i < check->elements; i++) {
        const CheckElement *e = &check->element[i];
        row.limit = isfinite(e->analytic) ? fmax(row.limit, fabs(e->analytic)) : row.limit;
        row.limit = isfinite(e->numeric) ? fmax(row.limit, fabs(e->numeric)) : row.limit;
    }
    return row;
}

// What a panel shows of an element, on the scale of its colour map.
static double shown(const Row *row, int panel, int i)
{
    const CheckElement *e = &row->check->element[i];
    const double limit = row->limit > 0 ? row->limit : 1;
    if (panel != ANALYTIC && e->kink)
        return 0; // it is hatched
    if (panel != DISTANCE)
        return (panel == ANALYTIC ? e->analytic : e->numeric) / limit;
    const double distance = fabs(e->analytic - e->numeric) / limit;
    if (isnan(distance))
        return distance;
    const double power = distance > 0 ? log10(distance) : LOG_LOW;
    return (fmax(power, LOG_LOW) - LOG_LOW) / (LOG_HIGH - LOG_LOW);
}

// False: memory is out.
static bool draw_map(Canvas *canvas, int x, int y, const Row *row, int panel)
{
    const ColorMap colors = panel == DISTANCE ? color_ember() : color_tide();
    const Shape shape = SHAPE(row->rows, row->columns);
    Tensor values = {0};
    uint8_t *seen = malloc((size_t)row->check->elements + 1);
    const bool room = seen && tensor_new(&values, shape);
    for (int i = 0; room && i < row->check->elements; i++) {
        values.data[i] = (real)shown(row, panel, i);
        seen[i] = panel == ANALYTIC || !row->check->element[i].kink;
    }
    if (room)
        heatmap_draw(canvas, x, y, row->grid, &colors, values, mask_on(seen, shape));
    tensor_free(&values);
    free(seen);
    return room;
}

// --- words ----------------------------------------------------------------------------------------------------------

// What is wrong, if anything is known.
static const char *cause_of(const CheckReport *report)
{
    return report->cause[0] ? report->cause : report->tensor[report->worst].diagnosis;
}

static bool any_kink(const CheckReport *report)
{
    for (int i = 0; i < report->tensors; i++)
        if (report->tensor[i].kinks > 0)
            return true;
    return false;
}

static bool any_nan(const Layout *layout)
{
    for (int r = 0; r < layout->count; r++)
        for (int i = 0; i < layout->row[r].check->elements; i++) {
            const CheckElement *e = &layout->row[r].check->element[i];
            if (!isfinite(e->analytic) || (!e->kink && !isfinite(e->numeric)))
                return true;
        }
    return false;
}

static void write_words(Layout *layout, const CheckFigure *figure)
{
    static const char *const VERDICTS[] = {"pass", "inconclusive", "fail"};
    const CheckReport *report = figure->report;
    Words *words = &layout->words;
    text_format(words->title, sizeof words->title, "gradient check · %s", figure->title);
    facts_add(&words->facts, report->verdict == CHECK_FAIL ? COLOR_WRONG : COLOR_MUTED, "%s",
              VERDICTS[report->verdict]);
    facts_add(&words->facts, COLOR_MUTED, "seed %llu", (unsigned long long)figure->seed);
    if (figure->fault)
        facts_add(&words->facts, COLOR_WRONG, "planted fault: %s", figure->fault);
    facts_add(&words->legend, COLOR_MUTED, "log error: |analytic − numeric| / largest gradient of the tensor");
    if (any_kink(report))
        facts_add(&words->legend, COLOR_MUTED, "grey: on a kink, left out");
    if (any_nan(layout))
        facts_add(&words->legend, COLOR_MUTED, "turquoise: not finite");
    if (layout->count < report->tensors)
        facts_add(&words->legend, COLOR_MUTED, "%d more tensors have no room here", report->tensors - layout->count);
}

// --- layout ---------------------------------------------------------------------------------------------------------

static int row_place(const Layout *layout, int r)
{
    int y = layout->first;
    for (int i = 0; i < r; i++)
        y += HEADING + layout->row[i].height + TENSORS_APART;
    return y;
}

static void place(Layout *layout, const CheckFigure *figure)
{
    int slot = SLOT_LEAST;
    for (int i = 0; i < layout->count; i++)
        slot = larger(slot, grid_side(layout->row[i].grid, layout->row[i].columns));
    layout->panel[ANALYTIC] = FIGURE_MARGIN;
    layout->panel[NUMERIC] = layout->panel[ANALYTIC] + slot + PANELS_APART;
    layout->values_bar = layout->panel[NUMERIC] + slot + BAR_APART;
    layout->panel[DISTANCE] = layout->values_bar + BAR + BAR_TEXT;
    layout->error_bar = layout->panel[DISTANCE] + slot + BAR_APART;
    layout->inner =
        larger(layout->error_bar + BAR + BAR_TEXT - FIGURE_MARGIN, larger(INNER_LEAST, words_width(&layout->words)));
    layout->width = layout->inner + 2 * FIGURE_MARGIN;
    layout->cause = words_above(&layout->words, layout->inner) + FIGURE_LINE;
    layout->first =
        layout->cause + (sentence_lines(cause_of(figure->report), layout->inner) - 1) * FIGURE_LINE + HEADINGS_FROM;
    layout->legend = row_place(layout, layout->count) - TENSORS_APART + LEGEND;
    layout->height = layout->legend + words_below(&layout->words, layout->inner);
}

// As many tensors as there is room for.
static void lay_out(Layout *layout, const CheckFigure *figure)
{
    const int most = CANVAS_MAX / figure->scale;
    Row *row = layout->row;
    for (int count = figure->report->tensors; count > 0; count--) {
        *layout = (Layout){.row = row, .count = count};
        write_words(layout, figure);
        place(layout, figure);
        if (layout->height <= most)
            return;
    }
}

// --- drawing --------------------------------------------------------------------------------------------------------

static void draw_bar(Canvas *canvas, int x, int y, int height, const ColorMap *colors, double low, const char *ends[2])
{
    for (int i = 0; i < height; i++)
        canvas_fill(canvas, x, y + i, BAR, 1, color_of(colors, 1 - (1 - low) * (i + 0.5) / height));
    figure_text(canvas, FONT_TEXT, ALIGN_LEFT, COLOR_MUTED, x + BAR + 4, y + FIGURE_CAPITAL, ends[1]);
    figure_text(canvas, FONT_TEXT, ALIGN_LEFT, COLOR_MUTED, x + BAR + 4, y + height, ends[0]);
}

static void draw_bars(Canvas *canvas, const Layout *layout, int y, const Row *row)
{
    char low[NUMBER_TEXT], high[NUMBER_TEXT];
    const ColorMap tide = color_tide(), ember = color_ember();
    number_text(high, row->limit);
    text_format(low, sizeof low, "%s%s", row->limit > 0 ? "−" : "", high);
    draw_bar(canvas, layout->values_bar, y, row->height, &tide, -1, (const char *[]){low, high});
    draw_bar(canvas, layout->error_bar, y, row->height, &ember, 0, (const char *[]){"1e-16", "1"});
}

static void draw_heading(Canvas *canvas, const Layout *layout, int y, const TensorCheck *check)
{
    static const char *const NAMES[PANELS] = {"analytic", "numeric", "log error"};
    static const char *const VERDICTS[] = {"✓ pass", "inconclusive", "✗ fail"};
    static const Color COLORS[] = {{0x1a, 0x7f, 0x37}, {0x65, 0x6d, 0x76}, {0xcf, 0x22, 0x2e}};
    char shape[SHAPE_TEXT];
    double x = FIGURE_MARGIN;
    figure_text(canvas, FONT_BOLD, ALIGN_LEFT, COLOR_TEXT, x, y, check->name);
    x += text_width(FONT_BOLD, check->name) + 8;
    shape_text(check->shape, shape);
    figure_text(canvas, FONT_TEXT, ALIGN_LEFT, COLOR_MUTED, x, y, shape);
    x += text_width(FONT_TEXT, shape) + 12;
    figure_text(canvas, FONT_TEXT, ALIGN_LEFT, COLORS[check->verdict], x, y, VERDICTS[check->verdict]);
    for (int panel = 0; panel < PANELS; panel++)
        figure_text(canvas, FONT_TEXT, ALIGN_LEFT, COLOR_MUTED, layout->panel[panel], y + HEADING - PANEL_NAME,
                    NAMES[panel]);
}

// False: memory is out.
static bool draw_rows(Canvas *canvas, const Layout *layout)
{
    for (int i = 0; i < layout->count; i++) {
        const Row *row = &layout->row[i];
        const int y = row_place(layout, i);
        draw_heading(canvas, layout, y, row->check);
        for (int panel = 0; panel < PANELS; panel++)
            if (!draw_map(canvas, layout->panel[panel], y + HEADING, row, panel))
                return false;
        draw_bars(canvas, layout, y + HEADING, row);
    }
    return true;
}

// Lays the figure out in room for its rows, and draws it.
static bool draw(const CheckFigure *figure, Row *row, Canvas *canvas, Message *message)
{
    const CheckReport *report = figure->report;
    Layout layout = {.row = row};
    for (int i = 0; i < report->tensors; i++)
        row[i] = row_of(&report->tensor[i]);
    lay_out(&layout, figure);
    if (!canvas_new(canvas, layout.width, layout.height, figure->scale, message))
        return false;
    words_draw(canvas, &layout.words, layout.inner, layout.legend);
    sentence_draw(canvas, layout.cause, layout.inner, COLOR_WRONG, cause_of(report));
    return draw_rows(canvas, &layout) || message_set(message, "memory is out");
}

bool check_figure_draw(const CheckFigure *figure, Canvas *canvas, Message *message)
{
    const CheckReport *report = figure->report;
    *canvas = (Canvas){.scale = figure->scale};
    if (report->tensors == 0 || !report->tensor[0].element)
        return message_set(message, "there are no elements to draw: %s",
                           report->tensors == 0 ? check_reason(report->reason) : "only directions were tried");
    Row *row = malloc((size_t)report->tensors * sizeof *row);
    const bool drawn = row ? draw(figure, row, canvas, message) : message_set(message, "memory is out");
    free(row);
    return drawn;
}
