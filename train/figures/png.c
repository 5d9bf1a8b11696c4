#include "train/figures/png.h"

#include <stdlib.h>
#include <string.h>

#include "train/figures/png_chunk.h"

enum { HEADER_SIZE = 13, TEXT_FRAME = 5 }; // iTXt: what stands between keyword and text

static void put_header(Bytes *png, const Canvas *canvas)
{
    uint8_t header[HEADER_SIZE] = {[8] = 8, [9] = 2}; // 8 bits a channel, RGB; no interlacing
    png_put_u32(header, (uint32_t)canvas->width);
    png_put_u32(header + 4, (uint32_t)canvas->height);
    png_put_chunk(png, "IHDR", header, sizeof header);
}

// --- texts ----------------------------------------------------------------------------------------------------------

static bool is_ascii(const char *text)
{
    while (*text > 0)
        text++;
    return *text == '\0';
}

size_t png_texts_room(const PngTexts *texts)
{
    size_t size = 0;
    for (int i = 0; texts && i < texts->count; i++)
        size += PNG_CHUNK_FRAME + strlen(texts->text[i].keyword) + TEXT_FRAME + strlen(texts->text[i].text);
    return size;
}

// Without its end. Returns the length.
static size_t copy_text(uint8_t *to, const char *text)
{
    size_t length = 0;
    for (; text[length]; length++)
        to[length] = (uint8_t)text[length];
    return length;
}

// tEXt is the keyword, a zero byte and the text. iTXt has four more zero bytes between: it is not compressed, has no
// language and no keyword in it. The bytes are put together where the chunk will have them.
void png_put_texts(Bytes *png, const PngTexts *texts)
{
    for (int i = 0; texts && i < texts->count; i++) {
        const char *keyword = texts->text[i].keyword, *text = texts->text[i].text;
        const bool plain = is_ascii(text);
        const size_t zeros = plain ? 1 : TEXT_FRAME;
        uint8_t *bytes = png->data + png->size + 8;
        size_t size = copy_text(bytes, keyword);
        memset(bytes + size, 0, zeros);
        size += zeros;
        size += copy_text(bytes + size, text);
        png_put_chunk(png, plain ? "tEXt" : "iTXt", bytes, size);
    }
}

// --- pixels ---------------------------------------------------------------------------------------------------------

// The pixels as PNG compresses them: each row behind the number of its filter. Filter 0 leaves a row as it is: figures
// have few colours and many equal rows, and the other filters make them longer.
static uint8_t *filter_rows(const Canvas *canvas, size_t *size)
{
    size_t stride = 3 * (size_t)canvas->width;
    *size = (stride + 1) * (size_t)canvas->height;
    uint8_t *filtered = malloc(*size);
    for (int y = 0; filtered && y < canvas->height; y++) {
        uint8_t *row = filtered + (size_t)y * (stride + 1);
        row[0] = 0;
        memcpy(row + 1, canvas->rgb + (size_t)y * stride, stride);
    }
    return filtered;
}

static bool compress_pixels(Bytes *stream, const Canvas *canvas)
{
    size_t size;
    uint8_t *filtered = filter_rows(canvas, &size);
    bool done = filtered && deflate_bytes(stream, filtered, size);
    free(filtered);
    return done;
}

bool png_encode(Bytes *png, const Canvas *canvas, const PngTexts *texts, Message *message)
{
    Bytes stream;
    *png = (Bytes){0};
    bool compressed = compress_pixels(&stream, canvas);
    if (compressed)
        png->data = malloc(PNG_SIGNATURE + 3 * PNG_CHUNK_FRAME + HEADER_SIZE + png_texts_room(texts) + stream.size);
    if (png->data) {
        png_put_signature(png);
        put_header(png, canvas);
        png_put_texts(png, texts);
        png_put_chunk(png, "IDAT", stream.data, stream.size);
        png_put_chunk(png, "IEND", NULL, 0);
    }
    if (compressed)
        bytes_free(&stream);
    return png->data ||
           message_set(message, "cannot make a PNG of %d x %d: memory is out", canvas->width, canvas->height);
}

bool png_write(const Canvas *canvas, const PngTexts *texts, const char *path, Message *message)
{
    Bytes png;
    if (!png_encode(&png, canvas, texts, message))
        return false;
    bool written = file_write(path, png.data, png.size, message);
    bytes_free(&png);
    return written;
}
