// A program of the build: bake_font SANS.ttf BOLD.ttf MONO.ttf OUT.c rasterises the letters of font.h with stb_truetype
// and writes them as C. A letter is kept at a quarter of a unit across, so that text can be placed that finely.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STB_TRUETYPE_IMPLEMENTATION
#define STBTT_STATIC
#include <stb_truetype.h>

#include "train/figures/font.h"

enum { FACES = 3, REPLACEMENT = 0xfffd };

typedef struct {
    uint32_t first, last;
} Range;

// ASCII, Latin-1, Greek, and the punctuation, exponents, indices, arrows and signs that formulas and labels use.
static const Range TEXT[] = {
    {0x20, 0x7e},
    {0xa0, 0xff},
    {0x391, 0x3c9},
    {0x1d40, 0x1d40},
    {0x2013, 0x2014},
    {0x2016, 0x2016},
    {0x2018, 0x201d},
    {0x2022, 0x2022},
    {0x2026, 0x2026},
    {0x2070, 0x209c},
    {0x2190, 0x2193},
    {0x2202, 0x2202},
    {0x2205, 0x2207},
    {0x2211, 0x2212},
    {0x221a, 0x221a},
    {0x221d, 0x221e},
    {0x2248, 0x2248},
    {0x2260, 0x2260},
    {0x2264, 0x2265},
    {0x2423, 0x2423},
    {0x2713, 0x2713},
    {0x2717, 0x2717},
    {REPLACEMENT, REPLACEMENT},
};

static const Range DIGITS[] = {{'-', '.'}, {'0', '9'}, {'I', 'I'}, {'N', 'N'},
                               {'a', 'a'}, {'f', 'f'}, {'n', 'n'}, {REPLACEMENT, REPLACEMENT}};

typedef struct {
    const char *name;
    int face; // 0 sans, 1 bold, 2 mono: the order of the arguments
    int capital;
    const Range *ranges;
    int count;
} Style;

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

static const Style STYLES[FONT_COUNT] = {
    [FONT_TEXT] = {"text", 0, 8, TEXT, COUNT(TEXT)},
    [FONT_BOLD] = {"bold", 1, 8, TEXT, COUNT(TEXT)},
    [FONT_MONO] = {"mono", 2, 8, TEXT, COUNT(TEXT)},
    [FONT_TITLE] = {"title", 1, 12, TEXT, COUNT(TEXT)},
    [FONT_DIGITS_SMALL] = {"digits_small", 0, 7, DIGITS, COUNT(DIGITS)},
    [FONT_DIGITS_LARGE] = {"digits_large", 0, 10, DIGITS, COUNT(DIGITS)},
};

static void fail(const char *what, const char *name)
{
    fprintf(stderr, "bake_font: %s %s\n", what, name);
    exit(1);
}

static unsigned char *read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END) != 0)
        fail("cannot read", path);
    long size = ftell(file);
    unsigned char *bytes = size > 0 ? malloc((size_t)size) : NULL;
    if (!bytes || fseek(file, 0, SEEK_SET) != 0 || fread(bytes, 1, (size_t)size, file) != (size_t)size)
        fail("cannot read", path);
    fclose(file);
    return bytes;
}

// Octal escapes always have three digits, so a digit after one is itself; '?' is escaped because of trigraphs.
static void write_bytes(FILE *out, const unsigned char *bytes, int count)
{
    fputc('"', out);
    for (int i = 0; i < count; i++) {
        if (bytes[i] > ' ' && bytes[i] < 127 && !strchr("\"\\?", bytes[i]))
            fputc(bytes[i], out);
        else
            fprintf(out, "\\%03o", bytes[i]);
    }
    fputc('"', out);
}

// A letter that the face lacks is left out: the last one stands for it.
static void write_glyph(FILE *out, const stbtt_fontinfo *face, uint32_t code, float unit, int scale)
{
    int glyph = stbtt_FindGlyphIndex(face, (int)code);
    if (glyph == 0)
        return;
    float across = unit * FONT_QUARTERS;
    float down = unit * (float)scale;
    int left, top, right, bottom, advance, bearing;
    stbtt_GetGlyphBitmapBox(face, glyph, across, down, &left, &top, &right, &bottom);
    stbtt_GetGlyphHMetrics(face, glyph, &advance, &bearing);
    int width = right - left;
    int height = bottom - top;
    unsigned char *alpha = calloc((size_t)(width * height) + 1, 1);
    if (!alpha)
        fail("memory is out", "");
    stbtt_MakeGlyphBitmap(face, alpha, width, height, width, across, down, glyph);
    fprintf(out, "    {%u, %.4ff, %d, %d, %d, %d, ", code, (double)(unit * (float)advance), left, -top, width, height);
    write_bytes(out, alpha, width * height);
    fputs("},\n", out);
    free(alpha);
}

// unit is the size of one font unit in units, such that an H is style->capital high.
static void write_style(FILE *out, const stbtt_fontinfo *face, const Style *style, int scale)
{
    int x0, y0, x1, y1;
    if (!stbtt_GetCodepointBox(face, 'H', &x0, &y0, &x1, &y1) || stbtt_FindGlyphIndex(face, REPLACEMENT) == 0)
        fail("no H or no U+FFFD in the font of style", style->name);
    float unit = (float)style->capital / (float)y1;
    fprintf(out, "\nstatic const Glyph %s_%d[] = {\n", style->name, scale);
    for (int i = 0; i < style->count; i++)
        for (uint32_t code = style->ranges[i].first; code <= style->ranges[i].last; code++)
            write_glyph(out, face, code, unit, scale);
    fputs("};\n", out);
}

static void write_fonts(FILE *out)
{
    fputs("\nconst Font FONTS[FONT_SCALES][FONT_COUNT] = {\n", out);
    for (int scale = 1; scale <= FONT_SCALES; scale++) {
        fputs("    {\n", out);
        for (int i = 0; i < FONT_COUNT; i++)
            fprintf(out, "        {%d, (int)(sizeof %s_%d / sizeof *%s_%d), %s_%d},\n", STYLES[i].capital,
                    STYLES[i].name, scale, STYLES[i].name, scale, STYLES[i].name, scale);
        fputs("    },\n", out);
    }
    fputs("};\n", out);
}

static void open_face(stbtt_fontinfo *face, const char *path)
{
    unsigned char *file = read_file(path); // kept as face->data
    int offset = stbtt_GetFontOffsetForIndex(file, 0);
    if (offset < 0 || !stbtt_InitFont(face, file, offset))
        fail("not a TrueType font:", path);
}

int main(int count, char **arguments)
{
    if (count != 2 + FACES)
        fail("usage:", "bake_font SANS.ttf BOLD.ttf MONO.ttf OUT.c");
    stbtt_fontinfo faces[FACES];
    for (int i = 0; i < FACES; i++)
        open_face(&faces[i], arguments[1 + i]);
    const char *path = arguments[1 + FACES];
    FILE *out = fopen(path, "w");
    if (!out)
        fail("cannot write", path);
    fputs("// Made by bake_font from the DejaVu fonts at build time.\n#include \"train/figures/font.h\"\n", out);
    for (int scale = 1; scale <= FONT_SCALES; scale++)
        for (int i = 0; i < FONT_COUNT; i++)
            write_style(out, &faces[STYLES[i].face], &STYLES[i], scale);
    write_fonts(out); // it comes last: a file that was cut short does not link
    if (ferror(out) | fclose(out))
        fail("cannot write", path);
    for (int i = 0; i < FACES; i++)
        free(faces[i].data);
    return 0;
}
