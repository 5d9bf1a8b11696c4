// Memory that is handed out piece by piece and taken back all at once. It grows in chunks and keeps them: when the same
// sequence of requests comes again after a reset, nothing is asked of the heap.
#ifndef HEED_AUTOGRAD_ARENA_H
#define HEED_AUTOGRAD_ARENA_H

#include <stddef.h>

typedef struct Chunk Chunk;

typedef struct {
    Chunk *first, *current; // {0}: an empty arena
} Arena;

// Uninitialised, aligned to a cache line, until the next reset. NULL: memory is out.
void *arena_alloc(Arena *arena, size_t bytes);
void arena_reset(Arena *arena);
void arena_free(Arena *arena);
// All that the arena holds, used or not.
size_t arena_bytes(const Arena *arena);

#endif
