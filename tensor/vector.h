// A vector of reals, as wide as a register of the instruction set that the file is compiled for: 16 bytes, with AVX2
// 32, with AVX-512 64. Arithmetic is written with operators, lane by lane; the compilers' vector extensions do the
// rest.
//
// Only kernels (tensor/kernels/) use it: they are compiled once for each instruction set.
#ifndef HEED_TENSOR_VECTOR_H
#define HEED_TENSOR_VECTOR_H

#include "tensor/real.h"

#include <stddef.h>
#include <string.h>

#if defined(__AVX2__)
#include <immintrin.h>
#endif

#if defined(__AVX512F__)
enum { VECTOR_BYTES = 64 };
#elif defined(__AVX2__) && defined(__FMA__)
enum { VECTOR_BYTES = 32 };
#else
enum { VECTOR_BYTES = 16 };
#endif

enum { LANES = VECTOR_BYTES / sizeof(real) };
typedef real Vector __attribute__((vector_size(VECTOR_BYTES)));

// Before a loop of few turns over vectors in registers: it must be unrolled early, or they are kept in memory.
#ifdef __clang__
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif

#define ALWAYS_INLINE __attribute__((always_inline)) static inline

// From any address, aligned or not.
static inline Vector vector_load(const real *x)
{
    Vector v;
    memcpy(&v, x, sizeof v);
    return v;
}

static inline void vector_store(real *y, Vector v)
{
    memcpy(y, &v, sizeof v);
}

// The first lanes alone, at least one; the others are 0, and their memory is not touched.
static inline Vector vector_load_lanes(const real *x, int lanes)
{
    if (lanes == LANES)
        return vector_load(x);
#if defined(__AVX512F__) && defined(HEED_DOUBLE)
    return _mm512_maskz_loadu_pd((__mmask8)((1U << lanes) - 1), x);
#elif defined(__AVX512F__)
    return _mm512_maskz_loadu_ps((__mmask16)((1U << lanes) - 1), x);
#else
    Vector v = {0};
    for (int i = 0; i < lanes; i++)
        v[i] = x[i];
    return v;
#endif
}

static inline void vector_store_lanes(real *y, Vector v, int lanes)
{
    if (lanes == LANES) {
        vector_store(y, v);
        return;
    }
#if defined(__AVX512F__) && defined(HEED_DOUBLE)
    _mm512_mask_storeu_pd(y, (__mmask8)((1U << lanes) - 1), v);
#elif defined(__AVX512F__)
    _mm512_mask_storeu_ps(y, (__mmask16)((1U << lanes) - 1), v);
#else
    for (int i = 0; i < lanes; i++)
        y[i] = v[i];
#endif
}

// x in every lane.
static inline Vector vector_of(real x)
{
    return x - (Vector){0};
}

// a b + c. This is the only fused multiply-add of heed: rounded once where the instruction set has it, and twice in the
// portable kernels, whose bits are therefore the same on every machine. Named outright: from a loop over lanes gcc 12
// makes one instruction in most places, but not in all.
static inline Vector vector_multiply_add(Vector a, Vector b, Vector c)
{
#if defined(__AVX512F__) && defined(HEED_DOUBLE)
    return _mm512_fmadd_pd(a, b, c);
#elif defined(__AVX512F__)
    return _mm512_fmadd_ps(a, b, c);
#elif defined(__FMA__) && defined(HEED_DOUBLE)
    return _mm256_fmadd_pd(a, b, c);
#elif defined(__FMA__)
    return _mm256_fmadd_ps(a, b, c);
#else
    return a * b + c;
#endif
}

// --- turning: what lies along columns comes to lie along rows -------------------------------------------------------

enum { TURNED = 4 };
typedef real Quad __attribute__((vector_size(TURNED * sizeof(real))));

// y [K,4] = the transpose of x [4,K]; the rows of x, like those of y, are so many elements apart.
static inline void vector_turn(real *y, int y_row, const real *x, int x_row, int K)
{
    int k = 0;
    for (; k + TURNED <= K; k += TURNED) {
        Quad r[TURNED]; // rows of x
        for (int i = 0; i < TURNED; i++)
            memcpy(&r[i], x + (ptrdiff_t)i * x_row + k, sizeof r[i]);
        const Quad a = __builtin_shufflevector(r[0], r[1], 0, 4, 1, 5),
                   b = __builtin_shufflevector(r[2], r[3], 0, 4, 1, 5);
        const Quad c = __builtin_shufflevector(r[0], r[1], 2, 6, 3, 7),
                   d = __builtin_shufflevector(r[2], r[3], 2, 6, 3, 7);
        r[0] = __builtin_shufflevector(a, b, 0, 1, 4, 5);
        r[1] = __builtin_shufflevector(a, b, 2, 3, 6, 7);
        r[2] = __builtin_shufflevector(c, d, 0, 1, 4, 5);
        r[3] = __builtin_shufflevector(c, d, 2, 3, 6, 7);
        for (int i = 0; i < TURNED; i++)
            memcpy(y + (ptrdiff_t)(k + i) * y_row, &r[i], sizeof r[i]);
    }
    for (; k < K; k++)
        for (int i = 0; i < TURNED; i++)
            y[(ptrdiff_t)k * y_row + i] = x[(ptrdiff_t)i * x_row + k];
}

#endif
