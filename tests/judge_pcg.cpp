// Long sequences of rng beside those of the reference implementation, pcg_random.hpp.
extern "C" {
#include "tensor/rng.h"
}

#include <criterion/criterion.h>
#include <pcg_random.hpp>

enum { SEEDS = 200, DRAWS = 5000 };

// The i-th seed or stream: any numbers spread over 64 bits.
static uint64_t spread(uint64_t i)
{
    return (i + 1) * UINT64_C(0x9e3779b97f4a7c15);
}

Test(rng_reference, draws)
{
    for (uint64_t i = 0; i < SEEDS; i++) {
        Rng rng = rng_seed(spread(i), spread(i + SEEDS));
        pcg32 reference(spread(i), spread(i + SEEDS));
        for (int draw = 0; draw < DRAWS; draw++)
            cr_assert_eq(rng_next(&rng), reference(), "seed %d, draw %d", (int)i, draw);
    }
}

Test(rng_reference, bounded_draws)
{
    for (uint64_t i = 0; i < SEEDS; i++) {
        Rng rng = rng_seed(spread(i), i);
        pcg32 reference(spread(i), i);
        for (int draw = 0; draw < DRAWS; draw++) {
            uint32_t bound = (uint32_t)(spread((uint64_t)draw) >> (32 + draw % 32)) + 1; // of every size
            cr_assert_eq(rng_below(&rng, bound), reference(bound), "seed %d, bound %u", (int)i, bound);
        }
    }
}

Test(rng_reference, advance)
{
    for (uint64_t i = 0; i < SEEDS; i++) {
        Rng rng = rng_seed(i, spread(i));
        pcg32 reference(i, spread(i));
        for (int jump = 0; jump < 64; jump++) {
            rng_advance(&rng, spread(i) >> jump);
            reference.advance(spread(i) >> jump);
            cr_assert_eq(rng_next(&rng), reference(), "seed %d, jump %d", (int)i, jump);
        }
    }
}
