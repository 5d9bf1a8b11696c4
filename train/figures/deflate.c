// stb_image_write's compressor, made safe: it counts in int, and when an allocation fails it aborts or writes through
// NULL. So sizes are bounded, and all memory that it can need is reserved beforehand: if memory is out, that is found
// before it starts. This is the only file that includes stb_image_write.
#include "train/figures/deflate.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    uint8_t *memory;
    size_t size, used;
} Arena;

// stb's hooks have no argument for it. Set only while deflate_bytes runs, and each thread has its own.
static _Thread_local Arena *arena;

static void *arena_take(const void *old, size_t old_size, size_t size)
{
    uint8_t *memory = arena->memory + arena->used;
    arena->used += (size + 15) / 16 * 16;
    assert(arena->used <= arena->size);
    if (old)
        memcpy(memory, old, old_size);
    return memory;
}

#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC
#define STBIW_MALLOC(size) arena_take(NULL, 0, size)
#define STBIW_REALLOC_SIZED(old, old_size, size) arena_take(old, old_size, size)
#define STBIW_FREE(memory) ((void)(memory))
#include <stb_image_write.h>

// The longest history that stb looks through for a match: 2 QUALITY places for each of HASHES hashes.
enum { QUALITY = 5, HASHES = 16384 };

// Its arrays double, from 2 entries to 2 n + 1, and nothing is given back.
//   the table     HASHES pointers
//   the histories 2, 5 and then 11 pointers and a header for each hash: 3 * 8 + 18 * 8 bytes, and rounding up
//   the stream    at most 9 bits a byte, and some for its ends; all its arrays together take less than 4 times that
static size_t arena_bound(size_t size)
{
    size_t history = 3 * (8 + 16) + 18 * sizeof(void *);
    return HASHES * (sizeof(void *) + history) + 4 * (size + size / 8) + 4096;
}

bool deflate_bytes(Bytes *stream, const uint8_t *bytes, size_t size)
{
    *stream = (Bytes){0};
    assert(size > 0 && size <= DEFLATE_MAX);
    Arena reserved = {.size = arena_bound(size)};
    reserved.memory = malloc(reserved.size);
    if (!reserved.memory)
        return false;
    arena = &reserved;
    int length = 0;
    // stb only reads the bytes, but does not say so.
    const uint8_t *out = stbi_zlib_compress((uint8_t *)bytes, (int)size, &length, QUALITY);
    arena = NULL;
    stream->data = malloc((size_t)length);
    if (stream->data) {
        memcpy(stream->data, out, (size_t)length);
        stream->size = (size_t)length;
    }
    free(reserved.memory);
    return stream->data;
}

void bytes_free(Bytes *bytes)
{
    free(bytes->data);
    *bytes = (Bytes){0};
}
