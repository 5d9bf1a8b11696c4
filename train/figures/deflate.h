// Compression for PNG.
#ifndef HEED_TRAIN_FIGURES_DEFLATE_H
#define HEED_TRAIN_FIGURES_DEFLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Bytes that their owner frees.
typedef struct {
    uint8_t *data;
    size_t size;
} Bytes;

void bytes_free(Bytes *bytes);

// Compresses 1 .. DEFLATE_MAX bytes into a zlib stream (RFC 1950). False: memory is out.
enum { DEFLATE_MAX = 1 << 28 };
bool deflate_bytes(Bytes *stream, const uint8_t *bytes, size_t size);

#endif
