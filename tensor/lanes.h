// A row in 16 lanes: lane j holds elements j, j + 16, j + 32, ... Sums are kept lane by lane and added up at the end,
// in a tree, so their order is one and the same whatever the width of the machine's vectors is:
//
//   x      0  1 .. 15 | 16 17 .. 31 | 32 33
//   lanes  +  +     +    +  +     +    +  +      then lane j + lane j+8, of these j + j+4, j + j+2, j + j+1
//
// A vector has the width of the instruction set that the file is compiled for; 16 lanes are one of them or several.
#ifndef HEED_TENSOR_LANES_H
#define HEED_TENSOR_LANES_H

#include "tensor/real.h"

#include <stdint.h>
#include <string.h>

#if defined(__AVX512F__)
enum { VECTOR_BYTES = 64 };
#elif defined(__AVX2__)
enum { VECTOR_BYTES = 32 };
#else
enum { VECTOR_BYTES = 16 };
#endif

typedef real Vector __attribute__((vector_size(VECTOR_BYTES)));
#ifdef HEED_DOUBLE
typedef int64_t Choice __attribute__((vector_size(VECTOR_BYTES))); // of each element: all bits, or none
#else
typedef int32_t Choice __attribute__((vector_size(VECTOR_BYTES)));
#endif

enum { LANES = 16, VECTORS = LANES * (int)sizeof(real) / VECTOR_BYTES };

typedef struct {
    Vector at[VECTORS];
} Lanes;

static inline Lanes lanes_all(real s)
{
    Lanes y;
    for (int k = 0; k < VECTORS; k++)
        y.at[k] = s - (Vector){0};
    return y;
}

// Elements i .. i + 15 of a row of n; beyond its end, pad.
static inline Lanes lanes_of(const real *x, int i, int n, real pad)
{
    Lanes y;
    real rest[LANES];
    if (i + LANES <= n) {
        memcpy(&y, x + i, sizeof y);
        return y;
    }
    for (int j = 0; j < LANES; j++)
        rest[j] = i + j < n ? x[i + j] : pad;
    memcpy(&y, rest, sizeof y);
    return y;
}

static inline Lanes lanes_add(Lanes a, Lanes b)
{
    for (int k = 0; k < VECTORS; k++)
        a.at[k] += b.at[k];
    return a;
}

static inline Lanes lanes_product(Lanes a, Lanes b)
{
    for (int k = 0; k < VECTORS; k++)
        a.at[k] *= b.at[k];
    return a;
}

// The larger of each two; where b is NaN, a.
static inline Lanes lanes_larger(Lanes a, Lanes b)
{
    for (int k = 0; k < VECTORS; k++) {
        const Choice larger = b.at[k] > a.at[k];
        a.at[k] = (Vector)(((Choice)b.at[k] & larger) | ((Choice)a.at[k] & ~larger));
    }
    return a;
}

static inline real lanes_sum(Lanes x)
{
    real lane[LANES];
    memcpy(lane, &x, sizeof lane);
    for (int width = LANES / 2; width > 0; width /= 2)
        for (int j = 0; j < width; j++)
            lane[j] += lane[j + width];
    return lane[0];
}

static inline real lanes_largest(Lanes x)
{
    real lane[LANES];
    memcpy(lane, &x, sizeof lane);
    real largest = lane[0];
    for (int j = 1; j < LANES; j++)
        largest = lane[j] > largest ? lane[j] : largest;
    return largest;
}

#endif
