#include "train/figures/labels.h"

#include <math.h>
#include <string.h>

static const int CAPITAL = 8; // of FONT_MONO

void label_text(char text[LABEL_TEXT], const char *token)
{
    char visible[LABEL_TEXT] = "";
    size_t used = 0;
    for (const char *next = token ? token : ""; *next && used < sizeof visible - 4;) {
        const char *letter = next;
        uint32_t code = text_next(&next);
        const char *shown = code == ' ' ? "␣" : code < ' ' ? "\xef\xbf\xbd" : letter; // a control character as U+FFFD
        size_t size = shown == letter ? (size_t)(next - letter) : 3;
        memcpy(visible + used, shown, size);
        used += size;
    }
    text_shorten(text, LABEL_TEXT, visible, LABEL_LETTERS);
}

int label_width(const char *const *tokens, int T)
{
    double widest = 0;
    for (int t = 0; tokens && t < T; t++) {
        char text[LABEL_TEXT];
        label_text(text, tokens[t]);
        widest = fmax(widest, text_width(FONT_MONO, text));
    }
    return (int)ceil(widest);
}

int label_step(Grid grid)
{
    return (LABEL_ROOM * grid.block + grid.cell - 1) / grid.cell;
}

static bool keys_turn(Grid grid, const char *const *tokens, int T)
{
    return 5 * label_width(tokens, T) > 4 * label_step(grid) * grid.cell / grid.block;
}

int label_keys_height(Grid grid, const char *const *tokens, int T)
{
    return LABEL_GAP + (keys_turn(grid, tokens, T) ? label_width(tokens, T) : CAPITAL);
}

void label_keys(Canvas *canvas, int x, int y, Grid grid, const char *const *tokens, int T)
{
    bool turn = keys_turn(grid, tokens, T);
    TextStyle style = {
        .font = FONT_MONO, .align = turn ? ALIGN_LEFT : ALIGN_CENTER, .color = COLOR_TEXT, .upward = turn};
    double across = x + (turn ? CAPITAL / 2.0 : 0);
    for (int t = 0; tokens && t < T; t += label_step(grid)) {
        char text[LABEL_TEXT];
        label_text(text, tokens[t]);
        text_draw(canvas, style, across + grid_center(grid, t), y - LABEL_GAP, text);
    }
}

void label_rows(Canvas *canvas, int x, int y, Grid grid, Align align, Color color, const char *const *tokens, int T)
{
    TextStyle style = {.font = FONT_MONO, .align = align, .color = color};
    for (int t = 0; tokens && t < T; t += label_step(grid)) {
        char text[LABEL_TEXT];
        label_text(text, tokens[t]);
        text_draw(canvas, style, x, y + grid_center(grid, t) + CAPITAL / 2.0, text);
    }
}
