// train/figures/attention: the figure, pixel by pixel. Where the maps are is found by the colours of their cells, not
// by repeating the layout.
#include "train/figures/attention.h"

#include <criterion/criterion.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tensor/mask.h"
#include "tests/picture.h"

enum { CELL = 40 }; // of a map of 8 x 8: 320 / 8

static const Color WHITE = {255, 255, 255};

static Picture draw(const FigureSubject *subject, const Tensor *A, const char *const *answers)
{
    Message message;
    Canvas canvas;
    AttentionFigure figure = {subject, 45, 0.1399, 0.957, A, answers, false};
    cr_assert(attention_figure_draw(&figure, &canvas, &message), "%s", message.text);
    return picture_of(&canvas);
}

// The box around all of a colour in the maps, which the colour bar at the right has too.
static Box map_box(const Picture *picture, Color color)
{
    return picture_box(picture, (Box){0, 0, picture->width - 80, picture->height}, color);
}

// Each weight of two heads is at its place, in its colour; A is also given as a transposed view of a transposed map.
Test(attention_figure, cells_have_the_colour_of_their_weight)
{
    FigureSubject subject = subject_of(8, 2, 1);
    Tensor A = maps_of(2, 8, 0);
    Tensor turned = maps_of(2, 8, 0);
    for (int i = 0; i < 128; i++) {
        A.data[i] = (real)((i * 37 % 128 + 0.5) / 128);
        turned.data[i / 64 * 64 + i % 8 * 8 + i / 8 % 8] = A.data[i];
    }
    Picture picture = draw(&subject, &A, REVERSED);
    for (int head = 0; head < 2; head++) {
        Box first = map_box(&picture, color_ember_of((double)A.data[head * 64])); // the cell of query 0 and key 0
        cr_assert(first.bottom - first.top == CELL - 1 && first.right - first.left == CELL - 1);
        for (int t = 0; t < 8; t++)
            for (int j = 0; j < 8; j++) {
                Color corner = picture_at(&picture, first.left + CELL * j + 1, first.top + CELL * t + 1);
                Color last = picture_at(&picture, first.left + CELL * j + 38, first.top + CELL * t + 38);
                Color wanted = color_ember_of((double)A.data[head * 64 + t * 8 + j]);
                cr_expect(color_same(corner, wanted) && color_same(last, wanted), "head %d, %d, %d", head, t, j);
                Color line = picture_at(&picture, first.left + CELL * j + 39, first.top + CELL * t + 20);
                cr_expect(j == 7 || color_same(line, WHITE), "line right of %d, %d", t, j);
            }
    }
    Tensor view = {.data = turned.data, .shape = {2, 8, 8}, .stride = {64, 1, 8}, .rank = 3};
    Picture again = draw(&subject, &view, REVERSED);
    cr_expect_eq(memcmp(picture.rgb, again.rgb, (size_t)(3 * picture.width * picture.height)), 0);
    picture_free(&picture);
    picture_free(&again);
    free(A.data);
    free(turned.data);
}

// The number in a cell, compared with the same text drawn alone: none below .005, and what no weight should be is
// written out.
Test(attention_figure, cells_carry_their_number)
{
    enum { SIDE = CELL - 1 };
    static const struct {
        double value;
        const char *text;
    } CASES[8] = {{0, ""},        {0.0049, ""}, {0.0051, ".01"}, {0.5, ".50"},
                  {0.994, ".99"}, {1, "1"},     {1.7, "1.7"},    {-0.3, "-.30"}};
    FigureSubject subject = subject_of(8, 1, 1);
    Tensor A = maps_of(1, 8, 0.25);
    for (int j = 0; j < 8; j++)
        A.data[j] = (real)CASES[j].value;
    Picture picture = draw(&subject, &A, REVERSED);
    Box map = map_box(&picture, color_ember_of(0.25)); // rows 1 .. 7
    for (int j = 0; j < 8; j++) {
        Message message;
        Canvas alone;
        TextStyle style = {
            .font = FONT_DIGITS_LARGE, .align = ALIGN_CENTER, .color = color_ink(color_ember_of(CASES[j].value))};
        cr_assert(canvas_new(&alone, SIDE, SIDE, 1, &message));
        canvas_fill(&alone, 0, 0, SIDE, SIDE, color_ember_of(CASES[j].value));
        text_draw(&alone, style, SIDE / 2.0, SIDE / 2.0 + 5, CASES[j].text);
        for (int y = 0; y < SIDE; y++) {
            const uint8_t *row = picture.rgb + 3 * ((map.top - CELL + y) * picture.width + map.left + CELL * j);
            cr_expect_eq(memcmp(row, alone.rgb + 3 * SIDE * y, 3 * SIDE), 0, "%g, row %d", CASES[j].value, y);
        }
        canvas_free(&alone);
    }
    picture_free(&picture);
    free(A.data);
}

Test(attention_figure, a_value_that_is_not_finite_has_its_own_colour)
{
    FigureSubject subject = subject_of(8, 1, 1);
    Tensor A = maps_of(1, 8, 0.25);
    A.data[9] = (real)NAN;
    A.data[63] = (real)INFINITY;
    Picture picture = draw(&subject, &A, NULL);
    Box map = map_box(&picture, color_ember_of(0.25));
    cr_expect(color_same(picture_at(&picture, map.left + CELL + 2, map.top + CELL + 2), COLOR_NOT_FINITE));
    cr_expect(color_same(picture_at(&picture, map.left + 7 * CELL + 2, map.top + 7 * CELL + 2), COLOR_NOT_FINITE));
    ColorMap colors = color_ember();
    for (int i = 0; i < 256; i++)
        cr_expect(!color_same(colors.entry[i], COLOR_NOT_FINITE));
    picture_free(&picture);
    free(A.data);
}

Test(attention_figure, masked_cells_are_hatched_and_leaks_are_shown)
{
    uint8_t cells[64];
    FigureSubject subject = subject_of(8, 1, 1);
    subject.allowed = mask_causal(cells, 8);
    Tensor A = maps_of(1, 8, 0);
    for (int t = 0; t < 8; t++)
        for (int j = 0; j <= t; j++)
            A.data[t * 8 + j] = (real)0.25;
    A.data[7] = (real)0.5; // query 0 sees key 7, which it must not
    Picture picture = draw(&subject, &A, REVERSED);
    Box map = map_box(&picture, color_ember_of(0.25));
    for (int t = 0; t < 8; t++)
        for (int j = t + 1; j < 8 - (t == 0); j++) {
            int ground = 0, line = 0;
            for (int y = 0; y < CELL - 1; y++)
                for (int x = 0; x < CELL - 1; x++) {
                    Color c = picture_at(&picture, map.left + CELL * j + x, map.top + CELL * t + y);
                    ground += color_same(c, COLOR_MASKED);
                    line += color_same(c, COLOR_MASKED_LINE);
                }
            cr_expect(ground + line == 39 * 39 && line > 200 && ground > 800, "cell %d, %d", t, j);
        }
    cr_expect(color_same(picture_at(&picture, map.left + 7 * CELL + 1, map.top + 1), color_ember_of(0.5)));
    picture_free(&picture);
    free(A.data);
}

Test(attention_figure, words_stand_where_they_belong)
{
    FigureSubject subject = subject_of(8, 1, 1);
    Tensor A = maps_of(1, 8, 0.25);
    const char *answers[8];
    memcpy(answers, REVERSED, sizeof answers);
    answers[2] = "a";
    Picture picture = draw(&subject, &A, answers);
    Box map = map_box(&picture, color_ember_of(0.25));
    cr_expect(picture_ink(&picture, (Box){0, 0, picture.width, 40}, COLOR_TEXT) > 300, "title");
    cr_expect(picture_ink(&picture, (Box){0, 42, picture.width, 62}, COLOR_MUTED) > 300, "facts");
    cr_expect(picture_ink(&picture, (Box){0, map.bottom + 30, picture.width, picture.height}, COLOR_MUTED) > 100,
              "legend");
    cr_expect(picture_ink(&picture, (Box){map.left, map.bottom, map.right, map.bottom + 24}, COLOR_MUTED) > 100,
              "key axis");
    cr_expect(picture_ink(&picture, (Box){20, map.top, 36, map.bottom}, COLOR_MUTED) > 50, "query axis");
    int bar = picture.width - 70; // a column of the colour bar, which is as high as the map
    cr_expect(color_same(picture_at(&picture, bar, map.top), color_ember_of(1)));
    cr_expect(color_same(picture_at(&picture, bar, map.bottom - 1), color_ember_of(0)));
    cr_expect(color_same(picture_at(&picture, bar, map.top - 1), WHITE));
    cr_expect(color_same(picture_at(&picture, bar, map.bottom), WHITE));
    for (int i = 0; i < 8; i++) {
        int x = map.left + CELL * i, y = map.top + CELL * i;
        cr_expect(picture_ink(&picture, (Box){x, map.top - 16, x + CELL, map.top}, COLOR_TEXT) > 8, "key %d", i);
        cr_expect(picture_ink(&picture, (Box){map.left - 16, y, map.left, y + CELL}, COLOR_TEXT) > 8, "query %d", i);
        Box target = {map.right, y, map.right + 30, y + CELL};
        cr_expect_eq(picture_ink(&picture, target, COLOR_RIGHT) > 8, i != 2, "target %d", i);
        cr_expect_eq(picture_ink(&picture, target, COLOR_WRONG) > 16, i == 2, "target %d", i);
    }
    picture_free(&picture);
    free(A.data);
}

// Labels that are wider than their column are turned upward, and stand above it still.
Test(attention_figure, long_labels_are_turned)
{
    static const char *const WORDS[] = {"the", "quick", "brown", "fox", "jumps", "over", "lazy", "elephants"};
    FigureSubject subject = subject_of(8, 1, 1);
    Tensor A = maps_of(1, 8, 0.25);
    subject.tokens = WORDS;
    Picture picture = draw(&subject, &A, NULL);
    Box map = map_box(&picture, color_ember_of(0.25));
    for (int j = 0; j < 8; j++) {
        int middle = map.left + CELL * j + CELL / 2;
        cr_expect(picture_ink(&picture, (Box){middle - 7, map.top - 26, middle + 7, map.top}, COLOR_TEXT) > 25, "%d",
                  j);
        cr_expect_eq(picture_ink(&picture, (Box){middle + 7, map.top - 60, middle + CELL - 7, map.top}, COLOR_TEXT), 0);
    }
    picture_free(&picture);
    free(A.data);
}

// What has no room in the legend's line goes to the next one.
Test(attention_figure, lines_are_broken)
{
    uint8_t cells[64];
    FigureSubject subject = subject_of(8, 1, 1);
    Tensor A = maps_of(1, 8, 0.25);
    subject.allowed = mask_causal(cells, 8);
    A.data[0] = (real)NAN; // the legend has to explain grey and turquoise as well
    Picture picture = draw(&subject, &A, REVERSED);
    Box map = map_box(&picture, color_ember_of(0.25));
    int lines = 0;
    for (int y = map.bottom + 30; y < picture.height; y++) {
        Box row = {0, y, picture.width, y + 1}, above = {0, y - 1, picture.width, y};
        lines += picture_ink(&picture, row, COLOR_MUTED) > 0 && picture_ink(&picture, above, COLOR_MUTED) == 0;
    }
    cr_expect(lines >= 2, "%d", lines);
    picture_free(&picture);
    free(A.data);
}

// One weight of 1 in each block of 2 x 2 shows as a quarter.
Test(attention_figure, long_sequences_are_averaged)
{
    enum { SIDE = 1024 };
    FigureSubject subject = subject_of(SIDE, 1, 1);
    subject.tokens = subject.targets = NULL;
    Tensor A = maps_of(1, SIDE, 0);
    for (int t = 0; t < SIDE; t += 2)
        for (int j = 0; j < SIDE; j += 2)
            A.data[t * SIDE + j] = 1;
    Picture picture = draw(&subject, &A, NULL);
    Color quarter = color_ember_of(0.25);
    Box map = map_box(&picture, quarter);
    cr_expect(map.right - map.left == SIDE / 2 && map.bottom - map.top == SIDE / 2);
    for (int y = map.top; y < map.bottom; y++)
        for (int x = map.left; x < map.right; x++)
            cr_assert(color_same(picture_at(&picture, x, y), quarter), "%d, %d", x, y);
    picture_free(&picture);
    free(A.data);
}
