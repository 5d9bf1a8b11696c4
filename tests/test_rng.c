// The random numbers: the reference's own vectors, and the contract of the header.
#include "tensor/rng.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stddef.h>

#include "tests/pcg32_vectors.h"

static const Pcg32Vector *const END = PCG32_VECTORS + sizeof(PCG32_VECTORS) / sizeof(PCG32_VECTORS[0]);

static Rng seeded(const Pcg32Vector *v)
{
    return rng_seed(v->seed, v->stream);
}

static void expect_same(Rng a, Rng b)
{
    cr_expect(a.state == b.state && a.increment == b.increment, "state %llu, expected %llu",
              (unsigned long long)a.state, (unsigned long long)b.state);
}

// --- the reference --------------------------------------------------------------------------------------------------

Test(rng, seed_and_draws_are_those_of_the_reference)
{
    for (const Pcg32Vector *v = PCG32_VECTORS; v < END; v++) {
        Rng rng = seeded(v);
        expect_same(rng, (Rng){v->state, v->increment});
        for (int i = 0; i < 20; i++)
            cr_expect_eq(rng_next(&rng), v->next[i], "seed %llu, draw %d", (unsigned long long)v->seed, i);
        expect_same(rng, (Rng){v->state_after_20, v->increment});
    }
}

static void check_bounded(Rng rng, const BoundedVector *bounded)
{
    Rng counted = rng;
    rng_advance(&counted, (uint64_t)bounded->taken);
    for (int i = 0; i < 20; i++)
        cr_expect_eq(rng_below(&rng, bounded->bound), bounded->draws[i], "bound %u, draw %d", bounded->bound, i);
    cr_expect_eq(rng.state, bounded->state_after, "bound %u", bounded->bound);
    expect_same(rng, counted);
}

Test(rng, bounded_draws_are_those_of_the_reference)
{
    for (const Pcg32Vector *v = PCG32_VECTORS; v < END; v++)
        for (int i = 0; i < 9; i++)
            check_bounded(seeded(v), &v->bounded[i]);
}

static void check_advance(Rng rng, const AdvanceVector *advance)
{
    rng_advance(&rng, advance->delta);
    cr_expect_eq(rng.state, advance->state_after, "delta %llu", (unsigned long long)advance->delta);
    for (int i = 0; i < 5; i++)
        cr_expect_eq(rng_next(&rng), advance->next[i], "delta %llu, draw %d", (unsigned long long)advance->delta, i);
}

Test(rng, advance_is_that_of_the_reference)
{
    for (const Pcg32Vector *v = PCG32_VECTORS; v < END; v++)
        for (int i = 0; i < 9; i++)
            check_advance(seeded(v), &v->advance[i]);
}

Test(rng, shuffle_is_that_of_the_reference)
{
    for (const Pcg32Vector *v = PCG32_VECTORS; v < END; v++) {
        int32_t items[52];
        for (int i = 0; i < 52; i++)
            items[i] = i;
        Rng rng = seeded(v);
        rng_shuffle(&rng, items, 52);
        cr_expect_arr_eq(items, v->shuffle, sizeof(items), "seed %llu", (unsigned long long)v->seed);
    }
}

Test(rng, uniform_is_the_draw_times_2_to_the_minus_32)
{
    for (const Pcg32Vector *v = PCG32_VECTORS; v < END; v++) {
        Rng rng = seeded(v);
        for (int i = 0; i < 8; i++)
            cr_expect(rng_uniform(&rng) == (real)v->uniform[i], "seed %llu, draw %d", (unsigned long long)v->seed, i);
    }
}

Test(rng, one_round_of_the_reference_demo)
{
    Rng rng = rng_seed(42, 54);
    for (int i = 0; i < 6; i++)
        cr_expect_eq(rng_next(&rng), DEMO_DRAWS[i]);
    for (int i = 0; i < 65; i++)
        cr_expect_eq("TH"[rng_below(&rng, 2)], DEMO_COINS[i], "coin %d", i);
    for (int i = 0; i < 33; i++)
        cr_expect_eq("123456"[rng_below(&rng, 6)], DEMO_ROLLS[i], "roll %d", i);
    int32_t cards[52];
    for (int i = 0; i < 52; i++)
        cards[i] = i;
    rng_shuffle(&rng, cards, 52);
    for (int i = 0; i < 52; i++) {
        cr_expect_eq("A23456789TJQK"[cards[i] / 4], DEMO_CARDS[3 * i], "card %d", i);
        cr_expect_eq("hcds"[cards[i] % 4], DEMO_CARDS[3 * i + 1], "card %d", i);
    }
}

// --- the contract ---------------------------------------------------------------------------------------------------

Test(rng, bound_0_is_refused_and_takes_no_draw)
{
    Rng rng = rng_seed(42, 54), before = rng;
    cr_expect_eq(rng_below(&rng, 0), RNG_REFUSED);
    expect_same(rng, before);
}

Test(rng, streams_differ_up_to_their_top_bit)
{
    Rng a = rng_seed(7, 3), b = rng_seed(7, 4), c = rng_seed(7, 3 + (UINT64_C(1) << 63));
    cr_expect_neq(a.increment, b.increment);
    cr_expect_neq(rng_next(&a), rng_next(&b));
    a = rng_seed(7, 3);
    expect_same(a, c);
}

Test(rng, advance_undoes_and_adds_up)
{
    Rng rng = rng_seed(3, 5), before = rng;
    for (int i = 0; i < 1000; i++)
        rng_next(&rng);
    Rng jumped = before;
    rng_advance(&jumped, 1000);
    expect_same(jumped, rng);
    rng_advance(&rng, -(uint64_t)1000);
    expect_same(rng, before);
}

// A generator whose next draw is this one. A state below 2^59 is not rotated, so that its draw is bits 27 .. 58 of
// state ^ state >> 18; this undoes the shift.
static Rng before_draw(uint32_t draw)
{
    uint64_t folded = (uint64_t)draw << 27;
    return (Rng){folded ^ folded >> 18, 1};
}

// 2^32 mod 3 * 2^30 is 2^30: as many draws are too many.
Test(rng, only_draws_that_are_too_many_are_rejected)
{
    uint32_t bound = UINT32_C(3) << 30, first_fair = UINT32_C(1) << 30;
    Rng fair = before_draw(first_fair), after = fair;
    rng_next(&after);
    cr_expect_eq(rng_below(&fair, bound), first_fair);
    expect_same(fair, after);

    Rng unfair = before_draw(first_fair - 1), rest = unfair;
    rng_next(&rest);
    cr_expect_eq(rng_below(&unfair, bound), rng_below(&rest, bound));
    expect_same(unfair, rest);
}

Test(rng, uniform_of_the_largest_draw_is_below_1)
{
    Rng rng = before_draw(UINT32_MAX), same = rng;
    cr_assert_eq(rng_next(&same), UINT32_MAX);
    double largest = sizeof(real) == sizeof(float) ? 1 - 0x1p-24 : 1 - 0x1p-32;
    cr_expect((double)rng_uniform(&rng) == largest);
    expect_same(rng, same);
}

Test(rng, uniform_of_draw_0_is_0)
{
    Rng rng = before_draw(0);
    cr_expect(rng_uniform(&rng) == 0);
}

Test(rng, normal_of_the_extreme_draws_is_finite)
{
    Rng zero = before_draw(0), largest = before_draw(UINT32_MAX);
    real least = rng_normal(&zero), most = rng_normal(&largest);
    cr_expect(least == 0);
    cr_expect(isfinite(most) && fabs((double)most) <= sqrt(64 * log(2)));
}

Test(rng, every_precision_takes_the_same_draws)
{
    Rng uniform = rng_seed(1, 2), normal = uniform;
    for (int i = 0; i < 1000; i++) {
        rng_uniform(&uniform);
        rng_normal(&normal);
    }
    Rng one_each = rng_seed(1, 2), two_each = one_each;
    rng_advance(&one_each, 1000);
    rng_advance(&two_each, 2000);
    expect_same(uniform, one_each);
    expect_same(normal, two_each);
}

// Box-Muller in long double on the draws themselves: float and double are this number, rounded.
Test(rng, normal_is_box_muller_rounded_last)
{
    Rng rng = rng_seed(9, 9), draws = rng;
    for (int i = 0; i < 10000; i++) {
        long double u = 1 - rng_next(&draws) / 4294967296.0L, v = rng_next(&draws) / 4294967296.0L;
        long double exact = sqrtl(-2 * logl(u)) * cosl(2 * acosl(-1) * v);
        long double bound = fabsl(exact) * (long double)REAL_EPSILON + 1e-14L;
        cr_assert(fabsl((long double)rng_normal(&rng) - exact) <= bound, "draw %d", i);
    }
}

Test(rng, shuffle_of_fewer_than_two_takes_no_draw)
{
    Rng rng = rng_seed(1, 1), before = rng;
    int32_t item = 5;
    rng_shuffle(&rng, &item, 1);
    rng_shuffle(&rng, NULL, 0);
    cr_expect_eq(item, 5);
    expect_same(rng, before);
}
