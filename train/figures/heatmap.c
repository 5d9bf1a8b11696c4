#include "train/figures/heatmap.h"

#include <math.h>
#include <stdlib.h>

#include "tensor/mask.h"
#include "train/figures/text.h"

enum { HATCH_FROM = 6 }; // the size of a cell that shows more of a hatch than a few dots

Grid grid_fit(int n, int cell, int limit)
{
    if (n <= limit)
        return (Grid){.cell = limit / n < cell ? limit / n : cell, .block = 1};
    return (Grid){.cell = 1, .block = (n + limit - 1) / limit};
}

int grid_side(Grid grid, int n)
{
    return (n + grid.block - 1) / grid.block * grid.cell - grid.line;
}

double grid_center(Grid grid, int i)
{
    return (i + 0.5) * grid.cell / grid.block - grid.line / 2.0;
}

HeatmapCell heatmap_cell(Tensor values, Mask allowed, int block, int row, int column)
{
    double sum = 0;
    int count = 0;
    Shape shape = {{values.shape[0], values.shape[1]}, 2};
    for (int r = row * block; r < (row + 1) * block && r < values.shape[0]; r++) {
        const uint8_t *seen = mask_row(allowed, shape, r);
        for (int c = column * block; c < (column + 1) * block && c < values.shape[1]; c++) {
            double value = (double)values.data[r * values.stride[0] + c * values.stride[1]];
            bool masked = seen && !seen[c] && value == 0;
            sum += masked ? 0 : value;
            count += masked ? 0 : 1;
        }
    }
    return (HeatmapCell){.mean = count > 0 ? sum / count : 0, .masked = count == 0};
}

// ".47", "1", "" for what rounds to .00; "-.47", "2.3" and "NaN" for what no attention should be.
static void cell_text(char text[16], double value)
{
    if (!isfinite(value)) {
        text_format(text, 16, "%s", isnan(value) ? "NaN" : value > 0 ? "Inf" : "-Inf");
        return;
    }
    long hundredths = lround(100 * fmin(fmax(value, -99), 99));
    if (labs(hundredths) >= 100)
        text_format(text, 16, "%.2g", (double)hundredths / 100);
    else if (hundredths != 0)
        text_format(text, 16, "%s.%02ld", hundredths < 0 ? "-" : "", labs(hundredths));
    else
        text[0] = '\0';
}

static void draw_number(Canvas *canvas, double x, double y, Grid grid, Color ground, double value)
{
    FontName font = grid.cell >= 40 ? FONT_DIGITS_LARGE : grid.cell >= 32 ? FONT_TEXT : FONT_DIGITS_SMALL;
    TextStyle style = {.font = font, .align = ALIGN_CENTER, .color = color_ink(ground)};
    char text[16];
    cell_text(text, value);
    text_draw(canvas, style, x, y + FONTS[0][font].capital / 2.0, text);
}

static void draw_cell(Canvas *canvas, int x, int y, Grid grid, const ColorMap *colors, HeatmapCell cell)
{
    int side = grid.cell - grid.line;
    Color color = cell.masked ? COLOR_MASKED : isfinite(cell.mean) ? color_of(colors, cell.mean) : COLOR_NOT_FINITE;
    if (cell.masked && grid.cell >= HATCH_FROM)
        canvas_hatch(canvas, x, y, side, side, COLOR_MASKED, COLOR_MASKED_LINE);
    else
        canvas_fill(canvas, x, y, side, side, color);
    if (grid.cell >= HEATMAP_NUMBER_FROM && !grid.bare && !cell.masked)
        draw_number(canvas, x + side / 2.0, y + side / 2.0, grid, color, cell.mean);
}

void heatmap_draw(Canvas *canvas, int x, int y, Grid grid, const ColorMap *colors, Tensor values, Mask allowed)
{
    int rows = (values.shape[0] + grid.block - 1) / grid.block;
    int columns = (values.shape[1] + grid.block - 1) / grid.block;
    for (int row = 0; row < rows; row++)
        for (int column = 0; column < columns; column++)
            draw_cell(canvas, x + column * grid.cell, y + row * grid.cell, grid, colors,
                      heatmap_cell(values, allowed, grid.block, row, column));
}

bool heatmap_has_nan(Tensor values)
{
    for (int r = 0; r < values.shape[0]; r++)
        for (int c = 0; c < values.shape[1]; c++)
            if (!isfinite(values.data[r * values.stride[0] + c * values.stride[1]]))
                return true;
    return false;
}
