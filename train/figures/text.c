#include "train/figures/text.h"

#include <math.h>
#include <string.h>

enum { REPLACEMENT = 0xfffd };

// --- UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing over U+10FFFF --------------------------------------

uint32_t text_next(const char **text)
{
    static const uint32_t LEAST[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *byte = (const unsigned char *)*text;
    if (*byte < 0x80) {
        *text += *byte ? 1 : 0;
        return *byte;
    }
    int length = *byte >= 0xf0 && *byte < 0xf8 ? 4 : *byte >= 0xe0 ? 3 : 2;
    uint32_t code = *byte & (0x7fu >> length);
    bool valid = *byte >= 0xc0 && *byte < 0xf8;
    for (int i = 1; valid && i < length; i++) {
        valid = (byte[i] & 0xc0) == 0x80; // false at the end of the text too, so nothing after it is read
        code = code << 6 | (byte[i] & 0x3f);
    }
    if (!valid || code < LEAST[length] || (code >= 0xd800 && code < 0xe000) || code > 0x10ffff) {
        *text += 1;
        return REPLACEMENT;
    }
    *text += length;
    return code;
}

int text_length(const char *text)
{
    int length = 0;
    while (text_next(&text))
        length++;
    return length;
}

void text_shorten(char *out, size_t size, const char *text, int max)
{
    static const char ELLIPSIS[] = "\xe2\x80\xa6";
    bool cut = text_length(text) > max;
    int letters = cut ? max - 1 : max;
    const char *end = text;
    const char *next = text;
    while (letters-- > 0 && text_next(&next) && (size_t)(next - text) + sizeof ELLIPSIS <= size)
        end = next;
    cut = *end != '\0';
    memcpy(out, text, (size_t)(end - text));
    memcpy(out + (end - text), cut ? ELLIPSIS : "", cut ? sizeof ELLIPSIS : 1);
}

// --- drawing --------------------------------------------------------------------------------------------------------

double text_width(FontName font, const char *text)
{
    double width = 0;
    for (uint32_t code; (code = text_next(&text));)
        width += (double)font_glyph(&FONTS[0][font], code)->advance;
    return width;
}

// Where a letter goes, along the line and across it.
typedef struct {
    int quarter;  // of its origin, along the line
    int baseline; // in pixels
    bool upward;
    Color color;
} Pen;

static int divide_down(int a, int b)
{
    return a >= 0 ? a / b : -((b - 1 - a) / b);
}

// The mean cover of the quarters that a pixel consists of; outside the letter it is 0.
static int cover(const Glyph *glyph, int row, int first, int quarters)
{
    const unsigned char *alpha = (const unsigned char *)glyph->alpha + row * glyph->width;
    int sum = 0;
    for (int i = first; i < first + quarters; i++)
        if (i >= 0 && i < glyph->width)
            sum += alpha[i];
    return (sum + quarters / 2) / quarters;
}

static void draw_glyph(Canvas *canvas, const Glyph *glyph, Pen pen)
{
    int quarters = FONT_QUARTERS / canvas->scale; // in a pixel
    int begin = pen.quarter + glyph->left;
    int last = divide_down(begin + glyph->width - 1, quarters);
    for (int row = 0; row < glyph->height; row++)
        for (int along = divide_down(begin, quarters); along <= last; along++) {
            int across = pen.baseline - glyph->top + row;
            int alpha = cover(glyph, row, along * quarters - begin, quarters);
            if (pen.upward)
                canvas_blend(canvas, across, -1 - along, pen.color, alpha);
            else
                canvas_blend(canvas, along, across, pen.color, alpha);
        }
}

void text_draw(Canvas *canvas, TextStyle style, double x, double y, const char *text)
{
    const Font *font = &FONTS[canvas->scale - 1][style.font];
    double width = text_width(style.font, text);
    double along = style.upward ? -y : x; // upward, the line runs against y
    double across = style.upward ? x : y;
    along -= style.align == ALIGN_LEFT ? 0 : style.align == ALIGN_RIGHT ? width : width / 2;
    for (uint32_t code; (code = text_next(&text));) {
        const Glyph *glyph = font_glyph(font, code);
        draw_glyph(canvas, glyph,
                   (Pen){.quarter = (int)floor(along * FONT_QUARTERS + 0.5),
                         .baseline = (int)floor(across * canvas->scale + 0.5),
                         .upward = style.upward,
                         .color = style.color});
        along += (double)glyph->advance;
    }
}
