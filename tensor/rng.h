// Random numbers: PCG32, the generator PCG-XSH-RR 64/32 of O'Neill, "PCG: A Family of Simple Fast Space-Efficient
// Statistically Good Algorithms for Random Number Generation" (2014), draw for draw.
//
// The state is the caller's and is always passed in; there is no other. Draws do not depend on the precision: a uniform
// takes one 32-bit draw and a normal two in float and in double alike, so both precisions see the same sequence.
//
// Functions are thread-safe as long as no two threads share a state.
#ifndef HEED_TENSOR_RNG_H
#define HEED_TENSOR_RNG_H

#include "tensor/real.h"

#include <stdint.h>

HEED_BEGIN

// state runs through all 2^64 values before it repeats; increment is odd, stays as it is, and chooses the order.
typedef struct {
    uint64_t state, increment;
} Rng;

// A generator at the start of its sequence. Streams s and s + 2^63 are the same: increment = 2 s + 1 loses the top bit.
Rng rng_seed(uint64_t seed, uint64_t stream);

// The next draw, uniform over 0 .. 2^32 - 1.
uint32_t rng_next(Rng *rng);

// Uniform over 0 .. bound - 1, without bias: draws are rejected until one is fair, so their number varies.
// RNG_REFUSED, which no bound can draw, answers bound 0, and takes no draw.
#define RNG_REFUSED UINT32_MAX
uint32_t rng_below(Rng *rng, uint32_t bound);

// Moves on by delta draws in O(log delta). Around the cycle is back: delta = 2^64 - 1 undoes one draw.
void rng_advance(Rng *rng, uint64_t delta);

// Uniform over [0,1), a multiple of 2^-32 rounded to real. One draw.
real rng_uniform(Rng *rng);

// Normal with mean 0 and variance 1, at most 6.7 in magnitude. Two draws.
real rng_normal(Rng *rng);

// Shuffles n items in place; every order is equally likely. n < 2 leaves them and takes no draw.
void rng_shuffle(Rng *rng, int32_t *items, int n);

HEED_END

#endif
