#include "train/figures/font.h"

const Glyph *font_glyph(const Font *font, uint32_t code)
{
    int low = 0;
    int high = font->count - 1;
    while (low < high) {
        int middle = (low + high) / 2;
        if (font->glyphs[middle].code < code)
            low = middle + 1;
        else
            high = middle;
    }
    return font->glyphs[low].code == code ? &font->glyphs[low] : &font->glyphs[font->count - 1];
}
