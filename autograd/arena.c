// A list of chunks, each at least twice as large as the one before; requests are served from the current one on.
#include "autograd/arena.h"

#include <stdint.h>
#include <stdlib.h>

enum { ALIGNMENT = 64, FIRST_CHUNK = 64 * 1024 };

struct Chunk {
    Chunk *next;
    size_t size, used; // bytes of memory
    unsigned char *memory;
};

static Chunk *chunk_new(size_t size)
{
    Chunk *chunk = malloc(sizeof *chunk);
    unsigned char *memory = aligned_alloc(ALIGNMENT, size);
    if (!chunk || !memory) {
        free(chunk);
        free(memory);
        return NULL;
    }
    *chunk = (Chunk){.size = size, .memory = memory};
    return chunk;
}

// Appends a chunk behind the current one, which is the last.
static Chunk *grow(Arena *arena, size_t bytes)
{
    const Chunk *last = arena->current;
    size_t size = last ? last->size : FIRST_CHUNK / 2;
    do {
        if (size > SIZE_MAX / 2)
            return NULL;
        size *= 2;
    } while (size < bytes);
    Chunk *chunk = chunk_new(size);
    if (chunk && last)
        arena->current->next = chunk;
    else if (chunk)
        arena->first = chunk;
    return chunk;
}

void *arena_alloc(Arena *arena, size_t bytes)
{
    if (bytes > SIZE_MAX / 4)
        return NULL;
    bytes = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    Chunk *chunk = arena->current;
    while (!chunk || chunk->size - chunk->used < bytes) {
        chunk = chunk && chunk->next ? chunk->next : grow(arena, bytes);
        if (!chunk)
            return NULL;
        chunk->used = 0;
        arena->current = chunk;
    }
    void *memory = chunk->memory + chunk->used;
    chunk->used += bytes;
    return memory;
}

void arena_reset(Arena *arena)
{
    arena->current = arena->first;
    if (arena->first)
        arena->first->used = 0;
}

void arena_free(Arena *arena)
{
    for (Chunk *chunk = arena->first; chunk;) {
        Chunk *next = chunk->next;
        free(chunk->memory);
        free(chunk);
        chunk = next;
    }
    *arena = (Arena){0};
}

size_t arena_bytes(const Arena *arena)
{
    size_t bytes = 0;
    for (const Chunk *chunk = arena->first; chunk; chunk = chunk->next)
        bytes += chunk->size;
    return bytes;
}
