// The letters of the figures: DejaVu, rasterised at build time by bake_font into font_data.c, so that heed needs no
// font file. Sizes are chosen by the height of a capital in whole pixels, and at 8 and 12 the small letters (3/4 of it)
// are whole pixels high too: their edges stay sharp without hinting.
//
// Positions are kept in quarters of a unit. At scale 1 a unit is a pixel; at scale 2 it is two, and the letters of that
// scale were rasterised at twice the size.
#ifndef HEED_TRAIN_FIGURES_FONT_H
#define HEED_TRAIN_FIGURES_FONT_H

#include <stdint.h>

typedef enum {
    FONT_TEXT,
    FONT_BOLD,
    FONT_MONO,
    FONT_TITLE,
    FONT_DIGITS_SMALL, // the digits fonts hold what numbers are written with, and no more
    FONT_DIGITS_LARGE,
    FONT_COUNT
} FontName;

enum { FONT_SCALES = 2, FONT_QUARTERS = 4 };

typedef struct {
    uint32_t code;     // Unicode
    float advance;     // from this letter's origin to the next one's, in units
    int left;          // from the origin to the first column, in quarters of a unit
    int top;           // from the first row down to the baseline, in pixels
    int width, height; // in quarters of a unit, and in pixels
    const char *alpha; // [height, width] bytes, 255 = covered
} Glyph;

typedef struct {
    int capital; // the height of a capital, in units
    int count;
    const Glyph *glyphs; // by rising code; the last one, U+FFFD, stands for every letter that is missing
} Font;

// FONTS[scale - 1][name].
extern const Font FONTS[FONT_SCALES][FONT_COUNT];

const Glyph *font_glyph(const Font *font, uint32_t code);

#endif
