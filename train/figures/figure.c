#include "train/figures/figure.h"

#include <math.h>
#include <string.h>

#include "tensor/mask.h"
#include "train/figures/heatmap.h"

// --- the subject ----------------------------------------------------------------------------------------------------

Tensor figure_map(Tensor A, int head)
{
    return (Tensor){
        .data = A.data + (size_t)head * (size_t)A.stride[0],
        .shape = {A.shape[1], A.shape[2]},
        .stride = {A.stride[1], A.stride[2]},
        .rank = 2,
    };
}

bool figure_has_nan(const FigureSubject *subject, const Tensor *A)
{
    for (int layer = 0; layer < subject->layers; layer++)
        for (int head = 0; head < subject->H; head++)
            if (heatmap_has_nan(figure_map(A[layer], head)))
                return true;
    return false;
}

double figure_entropy(Tensor A, const char *const *targets)
{
    double sum = 0;
    int rows = 0;
    for (int t = 0; t < A.shape[0]; t++) {
        double entropy = 0;
        bool any = false;
        for (int j = 0; j < A.shape[1]; j++) {
            const double a = (double)A.data[t * A.stride[0] + j * A.stride[1]];
            any |= a != 0;
            entropy -= a == 0 ? 0 : a * log(a);
        }
        if (any && (!targets || targets[t])) {
            sum += entropy;
            rows++;
        }
    }
    return rows > 0 ? sum / rows : 0;
}

bool figure_is_masked(const FigureSubject *subject)
{
    Shape shape = SHAPE(subject->T, subject->T);
    for (int t = 0; subject->allowed.data && t < subject->T; t++)
        if (memchr(mask_row(subject->allowed, shape, t), 0, (size_t)subject->T))
            return true;
    return false;
}

// --- size -----------------------------------------------------------------------------------------------------------

static bool fits(FigureSize size, int scale)
{
    return size.width <= CANVAS_MAX / scale && size.height <= CANVAS_MAX / scale;
}

int figure_fit(FigureSizeAt *size_at, const void *figure, int most, int scale)
{
    int side = most;
    while (side > FIGURE_SIDE_LEAST && !fits(size_at(figure, side), scale))
        side -= FIGURE_SIDE_LEAST;
    return larger(side, FIGURE_SIDE_LEAST);
}

// --- words ----------------------------------------------------------------------------------------------------------

void figure_head_text(char text[FIGURE_HEAD_TEXT], const FigureSubject *subject, int layer, int head)
{
    if (subject->layers > 1)
        text_format(text, FIGURE_HEAD_TEXT, "layer %d · head %d", layer, head);
    else
        text_format(text, FIGURE_HEAD_TEXT, "head %d", head);
}

void figure_text(Canvas *canvas, FontName font, Align align, Color color, double x, double y, const char *text)
{
    text_draw(canvas, (TextStyle){.font = font, .align = align, .color = color}, x, y, text);
}

static void text_upward(Canvas *canvas, double x, double y, const char *text)
{
    text_draw(canvas, (TextStyle){.font = FONT_TEXT, .align = ALIGN_CENTER, .color = COLOR_MUTED, .upward = true}, x, y,
              text);
}

void figure_query_axis(Canvas *canvas, int x, double y)
{
    text_upward(canvas, x + FIGURE_CAPITAL, y, "← query"); // upward, the arrow points down
}

// --- colour bars ----------------------------------------------------------------------------------------------------

enum { BAR = 12, TICK = 4, TICK_GAP = 3, TICKS = 3, NAME_FROM = 100, NAME_GAP = 10 };

static const char *const TICK_TEXT[TICKS] = {"0", "0.5", "1"};
static const char BAR_NAME[] = "attention weight";

void figure_bar_upright(Canvas *canvas, const ColorMap *colors, int x, int y, int height)
{
    for (int i = 0; i < height; i++)
        canvas_fill(canvas, x, y + i, BAR, 1, color_of(colors, 1 - (i + 0.5) / height));
    for (int i = 0; i < TICKS; i++) {
        int at = y + (height - 1) * (TICKS - 1 - i) / (TICKS - 1);
        canvas_fill(canvas, x + BAR, at, TICK, 1, COLOR_MUTED);
        figure_text(canvas, FONT_TEXT, ALIGN_LEFT, COLOR_MUTED, x + BAR + TICK + TICK_GAP, at + FIGURE_CAPITAL / 2.0,
                    TICK_TEXT[i]);
    }
    if (height >= NAME_FROM)
        text_upward(canvas, x + FIGURE_BAR_WIDTH, y + height / 2.0, BAR_NAME);
}

void figure_bar_lying(Canvas *canvas, const ColorMap *colors, int x, int y, int width)
{
    for (int i = 0; i < width; i++)
        canvas_fill(canvas, x + i, y, 1, BAR, color_of(colors, (i + 0.5) / width));
    for (int i = 0; i < TICKS; i++) {
        int at = x + (width - 1) * i / (TICKS - 1);
        canvas_fill(canvas, at, y + BAR, 1, TICK, COLOR_MUTED);
        figure_text(canvas, FONT_TEXT, ALIGN_CENTER, COLOR_MUTED, at + 0.5, y + BAR + TICK + TICK_GAP + FIGURE_CAPITAL,
                    TICK_TEXT[i]);
    }
    figure_text(canvas, FONT_TEXT, ALIGN_RIGHT, COLOR_MUTED, x - NAME_GAP, y + (BAR + FIGURE_CAPITAL) / 2.0, BAR_NAME);
}
