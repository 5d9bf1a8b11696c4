// The heap under watch: heap.c stands in the place of malloc and its kin, for heed and the tests alone. A test that
// uses it is linked with the options --wrap=malloc and so on.
#ifndef HEED_TESTS_HEAP_H
#define HEED_TESTS_HEAP_H

#include <stdbool.h>

typedef struct {
    int asked;             // calls since the start
    int given, taken_back; // blocks
    int fails_at;          // the call that is refused, as `asked` counts; -1: none
    bool for_good;         // and all after it
} Heap;

extern Heap heap;

#endif
