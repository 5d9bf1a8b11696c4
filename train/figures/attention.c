#include "train/figures/attention.h"

#include <math.h>
#include <string.h>

#include "train/figures/labels.h"
#include "train/figures/words.h"

enum {
    PANELS_ACROSS = 4,
    SIDE_WANTED = 320, // of a map, as long as its cells are 8 to 40 units wide
    CELL_LEAST = 8,
    CELL_MOST = 40,
    LINE_FROM = 12, // the cells that have a line between them
    SIDE_MOST = 512,
};

// The distances that do not depend on the figure, in units.
enum {
    FACTS_TO_PANEL = 19, // from the last fact's baseline to a panel's heading
    HEADING = 18,        // that heading, with the room under it
    KEY_AXIS = 18,       // from the last cell to the baseline of the key axis's name
    ROWS_APART = 30,     // from there to the next heading
    LEGEND = 30,         // or to the legend's baseline
    QUERY_AXIS = 20,     // the name of the query axis, left of the first panel's labels
    PANELS_APART = 34,   // from one panel's labels to the next one's
    BAR_APART = 24,      // from the last panel's labels to the colour bar
    INNER_LEAST = 456,   // the width between the margins: a small map's facts want it
};

// Where things go, in units.
typedef struct {
    Words words;
    Grid grid;
    int side;             // of a map
    int slot;             // a panel's width without its labels: that of its map, or of its heading
    int queries, targets; // the widths of the labels left and right of a map
    int left, top;        // of the first map
    int bar;              // the left side of the colour bar
    int panel, row;       // from one map to the next, across and down
    int legend;           // baseline
    int width, height;
} Layout;

static const char KEY_AXIS_NAME[] = "key (attended to) →";

// --- words ----------------------------------------------------------------------------------------------------------

enum { TARGET_TEXT = 2 * LABEL_TEXT, HEADING_TEXT = 32 };

static bool is_wrong(const AttentionFigure *figure, int t)
{
    const char *target = figure->subject->targets ? figure->subject->targets[t] : NULL;
    const char *answer = figure->answers ? figure->answers[t] : NULL;
    return target && answer && strcmp(target, answer) != 0;
}

// "h", or "c≠h" where the model answers c.
static void target_text(char text[TARGET_TEXT], const AttentionFigure *figure, int t)
{
    char target[LABEL_TEXT];
    char answer[LABEL_TEXT];
    bool wrong = is_wrong(figure, t);
    label_text(target, figure->subject->targets[t]);
    label_text(answer, wrong ? figure->answers[t] : NULL);
    text_format(text, TARGET_TEXT, "%s%s%s", answer, wrong ? "≠" : "", target);
}

static void entropy_text(char text[HEADING_TEXT], Tensor A, const char *const *targets)
{
    if (heatmap_has_nan(A))
        text_format(text, HEADING_TEXT, "entropy NaN");
    else
        text_format(text, HEADING_TEXT, "entropy %.2f nats", figure_entropy(A, targets));
}

static void write_words(Words *words, const AttentionFigure *figure, Grid grid)
{
    const FigureSubject *subject = figure->subject;
    char step[HEADING_TEXT];
    char loss[NUMBER_TEXT];
    text_format(step, sizeof step, "step %d", figure->step);
    words_title(words, subject, step);
    number_text(loss, figure->loss);
    if (!isnan(figure->loss))
        facts_add(&words->facts, COLOR_MUTED, "held-out loss %s", loss);
    if (!isnan(figure->accuracy))
        facts_add(&words->facts, COLOR_MUTED, "accuracy %.1f %%", 100 * figure->accuracy);
    words_subject(words, subject);
    words_legend(words, subject, grid);
    if (subject->targets && figure->answers)
        facts_add(&words->legend, COLOR_WRONG, "red: answer≠target");
    if (figure_has_nan(subject, figure->A))
        facts_add(&words->legend, COLOR_MUTED, "turquoise: not a number");
}

// --- layout ---------------------------------------------------------------------------------------------------------

// The room is the same at every step: it does not depend on which answers are wrong.
static int targets_width(const AttentionFigure *figure)
{
    const FigureSubject *subject = figure->subject;
    int width = label_width(subject->targets, subject->T);
    if (!subject->targets || !figure->answers)
        return width;
    int answers = larger(label_width(subject->tokens, subject->T), label_width(figure->answers, subject->T));
    return larger(width, answers) + width + (int)ceil(text_width(FONT_MONO, "≠"));
}

static int heading_width(const FigureSubject *subject)
{
    char name[FIGURE_HEAD_TEXT];
    figure_head_text(name, subject, subject->layers - 1, subject->H - 1);
    return (int)ceil(text_width(FONT_BOLD, name) + text_width(FONT_TEXT, "   entropy 0.00 nats"));
}

static int rows_of_layer(const FigureSubject *subject)
{
    return (subject->H + PANELS_ACROSS - 1) / PANELS_ACROSS;
}

static void place_maps(Layout *layout, const AttentionFigure *figure, int limit)
{
    const FigureSubject *subject = figure->subject;
    int T = subject->T;
    layout->grid = grid_fit(T, smaller(larger(SIDE_WANTED / T, CELL_LEAST), CELL_MOST), limit);
    layout->grid.line = layout->grid.cell >= LINE_FROM ? 1 : 0;
    layout->grid.bare = figure->bare;
    layout->side = grid_side(layout->grid, T);
    layout->slot = larger(layout->side, heading_width(subject));
    layout->queries = label_width(subject->tokens, T);
    layout->targets = targets_width(figure);
    layout->panel = layout->queries + 2 * LABEL_GAP + layout->slot + layout->targets + PANELS_APART;
    layout->left = FIGURE_MARGIN + QUERY_AXIS + layout->queries + LABEL_GAP;
    layout->bar =
        FIGURE_MARGIN + QUERY_AXIS + smaller(subject->H, PANELS_ACROSS) * layout->panel - PANELS_APART + BAR_APART;
}

// Lays the figure out with maps of at most limit units a side.
static Layout lay_out(const AttentionFigure *figure, int limit)
{
    const FigureSubject *subject = figure->subject;
    Layout layout = {0};
    place_maps(&layout, figure, limit);
    write_words(&layout.words, figure, layout.grid);
    layout.width = FIGURE_MARGIN + larger(layout.bar + FIGURE_BAR_WIDTH,
                                          FIGURE_MARGIN + larger(words_width(&layout.words), INNER_LEAST));
    int inner = layout.width - 2 * FIGURE_MARGIN;
    int keys = label_keys_height(layout.grid, subject->tokens, subject->T);
    layout.top = words_above(&layout.words, inner) + FACTS_TO_PANEL + HEADING + keys;
    layout.row = layout.side + KEY_AXIS + ROWS_APART + HEADING + keys;
    int rows = subject->layers * rows_of_layer(subject);
    layout.legend = layout.top + (rows - 1) * layout.row + layout.side + KEY_AXIS + LEGEND;
    layout.height = layout.legend + words_below(&layout.words, inner);
    return layout;
}

static FigureSize size_at(const void *figure, int side)
{
    const Layout layout = lay_out(figure, side);
    return (FigureSize){layout.width, layout.height};
}

// --- drawing --------------------------------------------------------------------------------------------------------

static void draw_targets(Canvas *canvas, int x, int y, const Layout *layout, const AttentionFigure *figure)
{
    const FigureSubject *subject = figure->subject;
    for (int t = 0; subject->targets && t < subject->T; t += label_step(layout->grid)) {
        char text[TARGET_TEXT];
        target_text(text, figure, t);
        figure_text(canvas, FONT_MONO, ALIGN_LEFT, is_wrong(figure, t) ? COLOR_WRONG : COLOR_RIGHT, x,
                    y + grid_center(layout->grid, t) + FIGURE_CAPITAL / 2.0, text);
    }
}

// What stands around the map whose first cell is at x, y.
static void draw_surroundings(Canvas *canvas, int x, int y, const Layout *layout, const AttentionFigure *figure)
{
    const FigureSubject *subject = figure->subject;
    label_keys(canvas, x, y, layout->grid, subject->tokens, subject->T);
    label_rows(canvas, x - LABEL_GAP, y, layout->grid, ALIGN_RIGHT, COLOR_TEXT, subject->tokens, subject->T);
    draw_targets(canvas, x + layout->side + LABEL_GAP, y, layout, figure);
    figure_text(canvas, FONT_TEXT, ALIGN_CENTER, COLOR_MUTED,
                x + fmax(layout->side, text_width(FONT_TEXT, KEY_AXIS_NAME)) / 2, y + layout->side + KEY_AXIS,
                KEY_AXIS_NAME);
}

static void draw_heading(Canvas *canvas, int x, int y, const Layout *layout, const char *name, Tensor A,
                         const char *const *targets)
{
    char entropy[HEADING_TEXT];
    entropy_text(entropy, A, targets);
    figure_text(canvas, FONT_BOLD, ALIGN_LEFT, COLOR_TEXT, x, y, name);
    figure_text(canvas, FONT_TEXT, ALIGN_RIGHT, COLOR_MUTED, x + layout->slot, y, entropy);
}

static void draw_layer(Canvas *canvas, const Layout *layout, const AttentionFigure *figure, const ColorMap *colors,
                       int layer)
{
    const FigureSubject *subject = figure->subject;
    int keys = label_keys_height(layout->grid, subject->tokens, subject->T);
    for (int head = 0; head < subject->H; head++) {
        Tensor A = figure_map(figure->A[layer], head);
        char name[FIGURE_HEAD_TEXT];
        int x = layout->left + head % PANELS_ACROSS * layout->panel;
        int y = layout->top + (layer * rows_of_layer(subject) + head / PANELS_ACROSS) * layout->row;
        figure_head_text(name, subject, layer, head);
        draw_heading(canvas, x, y - keys - HEADING + FIGURE_CAPITAL, layout, name, A, figure->subject->targets);
        heatmap_draw(canvas, x, y, layout->grid, colors, A, subject->allowed);
        draw_surroundings(canvas, x, y, layout, figure);
        if (head % PANELS_ACROSS == 0)
            figure_query_axis(canvas, FIGURE_MARGIN, y + layout->side / 2.0);
    }
}

bool attention_figure_draw(const AttentionFigure *figure, Canvas *canvas, Message *message)
{
    Layout layout = lay_out(figure, figure_fit(size_at, figure, SIDE_MOST, figure->subject->scale));
    if (!canvas_new(canvas, layout.width, layout.height, figure->subject->scale, message))
        return false;
    ColorMap colors = color_ember();
    words_draw(canvas, &layout.words, layout.width - 2 * FIGURE_MARGIN, layout.legend);
    for (int layer = 0; layer < figure->subject->layers; layer++)
        draw_layer(canvas, &layout, figure, &colors, layer);
    figure_bar_upright(canvas, &colors, layout.bar, layout.top, layout.side);
    return true;
}
