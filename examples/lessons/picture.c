// The picture of a lesson: a column for each step that is looked at; in it the map, and below it the matrices.
#include "examples/lessons/training.h"

#include "train/figures/figure.h"
#include "train/figures/heatmap.h"
#include "train/figures/labels.h"
#include "train/figures/png.h"

#include <math.h>
#include <stdlib.h>

// In units.
enum {
    CELL = 40,
    APART = 24,  // between two columns, and between two rows
    TITLE = 24,  // from the upper edge to the title's baseline
    STEPS = 64,  // and to that of the steps
    NAME = 40,   // the room of the matrices' names
    FOOT = 30,   // from the last matrix to the baseline of the loss
    LEGEND = 30, // and from there to that of the legend
};

static const char LEGEND_TEXT[] =
    "a row of A is a query, a column is a key · W: blue below 0, red above, one scale for a "
    "matrix over all steps";
static const Grid GRID = {.cell = CELL, .line = 1, .block = 1};

// Where a row of the picture begins, and what is in it. Row 0 is the map.
typedef struct {
    const char *name;
    int top, rows, columns;
    ColorMap colors;
} Row;

typedef struct {
    Row row[1 + MATRICES];
    int left, column; // of the first column; from one to the next
    int bottom;
} Layout;

// The colours of matrix m: white is 0, and the largest number of any frame has the full colour.
static ColorMap matrix_colors(const Training *training, const Trained *trained, int m)
{
    double limit = 0;
    for (int i = 0; i < training->frames; i++)
        for (int j = 0; j < training->D * training->width[m]; j++)
            limit = fmax(limit, fabs((double)trained->frame[i].W[m][j]));
    ColorMap colors = color_tide();
    colors.scale /= limit > 0 ? limit : 1;
    return colors;
}

static Layout lay_out(const Training *training, const Trained *trained)
{
    static const char *const NAMES[MATRICES] = {"W_Q", "W_K", "W_V"};
    const int T = training->T;
    Layout layout = {.row[0] = {.name = "A", .rows = T, .columns = T, .colors = color_ember()}};
    int widest = T;
    for (int m = 0; m < MATRICES; m++) {
        layout.row[1 + m] = (Row){.name = NAMES[m],
                                  .rows = training->D,
                                  .columns = training->width[m],
                                  .colors = matrix_colors(training, trained, m)};
        widest = larger(widest, training->width[m]);
    }
    layout.left = FIGURE_MARGIN + NAME + label_width(training->word, T) + LABEL_GAP;
    layout.column = widest * CELL + APART;
    layout.bottom = STEPS + LABEL_GAP + label_keys_height(GRID, training->word, T);
    for (int r = 0; r < 1 + MATRICES; r++) {
        layout.row[r].top = layout.bottom;
        layout.bottom += layout.row[r].rows * CELL + APART;
    }
    layout.bottom -= APART;
    return layout;
}

static void draw_frame(Canvas *canvas, const Layout *layout, const Training *training, const Frame *frame, int x)
{
    char text[64];
    for (int r = 0; r < 1 + MATRICES; r++) {
        const Row *row = &layout->row[r];
        const real *numbers = r == 0 ? frame->A : frame->W[r - 1];
        // The canvas only reads them.
        const Tensor values = tensor_on((real *)numbers, SHAPE(row->rows, row->columns));
        heatmap_draw(canvas, x, row->top, GRID, &row->colors, values, MASK_ALL);
    }
    label_keys(canvas, x, layout->row[0].top, GRID, training->word, training->T);
    text_format(text, sizeof text, "step %d", frame->step);
    figure_text(canvas, FONT_BOLD, ALIGN_LEFT, COLOR_TEXT, x, STEPS, text);
    text_format(text, sizeof text, "loss %.4f", frame->loss);
    figure_text(canvas, FONT_TEXT, ALIGN_LEFT, COLOR_MUTED, x, layout->bottom + FOOT, text);
}

static void draw_names(Canvas *canvas, const Layout *layout, const Training *training)
{
    for (int r = 0; r < 1 + MATRICES; r++) {
        const Row *row = &layout->row[r];
        figure_text(canvas, FONT_BOLD, ALIGN_LEFT, COLOR_TEXT, FIGURE_MARGIN,
                    row->top + row->rows * CELL / 2.0 + FIGURE_CAPITAL / 2.0, row->name);
    }
    label_rows(canvas, layout->left - LABEL_GAP, layout->row[0].top, GRID, ALIGN_RIGHT, COLOR_TEXT, training->word,
               training->T);
}

static bool draw(const Page *page, const char *title, const Training *training, const Trained *trained,
                 Message *message)
{
    const Layout layout = lay_out(training, trained);
    const int width = layout.left + training->frames * layout.column - APART + FIGURE_MARGIN;
    const PngTexts texts = {1, {{"Title", title}}};
    Canvas canvas;
    if (!canvas_new(&canvas, width, layout.bottom + FOOT + LEGEND + FIGURE_MARGIN, 2, message))
        return false;
    figure_text(&canvas, FONT_TITLE, ALIGN_LEFT, COLOR_TEXT, FIGURE_MARGIN, TITLE + FIGURE_CAPITAL, title);
    draw_names(&canvas, &layout, training);
    figure_text(&canvas, FONT_TEXT, ALIGN_LEFT, COLOR_MUTED, FIGURE_MARGIN, layout.bottom + FOOT + LEGEND, LEGEND_TEXT);
    for (int i = 0; i < training->frames; i++)
        draw_frame(&canvas, &layout, training, &trained->frame[i], layout.left + i * layout.column);
    const bool written = png_write(&canvas, &texts, page->picture, message);
    canvas_free(&canvas);
    return written;
}

void page_draw(const Page *page, const char *title, const Training *training, const Trained *trained)
{
    Message message;
    if (!page->picture)
        return;
    if (!draw(page, title, training, trained, &message)) {
        fprintf(stderr, "%s\n", message.text);
        exit(1);
    }
    printf("\nwrote %s\n", page->picture);
}
