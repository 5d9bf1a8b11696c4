#include "train/figures/panels.h"

#include <math.h>

#include "train/figures/labels.h"

enum {
    CELL_MOST = 14,
    FACTS_TO_HEADING = 34, // from the last fact's baseline to that of the headings
    HEADING = 12,          // from there to the first panel, or its labels
    PANELS_APART = 22,
    ROWS_APART = 16,
    NAME_APART = 14, // from a row's name to its panels or labels
    BAR = 10,
    BAR_GAP = 8, // from a panel to its bar
    BAR_BELOW_HEIGHT = BAR_GAP + BAR + 16,
    BAR_RIGHT_WIDTH = BAR_GAP + BAR + 44,
    TICKS_FROM = 34, // the height of a bar that has room for three numbers
    LEGEND = 34,
    PART_TICK = 5,
};

// Where things go, in units.
typedef struct {
    Words words;
    int name, left, top; // the width of the names; the first panel
    int width, height;   // of a panel's place, across
    int legend;
    FigureSize size;
} Layout;

static Grid row_grid(const Panels *panels, const PanelRow *row, int side)
{
    const int n = larger(row->rows, row->columns);
    Grid grid = grid_fit(n, smaller(larger(panels->side / n, 1), CELL_MOST), side);
    return grid;
}

static int keys_height(const Panels *panels, const PanelRow *row, int side)
{
    return row->column_label ? label_keys_height(row_grid(panels, row, side), row->column_label, row->columns) : 0;
}

static int name_width(const Panels *panels)
{
    double widest = 0;
    for (int i = 0; i < panels->rows; i++) {
        const PanelRow *row = &panels->row[i];
        const int labels = row->row_label ? label_width(row->row_label, row->rows) + LABEL_GAP : 0;
        const double text =
            fmax(text_width(FONT_BOLD, row->name), row->detail ? text_width(FONT_TEXT, row->detail) : 0);
        widest = fmax(widest, text + labels);
    }
    return (int)ceil(widest) + NAME_APART;
}

static int panel_width(const Panels *panels, int side)
{
    int widest = 0;
    for (int i = 0; i < panels->rows; i++)
        widest = larger(widest, grid_side(row_grid(panels, &panels->row[i], side), panels->row[i].columns));
    for (int i = 0; i < panels->columns; i++) {
        const double note = panels->note ? text_width(FONT_TEXT, panels->note[i]) + 12 : 0;
        widest = larger(widest, (int)ceil(text_width(FONT_BOLD, panels->heading[i]) + note));
    }
    return widest;
}

// The height of a row with its labels and bars.
static int row_height(const Panels *panels, int i, int side)
{
    const PanelRow *row = &panels->row[i];
    return keys_height(panels, row, side) + grid_side(row_grid(panels, row, side), row->rows) +
           (row->bar == BAR_BELOW ? BAR_BELOW_HEIGHT : 0);
}

// How many rows and columns a cell of the coarsest row of panels is the mean of.
static int largest_block(const Panels *panels, int side)
{
    int most = 1;
    for (int i = 0; i < panels->rows; i++)
        most = larger(most, row_grid(panels, &panels->row[i], side).block);
    return most;
}

static Layout lay_out(const Panels *panels, int side)
{
    Layout layout = {.words = *panels->words, .name = name_width(panels), .width = panel_width(panels, side)};
    const int block = largest_block(panels, side);
    if (block > 1)
        facts_add(&layout.words.legend, COLOR_MUTED, "a dot is the mean of up to %d × %d values", block, block);
    bool right = false;
    int down = 0;
    for (int i = 0; i < panels->rows; i++) {
        right = right || panels->row[i].bar == BAR_RIGHT;
        down += row_height(panels, i, side) + (i > 0 ? ROWS_APART : 0);
    }
    layout.left = FIGURE_MARGIN + layout.name;
    const int all =
        layout.name + panels->columns * (layout.width + PANELS_APART) - PANELS_APART + (right ? BAR_RIGHT_WIDTH : 0);
    const int inner = larger(larger(all, words_width(&layout.words)), 456);
    layout.top = words_above(&layout.words, inner) + FACTS_TO_HEADING + HEADING;
    layout.legend = layout.top + down + LEGEND;
    layout.size = (FigureSize){inner + 2 * FIGURE_MARGIN, layout.legend + words_below(&layout.words, inner)};
    return layout;
}

static FigureSize size_at(const void *panels, int side)
{
    return lay_out(panels, side).size;
}

// --- drawing --------------------------------------------------------------------------------------------------------

static ColorMap scaled(const ColorMap *tide, double limit)
{
    ColorMap map = *tide;
    map.scale /= limit > 0 ? limit : 1;
    return map;
}

static void limit_text(char text[NUMBER_TEXT], double limit)
{
    text_format(text, NUMBER_TEXT, limit >= 99.5 && limit < 1e5 ? "%.0f" : "%.2g", limit);
}

static void draw_bar_below(Canvas *canvas, const ColorMap *tide, int x, int y, int width, double limit)
{
    char text[NUMBER_TEXT], low[NUMBER_TEXT + 4];
    limit_text(text, limit);
    for (int i = 0; i < width; i++)
        canvas_fill(canvas, x + i, y, 1, BAR, color_of(tide, 2 * (i + 0.5) / width - 1));
    text_format(low, sizeof low, "−%s", text);
    figure_text(canvas, FONT_TEXT, ALIGN_LEFT, COLOR_MUTED, x, y + BAR + 12, low);
    figure_text(canvas, FONT_TEXT, ALIGN_CENTER, COLOR_MUTED, x + width / 2.0, y + BAR + 12, "0");
    text_format(low, sizeof low, "+%s", text);
    figure_text(canvas, FONT_TEXT, ALIGN_RIGHT, COLOR_MUTED, x + width, y + BAR + 12, low);
}

static void draw_bar_right(Canvas *canvas, const ColorMap *tide, int x, int y, int height, double limit)
{
    char text[NUMBER_TEXT], end[NUMBER_TEXT + 4];
    limit_text(text, limit);
    for (int i = 0; i < height; i++)
        canvas_fill(canvas, x, y + i, BAR, 1, color_of(tide, 1 - 2 * (i + 0.5) / height));
    if (height < TICKS_FROM) {
        text_format(end, sizeof end, "±%s", text);
        figure_text(canvas, FONT_TEXT, ALIGN_LEFT, COLOR_MUTED, x + BAR + 4, y + (height + FIGURE_CAPITAL) / 2.0, end);
        return;
    }
    text_format(end, sizeof end, "+%s", text);
    figure_text(canvas, FONT_TEXT, ALIGN_LEFT, COLOR_MUTED, x + BAR + 4, y + FIGURE_CAPITAL, end);
    figure_text(canvas, FONT_TEXT, ALIGN_LEFT, COLOR_MUTED, x + BAR + 4, y + (height + FIGURE_CAPITAL) / 2.0, "0");
    text_format(end, sizeof end, "−%s", text);
    figure_text(canvas, FONT_TEXT, ALIGN_LEFT, COLOR_MUTED, x + BAR + 4, y + height, end);
}

// Where one part of the columns ends and the next begins: a short line above the panel and one below it.
static void mark_parts(Canvas *canvas, const PanelRow *row, Grid grid, int x, int y)
{
    const int height = grid_side(grid, row->rows);
    for (int part = 1; part < row->parts; part++) {
        const int at = x + grid_side(grid, row->columns) * part / row->parts;
        canvas_fill(canvas, at, y - PART_TICK - 1, 1, PART_TICK, COLOR_TEXT);
        canvas_fill(canvas, at, y + height + 1, 1, PART_TICK, COLOR_TEXT);
    }
}

static void draw_name(Canvas *canvas, const PanelRow *row, double middle)
{
    const double up = row->detail ? FIGURE_LINE / 2.0 : 0;
    figure_text(canvas, FONT_BOLD, ALIGN_LEFT, COLOR_TEXT, FIGURE_MARGIN, middle - up + FIGURE_CAPITAL / 2.0,
                row->name);
    if (row->detail)
        figure_text(canvas, FONT_TEXT, ALIGN_LEFT, COLOR_MUTED, FIGURE_MARGIN, middle + up + FIGURE_CAPITAL / 2.0,
                    row->detail);
}

// The row whose labels begin at height y.
static void draw_row(Canvas *canvas, const Panels *panels, const Layout *layout, int i, int y, int side)
{
    const PanelRow *row = &panels->row[i];
    const Grid grid = row_grid(panels, row, side);
    const ColorMap tide = color_tide();
    const int top = y + keys_height(panels, row, side), height = grid_side(grid, row->rows);
    const int width = grid_side(grid, row->columns);
    double limit = 0;
    draw_name(canvas, row, top + height / 2.0);
    if (row->row_label)
        label_rows(canvas, layout->left - LABEL_GAP, top, grid, ALIGN_RIGHT, COLOR_TEXT, row->row_label, row->rows);
    for (int column = 0; column < panels->columns; column++) {
        const Panel *panel = &panels->panel[i * panels->columns + column];
        const int x = layout->left + column * (layout->width + PANELS_APART);
        if (!panel->values.data)
            continue;
        const ColorMap colors = scaled(&tide, panel->limit);
        limit = panel->limit;
        if (row->column_label)
            label_keys(canvas, x, top, grid, row->column_label, row->columns);
        heatmap_draw(canvas, x, top, grid, &colors, panel->values, MASK_ALL);
        mark_parts(canvas, row, grid, x, top);
        if (row->bar == BAR_BELOW)
            draw_bar_below(canvas, &tide, x, top + height + BAR_GAP, width, panel->limit);
    }
    if (row->bar == BAR_RIGHT)
        draw_bar_right(canvas, &tide,
                       layout->left + (panels->columns - 1) * (layout->width + PANELS_APART) + layout->width + BAR_GAP,
                       top, height, limit);
}

static void draw_headings(Canvas *canvas, const Panels *panels, const Layout *layout)
{
    for (int i = 0; i < panels->columns; i++) {
        const int x = layout->left + i * (layout->width + PANELS_APART);
        figure_text(canvas, FONT_BOLD, ALIGN_LEFT, COLOR_TEXT, x, layout->top - HEADING, panels->heading[i]);
        if (panels->note)
            figure_text(canvas, FONT_TEXT, ALIGN_LEFT, COLOR_MUTED, x + text_width(FONT_BOLD, panels->heading[i]) + 12,
                        layout->top - HEADING, panels->note[i]);
    }
}

bool panels_draw(const Panels *panels, Canvas *canvas, Message *message)
{
    const int scale = panels->subject->scale, side = figure_fit(size_at, panels, panels->side, scale);
    const Layout layout = lay_out(panels, side);
    if (!canvas_new(canvas, layout.size.width, layout.size.height, scale, message))
        return false;
    words_draw(canvas, &layout.words, layout.size.width - 2 * FIGURE_MARGIN, layout.legend);
    draw_headings(canvas, panels, &layout);
    int y = layout.top;
    for (int i = 0; i < panels->rows; i++) {
        draw_row(canvas, panels, &layout, i, y, side);
        y += row_height(panels, i, side) + ROWS_APART;
    }
    return true;
}

double panel_limit(Tensor values)
{
    double limit = 0;
    for (int r = 0; values.data && r < values.shape[0]; r++)
        for (int c = 0; c < values.shape[1]; c++) {
            const double size = fabs((double)values.data[r * values.stride[0] + c * values.stride[1]]);
            limit = isfinite(size) && size > limit ? size : limit;
        }
    return limit;
}
