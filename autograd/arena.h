// Memory that is handed out piece by piece and taken back all at once; a piece may also come back before, for the next
// that asks for as much. It grows in chunks and keeps them: when the same sequence of requests comes again after a
// reset, nothing is asked of the heap.
#ifndef HEED_AUTOGRAD_ARENA_H
#define HEED_AUTOGRAD_ARENA_H

#include <stddef.h>

typedef struct Chunk Chunk;
typedef struct Returned Returned;

typedef struct {
    Chunk *first, *current; // {0}: an empty arena
    unsigned char *next;    // of the current chunk: what is handed out next,
    size_t room;            // and how many bytes there are, a multiple of ARENA_ALIGNMENT
    Returned *returned;     // pieces that came back, the last first
} Arena;

enum { ARENA_ALIGNMENT = 64 }; // a cache line

// The same from a chunk behind the current one: it moves there.
void *arena_alloc_further(Arena *arena, size_t bytes);

// Uninitialised, aligned to a cache line, until the next reset. NULL: memory is out.
static inline void *arena_alloc(Arena *arena, size_t bytes)
{
    if (bytes > arena->room || !arena->next)
        return arena_alloc_further(arena, bytes);
    void *memory = arena->next;
    bytes = (bytes + ARENA_ALIGNMENT - 1) / ARENA_ALIGNMENT * ARENA_ALIGNMENT;
    arena->next += bytes;
    arena->room -= bytes;
    return memory;
}

// Takes back a piece of so many bytes, as many as were asked for, before the next reset.
void arena_return(Arena *arena, void *piece, size_t bytes);
// The same as arena_alloc, or one of the last pieces that came back, if it is of this size: it is still in the cache.
void *arena_alloc_returned(Arena *arena, size_t bytes);

void arena_reset(Arena *arena);
void arena_free(Arena *arena);
// All that the arena holds, used or not.
size_t arena_bytes(const Arena *arena);

#endif
