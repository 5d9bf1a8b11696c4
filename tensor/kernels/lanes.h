// A row in 16 lanes: lane j holds elements j, j + 16, j + 32, ... Sums are kept lane by lane and added up at the end,
// in a tree, so their order is one and the same whatever the width of the machine's vectors is:
//
//   x      0  1 .. 15 | 16 17 .. 31 | 32 33
//   lanes  +  +     +    +  +     +    +  +      then lane j + lane j+8, of these j + j+4, j + j+2, j + j+1
//
// 16 lanes are one vector or several (tensor/vector.h).
#ifndef HEED_TENSOR_KERNELS_LANES_H
#define HEED_TENSOR_KERNELS_LANES_H

#include "tensor/vector.h"

#include <stdint.h>
#include <string.h>

enum { ROW_LANES = 16, VECTORS = ROW_LANES / LANES };

#ifdef HEED_DOUBLE
typedef int64_t Choice __attribute__((vector_size(VECTOR_BYTES))); // of each element: all bits, or none
#else
typedef int32_t Choice __attribute__((vector_size(VECTOR_BYTES)));
#endif

typedef struct {
    Vector at[VECTORS];
} Lanes;

static inline Lanes lanes_all(real s)
{
    Lanes y;
    for (int k = 0; k < VECTORS; k++)
        y.at[k] = vector_of(s);
    return y;
}

// Elements i .. i + 15 of a row of n; 0 beyond its end.
static inline Lanes lanes_of(const real *x, int i, int n)
{
    Lanes y;
    for (int k = 0; k < VECTORS; k++, i += LANES)
        y.at[k] = i + LANES <= n ? vector_load(x + i) : i < n ? vector_load_lanes(x + i, n - i) : vector_of(0);
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

typedef real Four __attribute__((vector_size(4 * sizeof(real))));

static inline real lanes_sum(Lanes x)
{
    real lane[ROW_LANES];
    for (int k = 0; k < VECTORS; k++)
        vector_store(lane + k * LANES, x.at[k]);
    Four four[4];
    memcpy(four, lane, sizeof four);
    const Four a = four[0] + four[2], b = four[1] + four[3], sum = a + b;
    return (sum[0] + sum[2]) + (sum[1] + sum[3]);
}

static inline real larger_of(real a, real b)
{
    return b > a ? b : a;
}

static inline real lanes_largest(Lanes x)
{
    real lane[ROW_LANES], four[4];
    for (int k = 0; k < VECTORS; k++)
        vector_store(lane + k * LANES, x.at[k]);
    for (int j = 0; j < 4; j++)
        four[j] = larger_of(larger_of(lane[j], lane[j + 8]), larger_of(lane[j + 4], lane[j + 12]));
    return larger_of(larger_of(four[0], four[2]), larger_of(four[1], four[3]));
}

#endif
