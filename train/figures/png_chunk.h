// The frame of a PNG: signature and chunks.
#ifndef HEED_TRAIN_FIGURES_PNG_CHUNK_H
#define HEED_TRAIN_FIGURES_PNG_CHUNK_H

#include "train/figures/deflate.h"

enum { PNG_SIGNATURE = 8, PNG_CHUNK_FRAME = 12 };

void png_put_u32(uint8_t *at, uint32_t value);
uint32_t png_get_u32(const uint8_t *at);
// Begins png, whose data has room for it; the same holds for a chunk. bytes may lie where the chunk will have them.
void png_put_signature(Bytes *png);
void png_put_chunk(Bytes *png, const char type[4], const uint8_t *bytes, size_t size);

// One chunk as it is read. bytes is borrowed.
typedef struct {
    char type[5];
    const uint8_t *bytes;
    size_t size;
} PngChunk;

// The chunk at `at`, and *at moved past it. NULL: there is a whole chunk with the right checksum; else what is wrong.
const char *png_next_chunk(const uint8_t *png, size_t size, size_t *at, PngChunk *chunk);
bool png_has_signature(const uint8_t *png, size_t size);

#endif
