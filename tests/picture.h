// Figures for the tests to draw, and pictures as they see them: decoded by libpng, which knows nothing of our encoder.
#ifndef HEED_TESTS_PICTURE_H
#define HEED_TESTS_PICTURE_H

#include "train/figures/canvas.h"
#include "train/figures/deflate.h"
#include "train/figures/figure.h"

typedef struct {
    int width, height;
    uint8_t *rgb; // owned; picture_free
} Picture;

typedef struct {
    int left, top, right, bottom; // right and bottom are the first outside; all 0: empty
} Box;

// Each fails the test if it cannot do what it says.
Picture picture_decode(const Bytes *png);
// Encodes, frees and decodes.
Picture picture_of(Canvas *canvas);
void picture_free(Picture *picture);

Color picture_at(const Picture *picture, int x, int y);
bool color_same(Color a, Color b);
// The smallest box around all pixels of a colour within a box.
Box picture_box(const Picture *picture, Box within, Color color);
// How many pixels of a box are ink of about this colour: at least half way from white to it.
int picture_ink(const Picture *picture, Box box, Color color);
// Fails the test if a pixel of the margin is not white, or nearly all of the picture is.
void picture_expect_margin(const Picture *picture, int margin, const char *what);

// The colour of an attention weight.
Color color_ember_of(double weight);

// What is drawn: tokens a .. h, targets h .. a, no mask, scale 1. For other T than 8, set or clear the labels.
extern const char *const LETTERS[8];
extern const char *const REVERSED[8];
FigureSubject subject_of(int T, int H, int layers);
// [H,T,T], all of one value; free its data.
Tensor maps_of(int H, int T, double value);

#endif
