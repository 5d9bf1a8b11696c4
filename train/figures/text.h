// Text on a canvas: one line of UTF-8 in one of the fonts of font.h, placed to a quarter of a unit. A byte that is not
// UTF-8, and a letter that the font lacks, show as U+FFFD.
#ifndef HEED_TRAIN_FIGURES_TEXT_H
#define HEED_TRAIN_FIGURES_TEXT_H

#include "train/figures/canvas.h"
#include "train/figures/font.h"

typedef enum { ALIGN_LEFT, ALIGN_CENTER, ALIGN_RIGHT } Align;

typedef struct {
    FontName font;
    Align align; // what of the text lies at the given place: its beginning, middle or end
    Color color;
    bool upward; // turned by 90 degrees, to be read from below
} TextStyle;

// Writes text with its baseline at y, placed along it at x; for upward text, the baseline is at x, placed along it at
// y.
void text_draw(Canvas *canvas, TextStyle style, double x, double y, const char *text);

// In units.
double text_width(FontName font, const char *text);

// The next letter of UTF-8 text, and text moved past it. 0 at the end; U+FFFD for one byte that is not UTF-8.
uint32_t text_next(const char **text);

// The number of letters.
int text_length(const char *text);

// Copies at most max letters of text into out; a longer text ends in an ellipsis. max is at least 1.
void text_shorten(char *out, size_t size, const char *text, int max);

#endif
