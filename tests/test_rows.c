// One row at a time: sums in a fixed order, and softmax at its edges.
#include "tensor/rows.h"

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

Test(rows, sums_are_taken_in_8_lanes)
{
    // Lane 0 has a large number, one that is rounded away beside it, and its opposite; the other 21 numbers are 1. In a
    // single chain, or in 4 lanes, some of those would be rounded away too.
    real x[24];
    const real large = 8 / REAL_EPSILON;
    for (int j = 0; j < 8; j++) {
        x[j] = j == 0 ? large : 1;
        x[8 + j] = j == 0 ? REAL(0.25) : 1;
        x[16 + j] = j == 0 ? -large : 1;
    }
    cr_expect_eq(row_sum(x, 24), 21);
    const real ones[24] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    cr_expect_eq(row_dot(x, ones, 24), 21);
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
