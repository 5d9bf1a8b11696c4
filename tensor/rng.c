// PCG32: a linear congruential generator modulo 2^64. Its high bits are its best, so they choose how the draw is made
// of the others.
#include "tensor/rng.h"

#include "tensor/maths.h"

#include <math.h>

static const uint64_t MULTIPLIER = 6364136223846793005u; // that of Knuth's MMIX
static const double PI = 3.14159265358979323846;

static uint64_t step(const Rng *rng)
{
    return rng->state * MULTIPLIER + rng->increment;
}

// From state 0, one step, the seed added, and one step more: the order of the reference.
Rng rng_seed(uint64_t seed, uint64_t stream)
{
    Rng rng = {0, stream << 1 | 1};
    rng.state = step(&rng) + seed;
    rng.state = step(&rng);
    return rng;
}

// XSH RR, "xorshift high, random rotation": the high half is folded onto itself, then rotated by the top five bits. The
// draw is made of the state before the step.
uint32_t rng_next(Rng *rng)
{
    uint64_t state = rng->state;
    rng->state = step(rng);
    uint32_t folded = (uint32_t)((state >> 18 ^ state) >> 27);
    uint32_t turn = (uint32_t)(state >> 59);
    return folded >> turn | folded << (-turn & 31);
}

// 2^32 mod bound of the 2^32 draws are too many for every result to come up equally often: the lowest are rejected.
uint32_t rng_below(Rng *rng, uint32_t bound)
{
    if (bound == 0)
        return RNG_REFUSED;
    uint32_t threshold = -bound % bound;
    uint32_t draw;
    do {
        draw = rng_next(rng);
    } while (draw < threshold);
    return draw % bound;
}

// delta steps are one affine map, x -> a x + c. It is composed from the maps of 1, 2, 4, ... steps, one for each bit of
// delta (Brown, "Random Number Generation with Arbitrary Strides", 1994).
void rng_advance(Rng *rng, uint64_t delta)
{
    uint64_t a = 1, c = 0;
    uint64_t power_a = MULTIPLIER, power_c = rng->increment;
    for (; delta > 0; delta >>= 1) {
        if (delta & 1) {
            a *= power_a;
            c = c * power_a + power_c;
        }
        power_c *= power_a + 1;
        power_a *= power_a;
    }
    rng->state = a * rng->state + c;
}

// One draw * 2^-32, exact in double.
static double uniform(Rng *rng)
{
    return rng_next(rng) * 0x1p-32;
}

// float has room for 24 bits of the 32, and would round the 128 largest draws up to 1.
real rng_uniform(Rng *rng)
{
    real u = (real)uniform(rng);
    return u < 1 ? u : 1 - REAL_EPSILON / 2;
}

// Box and Muller, "A Note on the Generation of Random Normal Deviates" (1958), without the second deviate, which would
// have to be remembered. 1 - u is in (0,1], so that the logarithm is finite.
real rng_normal(Rng *rng)
{
    double radius = sqrt(-2 * double_log(1 - uniform(rng)));
    double angle = 2 * PI * uniform(rng);
    return (real)(radius * double_cos(angle));
}

// Fisher and Yates, from the end, as the demo of the reference shuffles its cards.
void rng_shuffle(Rng *rng, int32_t *items, int n)
{
    for (int i = n; i > 1; i--) {
        uint32_t chosen = rng_below(rng, (uint32_t)i);
        int32_t item = items[chosen];
        items[chosen] = items[i - 1];
        items[i - 1] = item;
    }
}
