// A list of chunks, each at least twice as large as the one before; requests are served from the current one on.
#include "autograd/arena.h"

#include <stdint.h>
#include <stdlib.h>

#ifdef __linux__
#include <sys/mman.h>
#endif

enum { FIRST_CHUNK = 64 * 1024, LOOKED_AT = 16 }; // as many returned pieces are looked at for one that fits

// Stands in a piece that came back.
struct Returned {
    Returned *next;
    size_t bytes;
};

struct Chunk {
    Chunk *next;
    size_t size; // bytes of memory
    unsigned char *memory;
};

// A large chunk asks for large pages: the processor remembers where few pages lie, and a step goes through all of them.
static unsigned char *memory_of(size_t size)
{
    enum { LARGE_PAGE = 2 * 1024 * 1024 };
    unsigned char *memory = aligned_alloc(size < LARGE_PAGE ? ARENA_ALIGNMENT : LARGE_PAGE, size);
#ifdef MADV_HUGEPAGE
    if (memory && size >= LARGE_PAGE)
        madvise(memory, size, MADV_HUGEPAGE); // where there are none it is refused, and nothing is lost
#endif
    return memory;
}

static Chunk *chunk_new(size_t size)
{
    Chunk *chunk = malloc(sizeof *chunk);
    unsigned char *memory = memory_of(size);
    if (!chunk || !memory) {
        free(chunk);
        free(memory);
        return NULL;
    }
    *chunk = (Chunk){.size = size, .memory = memory};
    return chunk;
}

// Appends a chunk behind the last; NULL for last: it is the first of all.
static Chunk *grow(Arena *arena, Chunk *last, size_t bytes)
{
    size_t size = last ? last->size : FIRST_CHUNK / 2;
    do {
        if (size > SIZE_MAX / 2)
            return NULL;
        size *= 2;
    } while (size < bytes);
    Chunk *chunk = chunk_new(size);
    if (chunk && last)
        last->next = chunk;
    else if (chunk)
        arena->first = chunk;
    return chunk;
}

void *arena_alloc_further(Arena *arena, size_t bytes)
{
    Chunk *last = arena->current, *chunk = last ? last->next : arena->first;
    for (; chunk && chunk->size < bytes; chunk = chunk->next)
        last = chunk;
    if (!chunk)
        chunk = grow(arena, last, bytes);
    if (!chunk)
        return NULL;
    arena->current = chunk;
    arena->next = chunk->memory;
    arena->room = chunk->size;
    return arena_alloc(arena, bytes);
}

void arena_return(Arena *arena, void *piece, size_t bytes)
{
    Returned *returned = piece;
    if (bytes == 0)
        return; // any other piece has ARENA_ALIGNMENT bytes at least
    *returned = (Returned){arena->returned, bytes};
    arena->returned = returned;
}

void *arena_alloc_returned(Arena *arena, size_t bytes)
{
    Returned **at = &arena->returned;
    for (int i = 0; i < LOOKED_AT && *at; i++, at = &(*at)->next)
        if ((*at)->bytes == bytes) {
            Returned *found = *at;
            *at = found->next;
            return found;
        }
    return arena_alloc(arena, bytes);
}

void arena_reset(Arena *arena)
{
    *arena = (Arena){.first = arena->first};
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
