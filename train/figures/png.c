#include "train/figures/png.h"

#include <stdlib.h>
#include <string.h>

static const uint8_t SIGNATURE[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

enum { CHUNK_FRAME = 12, HEADER_SIZE = 13 };

static void put_u32(uint8_t *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(value >> (24 - 8 * i));
}

// CRC-32 of annex D, a bit at a time.
static uint32_t checksum(const uint8_t *bytes, size_t size)
{
    uint32_t crc = 0xffffffff;
    for (size_t i = 0; i < size; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return ~crc;
}

// Appends one chunk; png->data has room for it.
static void put_chunk(Bytes *png, const char type[4], const uint8_t *bytes, size_t size)
{
    uint8_t *chunk = png->data + png->size;
    put_u32(chunk, (uint32_t)size);
    memcpy(chunk + 4, type, 4);
    if (size > 0)
        memcpy(chunk + 8, bytes, size);
    put_u32(chunk + 8 + size, checksum(chunk + 4, 4 + size));
    png->size += CHUNK_FRAME + size;
}

static void put_header(Bytes *png, const Canvas *canvas)
{
    uint8_t header[HEADER_SIZE] = {[8] = 8, [9] = 2}; // 8 bits a channel, RGB; no interlacing
    put_u32(header, (uint32_t)canvas->width);
    put_u32(header + 4, (uint32_t)canvas->height);
    put_chunk(png, "IHDR", header, sizeof header);
}

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

bool png_encode(Bytes *png, const Canvas *canvas, Message *message)
{
    Bytes stream;
    *png = (Bytes){0};
    bool compressed = compress_pixels(&stream, canvas);
    if (compressed)
        png->data = malloc(sizeof SIGNATURE + 3 * CHUNK_FRAME + HEADER_SIZE + stream.size);
    if (png->data) {
        memcpy(png->data, SIGNATURE, sizeof SIGNATURE);
        png->size = sizeof SIGNATURE;
        put_header(png, canvas);
        put_chunk(png, "IDAT", stream.data, stream.size);
        put_chunk(png, "IEND", NULL, 0);
    }
    if (compressed)
        bytes_free(&stream);
    return png->data ||
           message_set(message, "cannot make a PNG of %d x %d: memory is out", canvas->width, canvas->height);
}

bool png_write(const Canvas *canvas, const char *path, Message *message)
{
    Bytes png;
    if (!png_encode(&png, canvas, message))
        return false;
    bool written = file_write(path, png.data, png.size, message);
    bytes_free(&png);
    return written;
}
