// train/figures/png: what a picture says of itself, as libpng reads it, and read back from files that are whole,
// damaged or of others.

#include <criterion/criterion.h>

#include <png.h>
#include <stdlib.h>
#include <string.h>

#include "train/figures/png.h"
#include "train/figures/png_chunk.h"

static const PngTexts TEXTS = {
    3, {{"Title", "reverse: film"}, {"Command", "heed train --data 'größe.txt'"}, {"Step", ""}}};

static Bytes encode(const PngTexts *texts)
{
    Canvas canvas;
    Bytes png;
    Message message;
    cr_assert(canvas_new(&canvas, 20, 10, 1, &message) && png_encode(&png, &canvas, texts, &message));
    canvas_free(&canvas);
    return png;
}

typedef struct {
    char all[512];
    int count;
} Found;

static void found(const char *keyword, const char *text, void *context)
{
    Found *to = context;
    to->count++;
    strcat(strcat(strcat(strcat(to->all, keyword), "="), text), ";");
}

typedef struct {
    const Bytes *png;
    size_t at;
} Source;

static void read_bytes(png_structp reader, png_bytep to, size_t size)
{
    Source *source = png_get_io_ptr(reader);
    cr_assert(source->at + size <= source->png->size);
    memcpy(to, source->png->data + source->at, size);
    source->at += size;
}

Test(png_texts, libpng_reads_them)
{
    Bytes png = encode(&TEXTS);
    Source source = {&png, 0};
    png_structp reader = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(reader);
    png_textp text = NULL;
    int count = 0;
    cr_assert(setjmp(png_jmpbuf(reader)) == 0, "libpng refuses it");
    png_set_read_fn(reader, &source, read_bytes);
    png_read_png(reader, info, PNG_TRANSFORM_IDENTITY, NULL);
    cr_assert_eq(png_get_text(reader, info, &text, &count), 3);
    for (int i = 0; i < 3; i++) {
        cr_expect_str_eq(text[i].key, TEXTS.text[i].keyword);
        cr_expect_str_eq(text[i].text, TEXTS.text[i].text);
        cr_expect_eq(text[i].compression, i == 1 ? PNG_ITXT_COMPRESSION_NONE : PNG_TEXT_COMPRESSION_NONE);
    }
    png_destroy_read_struct(&reader, &info, NULL);
    bytes_free(&png);
}

Test(png_texts, what_was_written_is_read)
{
    Bytes png = encode(&TEXTS), silent = encode(NULL);
    Found all = {"", 0}, none = {"", 0};
    Message message;
    cr_expect(png_texts(png.data, png.size, found, &all, &message));
    cr_expect_str_eq(all.all, "Title=reverse: film;Command=heed train --data 'größe.txt';Step=;");
    cr_expect(png_texts(silent.data, silent.size, found, &none, &message) && none.count == 0);
    bytes_free(&png);
    bytes_free(&silent);
}

Test(png_texts, a_damaged_file_is_told)
{
    Bytes png = encode(&TEXTS);
    uint8_t *copy = malloc(png.size);
    for (size_t i = 0; i < png.size; i++) {
        Found some = {"", 0};
        Message message = {.text = ""};
        memcpy(copy, png.data, i); // in memory of its own length, so that reading beyond is found
        uint8_t *cut = malloc(i + 1);
        memcpy(cut, copy, i);
        cr_expect_not(png_texts(cut, i, found, &some, &message), "cut at %zu", i);
        cr_expect(message.text[0]);
        free(cut);
        memcpy(copy, png.data, png.size);
        copy[i] ^= 0x10;
        some = (Found){"", 0};
        cr_expect_not(png_texts(copy, png.size, found, &some, &message), "byte %zu", i);
    }
    free(copy);
    bytes_free(&png);
}

// Chunks of others: no zero byte, an empty keyword, a keyword that is too long, an iTXt that is cut off or compressed.
Test(png_texts, strange_chunks_are_passed_over)
{
    static const struct {
        const char *type, *bytes;
        size_t size;
    } CHUNKS[] = {
        {"tEXt", "Title", 5},
        {"tEXt", "\0text", 5},
        {"tEXt", "", 0},
        {"tEXt", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\0x", 92},
    };
    static const struct {
        const char *bytes, *says;
        size_t size;
    } ITXT[] = {{"K\0", "K=;", 2},
                {"K\0\0", "K=;", 3},
                {"K\0\0\0de", "K=;", 6},
                {"K\0\1\0\0\0zz", "K=;", 8},
                {"K\0\0\0de\0T\0text", "K=text;", 13}};
    uint8_t data[256];
    Message message;
    for (size_t i = 0; i < 4; i++) {
        Bytes png = {data, 0};
        Found all = {"", 0};
        png_put_signature(&png);
        png_put_chunk(&png, CHUNKS[i].type, (const uint8_t *)CHUNKS[i].bytes, CHUNKS[i].size);
        png_put_chunk(&png, "IEND", NULL, 0);
        cr_expect(png_texts(data, png.size, found, &all, &message) && all.count == 0, "%zu: %s", i, all.all);
    }
    for (size_t i = 0; i < 5; i++) {
        Bytes png = {data, 0};
        Found all = {"", 0};
        png_put_signature(&png);
        png_put_chunk(&png, "iTXt", (const uint8_t *)ITXT[i].bytes, ITXT[i].size);
        png_put_chunk(&png, "IEND", NULL, 0);
        cr_expect(png_texts(data, png.size, found, &all, &message));
        cr_expect_str_eq(all.all, ITXT[i].says);
    }
}
