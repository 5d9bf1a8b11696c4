// The distributions of the random numbers. Bounds are five standard deviations of what they bound, worked out from the
// size of the sample; the seeds are fixed, so a test passes always or never.
#include "tensor/rng.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stddef.h>

// The mean of n values lies within 5 sqrt(variance / n) of what is expected.
static void expect_mean(const char *what, double sum, int n, double expected, double variance)
{
    double mean = sum / n;
    cr_expect(fabs(mean - expected) <= 5 * sqrt(variance / n), "%s: %g, expected %g", what, mean, expected);
}

Test(rng_distributions, moments_of_the_normal)
{
    enum { N = 400000 };
    Rng rng = rng_seed(2024, 1);
    double power[5] = {0}, beyond_2 = 0;
    for (int i = 0; i < N; i++) {
        double x = (double)rng_normal(&rng);
        for (int k = 1; k <= 4; k++)
            power[k] += pow(x, k);
        beyond_2 += fabs(x) > 2;
    }
    // E x^2k = (2k - 1)!!, so Var x^k = E x^2k - (E x^k)^2.
    expect_mean("E x", power[1], N, 0, 1);
    expect_mean("E x^2", power[2], N, 1, 3 - 1);
    expect_mean("E x^3", power[3], N, 0, 15);
    expect_mean("E x^4", power[4], N, 3, 105 - 9);
    double p = erfc(sqrt(2)); // P(|x| > 2)
    expect_mean("P(|x| > 2)", beyond_2, N, p, p * (1 - p));
}

Test(rng_distributions, successive_normals_are_uncorrelated)
{
    enum { N = 400000 };
    Rng rng = rng_seed(2024, 2);
    double products = 0, last = (double)rng_normal(&rng);
    for (int i = 0; i < N; i++) {
        double x = (double)rng_normal(&rng);
        products += last * x;
        last = x;
    }
    expect_mean("E x_i x_i+1", products, N, 0, 1);
}

Test(rng_distributions, moments_of_the_uniform)
{
    enum { N = 400000 };
    Rng rng = rng_seed(2024, 3);
    double sum = 0, squares = 0;
    for (int i = 0; i < N; i++) {
        double u = (double)rng_uniform(&rng);
        sum += u;
        squares += u * u;
    }
    expect_mean("E u", sum, N, 1.0 / 2, 1.0 / 12);
    expect_mean("E u^2", squares, N, 1.0 / 3, 1.0 / 5 - 1.0 / 9);
}

// Chi-square over k equally likely outcomes has mean k - 1 and variance 2 (k - 1).
static void expect_even(const char *what, const int *counts, int k, int n)
{
    double expected = (double)n / k, chi_square = 0;
    for (int i = 0; i < k; i++)
        chi_square += (counts[i] - expected) * (counts[i] - expected) / expected;
    cr_expect(fabs(chi_square - (k - 1)) <= 5 * sqrt(2.0 * (k - 1)), "%s: chi-square %g over %d outcomes", what,
              chi_square, k);
}

Test(rng_distributions, bounded_draws_are_even)
{
    enum { N = 300000, LARGEST = 1000 };
    static const uint32_t BOUNDS[] = {2, 3, 6, 7, 10, 52, 255, LARGEST};
    Rng rng = rng_seed(2024, 4);
    for (size_t b = 0; b < sizeof(BOUNDS) / sizeof(BOUNDS[0]); b++) {
        int counts[LARGEST] = {0};
        for (int i = 0; i < N; i++)
            counts[rng_below(&rng, BOUNDS[b])]++;
        expect_even("bounded draws", counts, (int)BOUNDS[b], N);
    }
}

// Without rejection, each of the lower third of 3 * 2^30 would come up twice as often as the others.
Test(rng_distributions, large_bounds_are_even_too)
{
    enum { N = 300000 };
    Rng rng = rng_seed(2024, 5);
    int counts[3] = {0};
    for (int i = 0; i < N; i++)
        counts[rng_below(&rng, UINT32_C(3) << 30) >> 30]++;
    expect_even("thirds of 3 * 2^30", counts, 3, N);
}

Test(rng_distributions, every_order_of_a_shuffle_is_as_likely)
{
    enum { N = 240000 };
    Rng rng = rng_seed(2024, 6);
    int counts[4 * 4 * 4 * 4] = {0}, orders[24], k = 0;
    for (int i = 0; i < N; i++) {
        int32_t items[4] = {0, 1, 2, 3};
        rng_shuffle(&rng, items, 4);
        counts[64 * items[0] + 16 * items[1] + 4 * items[2] + items[3]]++;
    }
    for (int i = 0; i < 256; i++)
        if (counts[i] > 0 && k < 24)
            orders[k++] = counts[i];
    cr_assert_eq(k, 24);
    expect_even("orders of 4", orders, 24, N);
}
