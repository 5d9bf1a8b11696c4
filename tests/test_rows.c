// One row at a time: sums in a fixed order, and softmax at its edges.
#include "tensor/rows.h"

#include "tensor/kernels.h"
#include "tensor/rng.h"
#include "tests/numbers.h"

static const real INF = (real)INFINITY;

// --- sums -----------------------------------------------------------------------------------------------------------

Test(rows, sums_and_dots_of_every_length)
{
    real x[40], ones[40];
    for (int i = 0; i < 40; i++) {
        x[i] = (real)(i + 1);
        ones[i] = 2;
    }
    for (int n = 0; n <= 40; n++) {
        cr_expect_eq(row_sum(x, n), (real)(n * (n + 1) / 2), "n = %d", n);
        cr_expect_eq(row_dot(x, ones, n), (real)(n * (n + 1)), "n = %d", n);
        cr_expect_eq(row_dot(x, x, n), (real)(n * (n + 1) * (2 * n + 1) / 6), "n = %d", n);
    }
}

// 1/1 + 1/2 + ...: every order of adding gives other last bits.
Test(rows, sums_have_the_same_bits_at_any_alignment)
{
    enum { N = 101, SHIFTS = 17 };
    real buffer[N + SHIFTS], other[N + SHIFTS], sum = 0, dot = 0;
    for (int shift = 0; shift < SHIFTS; shift++) {
        for (int i = 0; i < N; i++) {
            buffer[shift + i] = 1 / (real)(i + 1);
            other[SHIFTS - shift + i] = 1 / (real)(2 * i + 1);
        }
        const real sum_here = row_sum(buffer + shift, N), dot_here = row_dot(buffer + shift, other + SHIFTS - shift, N);
        if (shift == 0) {
            sum = sum_here;
            dot = dot_here;
        }
        cr_expect(memcmp(&sum, &sum_here, sizeof sum) == 0, "shift %d", shift);
        cr_expect(memcmp(&dot, &dot_here, sizeof dot) == 0, "shift %d", shift);
    }
    cr_expect(is_near(sum, 5.1972785077386305, 0), "%.12g", (double)sum); // the harmonic number H_101
}

Test(rows, sums_are_taken_in_16_lanes)
{
    // Lane 0 has a large number, one that is rounded away beside it, and its opposite; the other 45 numbers are 1. In a
    // single chain, or in 8 lanes, some of those would be rounded away too.
    real x[48], ones[48];
    const real large = 8 / REAL_EPSILON;
    for (int j = 0; j < 48; j++)
        x[j] = ones[j] = 1;
    x[0] = large;
    x[16] = REAL(0.25);
    x[32] = -large;
    cr_expect_eq(row_sum(x, 48), 45);
    cr_expect_eq(row_dot(x, ones, 48), 45);
}

Test(rows, max_keeps_nan)
{
    cr_expect_eq(row_max((const real[]){-3}, 1), -3);
    cr_expect_eq(row_max((const real[]){-3, -1, -2}, 3), -1);
    cr_expect_eq(row_max((const real[]){-INF, -INF}, 2), -INF);
    cr_expect(isnan(row_max((const real[]){(real)NAN, 1, 2}, 3)));
    cr_expect(isnan(row_max((const real[]){1, (real)NAN, 2}, 3)));
    cr_expect(isnan(row_max((const real[]){1, 2, (real)NAN}, 3)));
}

Test(rows, log_sum_exp_does_not_overflow)
{
    const struct {
        real x[3];
        int n;
        double expected;
    } rows[] = {
        {{5}, 1, 5},
        {{0, 0}, 2, 0.69314718055994531},
        {{1000, 1000}, 2, 1000.69314718055995},
        {{-1000, -1000, -1000}, 3, -998.90138771133189}, // log 3 = 1.09861...
        {{10000, 0, -10000}, 3, 10000},
        {{-INF, 2, -INF}, 3, 2},
        {{0, 1, 2}, 3, 2.4076059644443804}, // log(1 + e + e^2)
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const real m = row_max(rows[i].x, rows[i].n), lse = m + row_log_sum_exp(rows[i].x, rows[i].n, m);
        cr_expect(is_near(lse, rows[i].expected, 1), "row %zu: %.17g", i, (double)lse);
    }
}

// What is taken off may be any number: log (e^(1 - 3) + e^(3 - 3)) = log (1 + e^-2).
Test(rows, log_sum_exp_less_another_number)
{
    cr_expect(is_near(row_log_sum_exp((const real[]){1, 3}, 2, 3), 0.12692801104297263, 1));
    cr_expect(isnan(row_log_sum_exp((const real[]){0, (real)NAN}, 2, 0)));
}

// --- softmax --------------------------------------------------------------------------------------------------------

Test(rows, softmax_of_logarithms_is_their_share)
{
    const real ln2 = REAL(0.693147180559945309), ln3 = REAL(1.09861228866810969);
    const real nan = (real)NAN;
    const struct {
        real x[4], scale;
        uint8_t seen[4];
        double expected[4];
    } rows[] = {
        {{0, ln2, ln3, 0}, 1, {1, 1, 1, 1}, {1 / 7.0, 2 / 7.0, 3 / 7.0, 1 / 7.0}},
        {{0, ln2, ln3, 0}, 2, {1, 1, 1, 1}, {1 / 15.0, 4 / 15.0, 9 / 15.0, 1 / 15.0}},
        {{0, ln2, ln3, 0}, -1, {1, 1, 1, 1}, {6 / 17.0, 3 / 17.0, 2 / 17.0, 6 / 17.0}},
        {{0, ln2, ln3, 0}, 0, {1, 1, 1, 1}, {0.25, 0.25, 0.25, 0.25}},
        {{7, 7, 7, 7}, 3, {1, 1, 1, 1}, {0.25, 0.25, 0.25, 0.25}},
        {{0, ln2, ln3, 0}, 1, {1, 1, 0, 0}, {1 / 3.0, 2 / 3.0, 0, 0}},
        {{0, ln2, ln3, 0}, 1, {0, 0, 1, 0}, {0, 0, 1, 0}},
        {{0, ln2, ln3, 0}, 1, {0, 0, 0, 0}, {0, 0, 0, 0}},
        {{10000, 10000, -10000, 0}, 1, {1, 1, 1, 1}, {0.5, 0.5, 0, 0}},
        {{-10000, -10000, -10000, -10000}, 1, {1, 1, 1, 1}, {0.25, 0.25, 0.25, 0.25}},
        {{10000, ln2, 0, 0}, 1, {0, 1, 1, 0}, {0, 2 / 3.0, 1 / 3.0, 0}}, // what is not seen has no say in m
        {{-INF, 0, -INF, 0}, 1, {1, 1, 1, 1}, {0, 0.5, 0, 0.5}},
        {{-INF, 0, 0, 0}, 1, {1, 0, 1, 0}, {0, 0, 1, 0}},
        {{INF, 0, ln2, nan}, 1, {0, 1, 1, 0}, {0, 1 / 3.0, 2 / 3.0, 0}}, // nor do Inf and NaN where none looks
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        real y[4];
        row_softmax(y, rows[i].x, 4, rows[i].scale, rows[i].seen);
        for (int j = 0; j < 4; j++)
            cr_expect(is_near(y[j], rows[i].expected[j], rows[i].expected[j]), "row %zu: y_%d is %.17g", i, j,
                      (double)y[j]);
    }
}

Test(rows, softmax_without_a_mask_sees_all)
{
    const real x[] = {1, -2, 3, 0, 5};
    const uint8_t all[] = {1, 1, 1, 1, 1};
    real y[5], y_all[5];
    row_softmax(y, x, 5, REAL(0.5), NULL);
    row_softmax(y_all, x, 5, REAL(0.5), all);
    cr_expect_arr_eq(y, y_all, sizeof y);
    row_softmax(y, x, 1, 1, NULL);
    cr_expect_eq(y[0], 1);
    row_softmax(y, x, 0, 1, NULL);
}

Test(rows, a_weight_below_e_to_the_minus_60_is_exactly_0)
{
    const real x[] = {0, REAL(-59.5), REAL(-60.5), -88, -120};
    real y[5];
    row_softmax(y, x, 5, 1, NULL);
    cr_expect_eq(y[0], 1);
    cr_expect(is_near(y[1], 1.4437045551572354e-26, 0), "%g", (double)y[1]);
    cr_expect(y[2] == 0 && y[3] == 0 && y[4] == 0);
    const real scaled[] = {0, REAL(-30.5), REAL(-29.5)};
    row_softmax(y, scaled, 3, 2, NULL); // the scale comes first
    cr_expect(y[1] == 0 && y[2] > 0);
}

Test(rows, softmax_of_nan_is_nan)
{
    const real inputs[][3] = {{(real)NAN, 0, 1}, {0, (real)NAN, 1}, {0, 1, (real)NAN}, {INF, 0, 1}};
    for (int i = 0; i < 4; i++) {
        real y[3];
        row_softmax(y, inputs[i], 3, 1, NULL);
        cr_expect(isnan(y[0]) || isnan(y[1]) || isnan(y[2]), "row %d", i);
    }
}

Test(rows, softmax_may_write_over_its_input)
{
    real x[] = {0, REAL(0.693147180559945309), 5};
    row_softmax(x, x, 3, 1, (const uint8_t[]){1, 1, 0});
    expect_elements(tensor_on(x, SHAPE(3)), 1 / 3.0, 2 / 3.0, 0);
}

// log 1 : log 2 : log 3 are shares of 1/6, 2/6 and 3/6, and the third of 1/2 costs log 2.
Test(rows, softmax_tells_its_sum_and_can_be_repeated)
{
    enum { N = 37 };
    real x[N], y[N], again[N];
    uint8_t seen[N];
    for (int j = 0; j < N; j++) {
        x[j] = (real)(j * 5 % 11);
        seen[j] = j % 3 != 0;
    }
    const SoftmaxRow row = row_softmax(y, x, N, REAL(0.25), seen);
    cr_expect_eq(row.m, REAL(2.5));
    double sum = 0;
    for (int j = 0; j < N; j++)
        sum += seen[j] ? exp(0.25 * (j * 5 % 11) - 2.5) : 0;
    cr_expect(is_near(row.sum, sum, 0), "%g, expected %g", (double)row.sum, sum);
    row_softmax_known(again, x, N, REAL(0.25), seen, row);
    cr_expect_arr_eq(y, again, sizeof y);
    row_softmax_known(again, x + 20, 7, REAL(0.25), seen + 20, row); // a part of the row
    cr_expect_arr_eq(y + 20, again, 7 * sizeof(real));
}

Test(rows, what_is_known_of_a_row_that_sees_nothing_makes_zeros)
{
    const real x[] = {1, 2, INF};
    real y[] = {1, 1, 1};
    const SoftmaxRow row = row_softmax(y, x, 3, 1, (const uint8_t[]){0, 0, 0});
    row_softmax_known(y, x, 3, 1, (const uint8_t[]){0, 0, 0}, row);
    cr_expect(y[0] == 0 && y[1] == 0 && y[2] == 0);
}

Test(rows, all_nan_stays_nan)
{
    real y[2];
    row_softmax(y, (const real[]){(real)NAN, (real)NAN}, 2, 1, NULL);
    cr_expect(isnan(y[0]) && isnan(y[1]));
    row_softmax(y, (const real[]){(real)NAN, 1}, 2, 1, (const uint8_t[]){1, 0});
    cr_expect(isnan(y[0]) && y[1] == 0);
}

// y = (1/6, 2/6, 3/6), dy = (6, 0, 12): their dot product is 7.
Test(rows, softmax_slopes)
{
    const real y[] = {1 / (real)6, 1 / (real)3, REAL(0.5)}, dy[] = {6, 0, 12};
    real dx[] = {1, 1, 1};
    row_add_softmax_slope(dx, y, dy, 3, 2, 7);
    expect_elements(tensor_on(dx, SHAPE(3)), 1 - 2 / 6.0, 1 - 14 / 3.0, 1 + 5.0);
    row_softmax_slope(dx, y, dy, 3, 2, 7);
    expect_elements(tensor_on(dx, SHAPE(3)), -2 / 6.0, -14 / 3.0, 5.0);
}

Test(rows, cross_entropy_and_its_slope)
{
    const real ln2 = REAL(0.693147180559945309), ln3 = REAL(1.09861228866810969), x[] = {0, ln2, ln3};
    real p[3], dx[] = {10, 10, 10};
    row_softmax(p, x, 3, 1, NULL);
    expect_elements(tensor_on(p, SHAPE(3)), 1 / 6.0, 2 / 6.0, 3 / 6.0);
    row_add_cross_entropy_slope(dx, p, 3, 2, 6);
    expect_elements(tensor_on(dx, SHAPE(3)), 11, 12, 7);
}

// x = (1, 3): mean 2, variance 1, and with epsilon 3, s is 2.
Test(rows, layer_norm_and_its_slope)
{
    const real x[] = {1, 3}, g[] = {2, 4}, b[] = {10, 20}, dy[] = {3, 1};
    real y[2], z[2], dx[] = {100, 100};
    const real one_over_s = row_layer_norm(y, z, x, g, b, 2, 3);
    cr_expect_eq(one_over_s, REAL(0.5));
    expect_elements(tensor_on(z, SHAPE(2)), -0.5, 0.5);
    expect_elements(tensor_on(y, SHAPE(2)), 9, 22);
    row_add_layer_norm_slope(dx, dy, g, z, one_over_s, 2); // h = (6, 4): mean 5, that of h z is -1/2
    expect_elements(tensor_on(dx, SHAPE(2)), 100 + (6 - 5 - 0.25) / 2, 100 + (4 - 5 + 0.25) / 2);
}
