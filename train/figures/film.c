#include "train/figures/film.h"

#include <math.h>
#include <stdlib.h>

#include "tensor/mask.h"
#include "train/figures/labels.h"
#include "train/figures/words.h"

enum {
    FEW = 8,           // so many tokens are drawn in maps of SIDE_WANTED units, as long as that leaves
    SIDE_WANTED = 104, // cells of at most CELL_MOST
    CELL_MOST = 24,
    SIDE_MOST = 156, // more tokens want larger maps
};

// The distances that do not depend on the film, in units.
enum {
    FACTS_TO_STEPS = 36, // from the facts' baseline to that of the steps
    STEPS_TO_KEYS = 8,   // from there to the key labels
    NAME_APART = 14,     // from a head's name to that of the query axis
    QUERY_AXIS = 20,
    AXIS_FROM = 48, // the side of a map that has room for that name
    FRAMES_APART = 14,
    ROWS_APART = 14,
    EXPECTED_APART = 36, // with a rule in its middle
    VALUES = 24,         // from the last map to the baseline of the loss
    VALUE_LINE = 19,     // from there to that of the alignment
    LEGEND = 30,         // from there to that of the legend
    BAR_LENGTH = 160,
    BAR_ROOM = 300, // the bar, its name, and the room between it and the title
};

// Where things go, in units.
typedef struct {
    Words words;
    Grid grid;
    int side;          // of a map
    int axis;          // the left side of the query axes' name
    int left, top;     // of the first map
    int frame, row;    // from one map to the next, across and down
    int expected;      // the left side of the expected maps
    int right, bottom; // of the last map, expected or not
    int steps;         // baselines
    int loss, alignment, legend;
    int width, height;
} Layout;

static const char EXPECTED[] = "expected";

enum { STEP_TEXT = 24 };

static void step_text(char text[STEP_TEXT], int step)
{
    text_format(text, STEP_TEXT, "step %d", step);
}

// --- layout ---------------------------------------------------------------------------------------------------------

static void write_words(Words *words, const Film *film, Grid grid)
{
    bool nan = false;
    for (int i = 0; i < film->frames; i++)
        nan |= figure_has_nan(film->subject, film->frame[i].A);
    words_title(words, film->subject, "attention over training");
    words_subject(words, film->subject);
    facts_add(&words->legend, COLOR_MUTED, "in each map, a row is a query and a column is a key (attended to)");
    words_legend(words, film->subject, grid);
    if (nan)
        facts_add(&words->legend, COLOR_MUTED, "turquoise: not a number");
}

// Whether a map is expected, by the numbers below the frames.
static bool is_aligned(const Film *film)
{
    for (int i = 0; i < film->frames; i++)
        if (!isnan(film->frame[i].alignment))
            return true;
    return false;
}

static void place_across(Layout *layout, const Film *film)
{
    const FigureSubject *subject = film->subject;
    char name[FIGURE_HEAD_TEXT];
    char step[STEP_TEXT];
    figure_head_text(name, subject, subject->layers - 1, subject->H - 1);
    step_text(step, film->frame[film->frames - 1].step);
    int column = larger(layout->side, (int)ceil(text_width(FONT_BOLD, step)));
    layout->axis = FIGURE_MARGIN + (int)ceil(text_width(FONT_BOLD, name)) + NAME_APART;
    layout->left = layout->axis + QUERY_AXIS + label_width(subject->tokens, subject->T) + LABEL_GAP;
    layout->frame = column + FRAMES_APART;
    layout->expected = layout->left + (film->frames - 1) * layout->frame + column + EXPECTED_APART;
    int last = film->expected ? layout->expected : layout->expected - EXPECTED_APART - column;
    layout->right = last + layout->side;
    int labels = layout->right + LABEL_GAP + label_width(subject->targets, subject->T);
    layout->width =
        FIGURE_MARGIN + larger(larger(labels, last + column), FIGURE_MARGIN + words_width(&layout->words) + BAR_ROOM);
}

static void place_down(Layout *layout, const Film *film)
{
    const FigureSubject *subject = film->subject;
    int inner = layout->width - 2 * FIGURE_MARGIN;
    int keys = label_keys_height(layout->grid, subject->tokens, subject->T);
    layout->steps = words_above(&layout->words, inner) + FACTS_TO_STEPS;
    layout->top = layout->steps + STEPS_TO_KEYS + keys;
    layout->row = layout->side + ROWS_APART;
    layout->bottom = layout->top + subject->layers * subject->H * layout->row - ROWS_APART;
    layout->loss = layout->bottom + VALUES;
    layout->alignment = layout->loss + (is_aligned(film) ? VALUE_LINE : 0);
    layout->legend = layout->alignment + LEGEND;
    layout->height = layout->legend + words_below(&layout->words, inner);
}

// Lays the film out with maps of at most limit units a side.
static Layout lay_out(const Film *film, int limit)
{
    const int T = film->subject->T, side = T <= FEW ? SIDE_WANTED : SIDE_MOST;
    Layout layout = {.grid = grid_fit(T, smaller(larger(side / T, 1), CELL_MOST), limit)};
    layout.side = grid_side(layout.grid, T);
    write_words(&layout.words, film, layout.grid);
    place_across(&layout, film);
    place_down(&layout, film);
    return layout;
}

static FigureSize size_at(const void *film, int side)
{
    const Layout layout = lay_out(film, side);
    return (FigureSize){layout.width, layout.height};
}

// --- drawing --------------------------------------------------------------------------------------------------------

static void draw_value(Canvas *canvas, double x, int y, const char *text, double value)
{
    figure_text(canvas, FONT_TEXT, ALIGN_CENTER, COLOR_MUTED, x, y, isnan(value) ? "–" : text);
}

static void draw_frame(Canvas *canvas, const Layout *layout, const Film *film, int i, const ColorMap *colors)
{
    const FigureSubject *subject = film->subject;
    const FilmFrame *frame = &film->frame[i];
    int x = layout->left + i * layout->frame;
    double middle = x + layout->side / 2.0;
    char step[STEP_TEXT];
    char loss[NUMBER_TEXT];
    char alignment[NUMBER_TEXT];
    step_text(step, frame->step);
    number_text(loss, frame->loss);
    text_format(alignment, sizeof alignment, "%.2f", frame->alignment);
    figure_text(canvas, FONT_BOLD, ALIGN_CENTER, COLOR_TEXT, middle, layout->steps, step);
    label_keys(canvas, x, layout->top, layout->grid, subject->tokens, subject->T);
    for (int row = 0; row < subject->layers * subject->H; row++)
        heatmap_draw(canvas, x, layout->top + row * layout->row, layout->grid, colors,
                     figure_map(frame->A[row / subject->H], row % subject->H), subject->allowed);
    draw_value(canvas, middle, layout->loss, loss, frame->loss);
    if (layout->alignment > layout->loss)
        draw_value(canvas, middle, layout->alignment, alignment, frame->alignment);
}

// What stands left of the maps.
static void draw_names(Canvas *canvas, const Layout *layout, const FigureSubject *subject)
{
    int labels = layout->left - LABEL_GAP;
    for (int row = 0; row < subject->layers * subject->H; row++) {
        char name[FIGURE_HEAD_TEXT];
        int y = layout->top + row * layout->row;
        double middle = y + layout->side / 2.0;
        figure_head_text(name, subject, row / subject->H, row % subject->H);
        figure_text(canvas, FONT_BOLD, ALIGN_LEFT, COLOR_TEXT, FIGURE_MARGIN, middle + FIGURE_CAPITAL / 2.0, name);
        if (layout->side >= AXIS_FROM)
            figure_query_axis(canvas, layout->axis, middle);
        label_rows(canvas, labels, y, layout->grid, ALIGN_RIGHT, COLOR_TEXT, subject->tokens, subject->T);
    }
    figure_text(canvas, FONT_TEXT, ALIGN_RIGHT, COLOR_MUTED, labels, layout->top - LABEL_GAP, "key →");
    figure_text(canvas, FONT_TEXT, ALIGN_LEFT, COLOR_MUTED, FIGURE_MARGIN, layout->loss, "held-out loss");
    if (layout->alignment > layout->loss)
        figure_text(canvas, FONT_TEXT, ALIGN_LEFT, COLOR_MUTED, FIGURE_MARGIN, layout->alignment, "alignment");
}

// The targets, right of the last map: of the expected one, or of each where none is known.
static void draw_targets(Canvas *canvas, const Layout *layout, const Film *film)
{
    const FigureSubject *subject = film->subject;
    for (int row = 0; row < subject->layers * subject->H; row++)
        if (!film->expected || (row % subject->H == 0 && film->expected[row / subject->H].data))
            label_rows(canvas, layout->right + LABEL_GAP, layout->top + row * layout->row, layout->grid, ALIGN_LEFT,
                       COLOR_RIGHT, subject->targets, subject->T);
}

// Fills cells [T,T] with what of an expected map is not hatched. Beside the masked cells, rows where nothing is
// expected are: black would say that a weight of 0 is.
static Mask expected_mask(uint8_t *cells, Tensor expected, const FigureSubject *subject)
{
    int T = subject->T;
    for (int t = 0; t < T; t++) {
        const uint8_t *seen = mask_row(subject->allowed, SHAPE(T, T), t);
        bool any = false;
        for (int j = 0; j < T; j++)
            any |= expected.data[t * expected.stride[0] + j * expected.stride[1]] != 0;
        for (int j = 0; j < T; j++)
            cells[t * T + j] = any && (!seen || seen[j]);
    }
    return mask_on(cells, SHAPE(T, T));
}

static bool draw_expected(Canvas *canvas, const Layout *layout, const Film *film, const ColorMap *colors)
{
    const FigureSubject *subject = film->subject;
    int x = layout->expected;
    bool named = false;
    uint8_t *cells = malloc((size_t)subject->T * (size_t)subject->T);
    if (!cells)
        return false;
    canvas_fill(canvas, x - EXPECTED_APART / 2, layout->top, 1, layout->bottom - layout->top, COLOR_RULE);
    for (int layer = 0; layer < subject->layers; layer++) {
        Tensor expected = film->expected[layer];
        int down = layer * subject->H * layout->row;
        if (!expected.data)
            continue;
        if (!named) { // above the first that is known
            figure_text(canvas, FONT_BOLD, ALIGN_CENTER, COLOR_RIGHT, x + layout->side / 2.0, layout->steps + down,
                        EXPECTED);
            label_keys(canvas, x, layout->top + down, layout->grid, subject->tokens, subject->T);
        }
        named = true;
        heatmap_draw(canvas, x, layout->top + down, layout->grid, colors, expected,
                     expected_mask(cells, expected, subject));
    }
    free(cells);
    return true;
}

bool film_draw(const Film *film, Canvas *canvas, Message *message)
{
    Layout layout = lay_out(film, figure_fit(size_at, film, SIDE_MOST, film->subject->scale));
    if (!canvas_new(canvas, layout.width, layout.height, film->subject->scale, message))
        return false;
    ColorMap colors = color_ember();
    words_draw(canvas, &layout.words, layout.width - 2 * FIGURE_MARGIN, layout.legend);
    figure_bar_lying(canvas, &colors, layout.width - FIGURE_MARGIN - BAR_LENGTH, FIGURE_MARGIN, BAR_LENGTH);
    draw_names(canvas, &layout, film->subject);
    for (int i = 0; i < film->frames; i++)
        draw_frame(canvas, &layout, film, i, &colors);
    draw_targets(canvas, &layout, film);
    if (film->expected && !draw_expected(canvas, &layout, film, &colors)) {
        canvas_free(canvas);
        return message_set(message, "cannot draw the film: memory is out");
    }
    return true;
}
