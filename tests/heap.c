// The linker calls __wrap_malloc where malloc is written, and __real_malloc is malloc.
#include "tests/heap.h"

#include <stdlib.h>

Heap heap = {.fails_at = -1};

void *__real_malloc(size_t bytes);
void *__real_calloc(size_t items, size_t bytes);
void *__real_realloc(void *old, size_t bytes);
void *__real_aligned_alloc(size_t alignment, size_t bytes);
void __real_free(void *old);
void *__wrap_malloc(size_t bytes);
void *__wrap_calloc(size_t items, size_t bytes);
void *__wrap_realloc(void *old, size_t bytes);
void *__wrap_aligned_alloc(size_t alignment, size_t bytes);
void __wrap_free(void *old);

static bool refused(void)
{
    const int call = heap.asked++;
    return heap.fails_at >= 0 && (call == heap.fails_at || (heap.for_good && call > heap.fails_at));
}

static void *counted(void *block)
{
    heap.given += block != NULL;
    return block;
}

void *__wrap_malloc(size_t bytes)
{
    return refused() ? NULL : counted(__real_malloc(bytes));
}

void *__wrap_calloc(size_t items, size_t bytes)
{
    return refused() ? NULL : counted(__real_calloc(items, bytes));
}

// A block that only changes its size is neither given nor taken back.
void *__wrap_realloc(void *old, size_t bytes)
{
    if (refused())
        return NULL;
    return old ? __real_realloc(old, bytes) : counted(__real_realloc(old, bytes));
}

void *__wrap_aligned_alloc(size_t alignment, size_t bytes)
{
    return refused() ? NULL : counted(__real_aligned_alloc(alignment, bytes));
}

void __wrap_free(void *old)
{
    heap.taken_back += old != NULL;
    __real_free(old);
}
