// train/figures: what figures are made of. Colours are judged by formulas written here again, PNGs by libpng.

#include <criterion/criterion.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/picture.h"
#include "train/figures/labels.h"
#include "train/figures/plot.h"
#include "train/figures/png.h"

// --- colours --------------------------------------------------------------------------------------------------------

static const Color WHITE = {255, 255, 255};

static double linear(int encoded)
{
    double c = encoded / 255.0;
    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

// OKLab's lightness, from sRGB by way of the matrices of Ottosson's page.
static double lightness(Color c)
{
    double r = linear(c.r), g = linear(c.g), b = linear(c.b);
    double l = cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
    double m = cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
    double s = cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
    return 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s;
}

static double contrast(Color a, Color b)
{
    double y_a = 0.2126 * linear(a.r) + 0.7152 * linear(a.g) + 0.0722 * linear(a.b) + 0.05;
    double y_b = 0.2126 * linear(b.r) + 0.7152 * linear(b.g) + 0.0722 * linear(b.b) + 0.05;
    return fmax(y_a, y_b) / fmin(y_a, y_b);
}

Test(figures, ember_grows_lighter_evenly)
{
    static const uint32_t STOPS[] = {0x060b22, 0x210853, 0x4a0074, 0x780080, 0xa7007b, 0xd11269,
                                     0xef4552, 0xff7543, 0xffa352, 0xffce81, 0xfff2bd};
    ColorMap map = color_ember();
    for (int i = 0; i < 256; i++) {
        double L = lightness(color_of(&map, i / 255.0));
        cr_expect(fabs(L - (0.16 + 0.80 * i / 255)) < 0.012, "entry %d: lightness %g", i, L);
        cr_expect(i == 0 || L > lightness(map.entry[i - 1]), "entry %d", i);
        cr_expect(contrast(map.entry[i], color_ink(map.entry[i])) >= 4.5, "entry %d", i);
    }
    for (int i = 0; i <= 10; i++) {
        Color c = color_of(&map, i / 10.0), stop = COLOR(STOPS[i]);
        cr_expect(abs(c.r - stop.r) + abs(c.g - stop.g) + abs(c.b - stop.b) <= 6, "stop %d", i);
    }
    cr_expect(color_same(color_of(&map, -3), map.entry[0]) && color_same(color_of(&map, 1.5), map.entry[255]));
}

Test(figures, tide_grows_darker_on_both_sides_of_zero)
{
    ColorMap map = color_tide();
    for (int i = 1; i < 128; i++) {
        Color up = color_of(&map, i / 127.0), down = color_of(&map, -i / 127.0);
        cr_expect(lightness(up) < lightness(color_of(&map, (i - 1) / 127.0)), "+%d", i);
        cr_expect(lightness(down) < lightness(color_of(&map, -(i - 1) / 127.0)), "-%d", i);
        cr_expect(fabs(lightness(up) - lightness(down)) < 0.02, "%d", i);
        cr_expect(up.r > up.b && down.b > down.r, "%d", i);
    }
    for (int i = 0; i < 256; i++)
        cr_expect(contrast(map.entry[i], color_ink(map.entry[i])) >= 4.5, "entry %d", i);
    Color zero = color_of(&map, 0);
    cr_expect(zero.r > 240 && zero.g > 240 && zero.b > 240);
}

Test(figures, words_stand_out_from_white)
{
    const Color colors[] = {COLOR_TEXT, COLOR_MUTED, COLOR_RIGHT, COLOR_WRONG};
    for (int i = 0; i < 4; i++)
        cr_expect(contrast(colors[i], WHITE) >= 4.5, "%d", i);
}

// What remains of a colour for eyes without red or green cones: Viénot, Brettel and Mollon 1999, equations 4 to 6 and
// their inverse, as one matrix each on linear RGB. kind 0 sees all, 1 is a protanope, 2 a deuteranope.
static void see(Color c, int kind, double rgb[3])
{
    static const double SEEN[3][3][3] = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
                                         {{.11238, .88762, 0}, {.11238, .88762, 0}, {.00401, -.00401, 1}},
                                         {{.29275, .70725, 0}, {.29275, .70725, 0}, {-.02234, .02234, 1}}};
    const double from[3] = {linear(c.r), linear(c.g), linear(c.b)};
    for (int i = 0; i < 3; i++) {
        rgb[i] = 0;
        for (int j = 0; j < 3; j++)
            rgb[i] += SEEN[kind][i][j] * from[j];
    }
}

// The distance in OKLab, where 0.02 is just seen.
static double apart(Color a, Color b, int kind)
{
    double square = 0, lms[2][3], rgb[3];
    for (int k = 0; k < 2; k++) {
        see(k ? b : a, kind, rgb);
        lms[k][0] = cbrt(0.4122214708 * rgb[0] + 0.5363325363 * rgb[1] + 0.0514459929 * rgb[2]);
        lms[k][1] = cbrt(0.2119034982 * rgb[0] + 0.6806995451 * rgb[1] + 0.1073969566 * rgb[2]);
        lms[k][2] = cbrt(0.0883024619 * rgb[0] + 0.2817188376 * rgb[1] + 0.6299787005 * rgb[2]);
    }
    const double l = lms[0][0] - lms[1][0], m = lms[0][1] - lms[1][1], s = lms[0][2] - lms[1][2];
    const double lab[3] = {0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
                           1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
                           0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s};
    for (int i = 0; i < 3; i++)
        square += lab[i] * lab[i];
    return sqrt(square);
}

Test(figures, colour_blind_eyes_tell_series_and_signs_apart)
{
    const Color series[] = {COLOR_SERIES_RED, COLOR_SERIES_TEAL, COLOR_SERIES_BLUE, COLOR_SERIES_BLACK};
    const ColorMap tide = color_tide();
    for (int kind = 0; kind < 3; kind++) {
        for (int i = 0; i < 4; i++)
            for (int j = 0; j < i; j++)
                cr_expect(apart(series[i], series[j], kind) >= 0.1, "kind %d: %d and %d: %g", kind, i, j,
                          apart(series[i], series[j], kind));
        for (int i = 26; i <= 127; i++) // from a fifth of the limit on
            cr_expect(apart(color_of(&tide, i / 127.0), color_of(&tide, -i / 127.0), kind) >= 0.04, "kind %d: %d", kind,
                      i);
    }
    for (int i = 0; i < 4; i++)
        cr_expect(contrast(series[i], WHITE) >= 4.5, "%d", i);
}

// --- text -----------------------------------------------------------------------------------------------------------

Test(figures, utf8_is_read_strictly)
{
    static const struct {
        const char *text;
        uint32_t code[4];
    } CASES[] = {
        {"a\xc3\xa9\xe2\x86\x92", {'a', 0xe9, 0x2192, 0}},
        {"\xf0\x9f\x98\x80", {0x1f600, 0}},
        {"\x80z", {0xfffd, 'z', 0}},                   // a continuation alone
        {"\xc0\xaf", {0xfffd, 0xfffd, 0}},             // overlong
        {"\xed\xa0\x80", {0xfffd, 0xfffd, 0xfffd, 0}}, // a surrogate
        {"\xe2\x86", {0xfffd, 0xfffd, 0}},             // cut short
        {"\xff", {0xfffd, 0}},
        {"", {0}},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        const char *next = CASES[i].text;
        for (int k = 0; k < 4; k++) {
            cr_expect_eq(text_next(&next), CASES[i].code[k], "case %zu, letter %d", i, k);
            if (CASES[i].code[k] == 0)
                break;
        }
        cr_expect_eq(*next, '\0', "case %zu", i);
    }
}

Test(figures, long_text_ends_in_an_ellipsis)
{
    char text[64];
    char long_text[201];
    memset(long_text, 'x', 200);
    long_text[200] = '\0';
    text_shorten(text, sizeof text, "abc", 3);
    cr_expect_str_eq(text, "abc");
    text_shorten(text, sizeof text, "äöüß", 3);
    cr_expect_str_eq(text, "äö…");
    text_shorten(text, 8, "abcdefghijk", 100); // the room ends first
    cr_expect_str_eq(text, "abcd…");
    label_text(text, long_text);
    cr_expect_str_eq(text, "xxxxxxx…");
    label_text(text, " a\n");
    cr_expect_str_eq(text, "␣a\xef\xbf\xbd");
    label_text(text, NULL);
    cr_expect_str_eq(text, "");
}

static Canvas canvas_with(int width, int height, int scale, TextStyle style, double x, double y, const char *text)
{
    Message message;
    Canvas canvas;
    cr_assert(canvas_new(&canvas, width, height, scale, &message));
    text_draw(&canvas, style, x, y, text);
    return canvas;
}

Test(figures, capitals_stand_on_the_baseline)
{
    for (int scale = 1; scale <= 2; scale++) {
        TextStyle style = {.font = FONT_TEXT, .align = ALIGN_LEFT};
        Canvas canvas = canvas_with(60, 30, scale, style, 10, 20, "HHH");
        Picture picture = picture_of(&canvas);
        for (int y = 0; y < picture.height; y++)
            for (int x = 0; x < picture.width; x++)
                if (!color_same(picture_at(&picture, x, y), WHITE))
                    cr_expect(y >= 12 * scale && y < 20 * scale && x >= 10 * scale, "%d, %d", x, y);
        cr_expect(picture_ink(&picture, (Box){0, 12 * scale, 60 * scale, 12 * scale + 1}, COLOR(0)) >= 6);
        cr_expect(picture_ink(&picture, (Box){0, 20 * scale - 1, 60 * scale, 20 * scale}, COLOR(0)) >= 6);
        picture_free(&picture);
    }
}

Test(figures, text_is_aligned_and_turned)
{
    const char *word = "Größe";
    double width = text_width(FONT_BOLD, word);
    TextStyle style = {.font = FONT_BOLD, .align = ALIGN_LEFT, .color = COLOR_TEXT};
    Canvas left = canvas_with(100, 100, 1, style, 50 - width, 70, word);
    style.align = ALIGN_RIGHT;
    Canvas right = canvas_with(100, 100, 1, style, 50, 70, word);
    style.align = ALIGN_CENTER;
    Canvas center = canvas_with(100, 100, 1, style, 50 - width / 2, 70, word);
    style.upward = true;
    Canvas upward = canvas_with(100, 100, 1, style, 70, 50 + width / 2, word);
    cr_expect_eq(memcmp(left.rgb, right.rgb, 30000), 0);
    cr_expect_eq(memcmp(left.rgb, center.rgb, 30000), 0);
    for (int y = 0; y < 100; y++) // a quarter turn: what was at x, y is at y, 99 - x
        for (int x = 0; x < 100; x++)
            cr_expect_eq(memcmp(left.rgb + 3 * (100 * y + x), upward.rgb + 3 * (100 * (99 - x) + y), 3), 0);
    canvas_free(&left);
    canvas_free(&right);
    canvas_free(&center);
    canvas_free(&upward);
}

Test(figures, letters_that_are_missing_are_shown_as_such)
{
    TextStyle style = {.font = FONT_MONO};
    Canvas missing = canvas_with(40, 20, 1, style, -3, 12, "a日b"); // its first letter is cut at the edge
    Canvas replaced = canvas_with(40, 20, 1, style, -3, 12,
                                  "a\xef\xbf\xbd"
                                  "b");
    for (int y = 0; y < 20; y++)
        cr_expect_eq(missing.rgb[3 * (40 * y + 39) + 1], 255, "row %d", y);
    cr_expect_eq(memcmp(missing.rgb, replaced.rgb, 2400), 0);
    canvas_free(&missing);
    canvas_free(&replaced);
}

// --- PNG ------------------------------------------------------------------------------------------------------------

static Canvas noise(int width, int height)
{
    Message message;
    Canvas canvas;
    uint32_t state = 1;
    cr_assert(canvas_new(&canvas, width, height, 1, &message));
    for (int i = 0; i < 3 * width * height; i++) {
        state = state * 1664525 + 1013904223;
        canvas.rgb[i] = (uint8_t)(state >> 24);
    }
    return canvas;
}

Test(figures, png_keeps_every_pixel)
{
    const int sizes[][2] = {
        {1, 1}, {3, 2}, {1, 4096}, {4096, 1}, {1201, 997}}; // noise takes the compressor's full memory
    for (int i = 0; i < 5; i++) {
        Message message;
        Bytes bytes, again;
        Canvas canvas = noise(sizes[i][0], sizes[i][1]);
        cr_assert(png_encode(&bytes, &canvas, NULL, &message) && png_encode(&again, &canvas, NULL, &message));
        Picture picture = picture_decode(&bytes);
        cr_expect_eq(picture.width, sizes[i][0]);
        cr_expect_eq(picture.height, sizes[i][1]);
        cr_expect_eq(memcmp(picture.rgb, canvas.rgb, (size_t)(3 * picture.width * picture.height)), 0);
        cr_expect(bytes.size == again.size && memcmp(bytes.data, again.data, bytes.size) == 0);
        picture_free(&picture);
        bytes_free(&bytes);
        bytes_free(&again);
        canvas_free(&canvas);
    }
}

Test(figures, pictures_of_impossible_sizes_are_refused)
{
    const int sizes[][3] = {{4097, 1, 1}, {1, 4097, 1}, {2049, 1, 2}, {0, 5, 1}, {5, -1, 1}, {2147483647, 2, 2}};
    for (int i = 0; i < 6; i++) {
        Message message = {.text = ""};
        Canvas canvas;
        cr_expect_not(canvas_new(&canvas, sizes[i][0], sizes[i][1], sizes[i][2], &message), "%d", i);
        cr_expect(strstr(message.text, "4096") && !canvas.rgb, "%s", message.text);
    }
}
