// Dropout, and masked fill: elements that are taken away, by chance or by a mask.
#include "autograd/ops.h"

#include "tensor/mask.h"
#include "tests/tape_suite.h"

TestSuite(ops_hidden, .init = begin, .fini = end);

// --- dropout --------------------------------------------------------------------------------------------------------

enum { MANY = 20000 };

static Var ones(int n)
{
    return op_input(tape, var_value(op_broadcast(tape, op_number(tape, 1), SHAPE(n))));
}

// Of 20000 elements 20000 (1 - p) stay, within 5 deviations: sqrt(20000 p (1 - p)) is at most 71.
Test(ops_hidden, dropout_drops_its_share_and_keeps_the_mean)
{
    const real P[] = {REAL(0.1), REAL(0.5), REAL(0.9)};
    for (int i = 0; i < 3; i++) {
        const double p = (double)P[i];
        const Var x = ones(MANY), y = op_dropout(tape, x, P[i], rng_seed(1, (uint64_t)i));
        int kept = 0;
        for (int k = 0; k < MANY; k++) {
            const real value = var_value(y).data[k];
            kept += value != 0;
            cr_assert(value == 0 || value == 1 / (1 - P[i]), "element %d is %g", k, (double)value);
        }
        cr_expect(fabs(kept - MANY * (1 - p)) < 5 * sqrt(MANY * p * (1 - p)), "p = %g: %d are kept", p, kept);
        const double mean = var_scalar(op_mean(tape, y, ALL_AXES, DROP_AXES));
        cr_expect(fabs(mean - 1) < 5 * sqrt(p / (1 - p) / MANY), "p = %g: the mean of ones is %g", p, mean);
    }
}

Test(ops_hidden, dropout_passes_back_what_it_has_let_through)
{
    const Var x = INPUT(SHAPE(2, 4), 1, 1, 1, 1, 1, 1, 1, 1), y = op_dropout(tape, x, REAL(0.5), rng_seed(2, 1));
    BACK(y, SHAPE(2, 4), 1, 2, 3, 4, 5, 6, 7, 8);
    for (int i = 0; i < 8; i++)
        cr_expect_eq(var_grad(x).data[i], (real)(i + 1) * var_value(y).data[i], "element %d", i);
    const Var doubled = op_add(tape, op_dropout(tape, x, REAL(0.5), rng_seed(2, 1)), x); // dx has been written before
    BACK(doubled, SHAPE(2, 4), 1, 2, 3, 4, 5, 6, 7, 8);
    for (int i = 0; i < 8; i++)
        cr_expect_eq(var_grad(x).data[i], (real)(i + 1) * (var_value(y).data[i] + 1), "element %d", i);
}

Test(ops_hidden, the_same_rng_drops_the_same_elements_and_takes_a_draw_for_each)
{
    Rng rng = rng_seed(3, 1);
    const Var x = ones(64), y = op_dropout(tape, x, REAL(0.5), rng), again = op_dropout(tape, x, REAL(0.5), rng);
    cr_expect_arr_eq(var_value(y).data, var_value(again).data, 64 * sizeof(real));
    const Var other = op_dropout(tape, x, REAL(0.5), rng_seed(3, 2));
    cr_expect_arr_neq(var_value(y).data, var_value(other).data, 64 * sizeof(real));
    for (int i = 0; i < 64; i++)
        cr_expect_eq(var_value(y).data[i] == 0, rng_uniform(&rng) < REAL(0.5), "element %d", i);
    Rng next = rng_seed(3, 1);
    rng_advance(&next, 64);
    cr_expect_eq(next.state, rng.state, "so this is how to move on to the next use");
}

Test(ops_hidden, a_draw_that_equals_the_probability_keeps_its_element)
{
    Rng rng = rng_seed(7, 1);
    const real p = rng_uniform(&rng);
    const Var x = ones(1), y = op_dropout(tape, x, p, rng_seed(7, 1));
    expect_elements(var_value(y), 1 / (1 - (double)p));
    BACK(y, SHAPE(1), 2);
    expect_elements(var_grad(x), 2 / (1 - (double)p));
}

Test(ops_hidden, dropout_counts_a_strided_input_row_by_row)
{
    const Var x = INPUT(SHAPE(2, 3), 1, 2, 3, 4, 5, 6), turned = op_transpose(tape, x, 0, 1);
    const Var y = op_dropout(tape, turned, REAL(0.5), rng_seed(4, 1));
    Rng rng = rng_seed(4, 1);
    for (int i = 0; i < 6; i++) {
        const real k = rng_uniform(&rng) < REAL(0.5) ? 0 : 2;
        cr_expect_eq(var_value(y).data[i], k * element(var_value(turned), i), "element %d", i);
    }
}

Test(ops_hidden, nothing_is_dropped_with_probability_0)
{
    const Var x = INPUT(SHAPE(3), 1, -2, 3), y = op_dropout(tape, x, 0, rng_seed(5, 1));
    expect_elements(var_value(y), 1, -2, 3);
    BACK(y, SHAPE(3), 4, 5, 6);
    expect_elements(var_grad(x), 4, 5, 6);
    const Var empty = op_dropout(tape, op_slice(tape, x, 0, 1, 1), REAL(0.5), rng_seed(5, 1));
    cr_expect(tape_error(tape) == NULL && tensor_count(var_value(empty)) == 0);
}

// --- masked fill ----------------------------------------------------------------------------------------------------

Test(ops_hidden, masked_fill_puts_a_number_in_the_place_of_what_is_hidden)
{
    const uint8_t cells[] = {1, 0, 1};
    const Var x = INPUT(SHAPE(2, 3), 1, 2, 3, 4, 5, 6);
    Var y = op_masked_fill(tape, x, mask_on(cells, SHAPE(3)), -7);
    expect_elements(var_value(y), 1, -7, 3, 4, -7, 6);
    BACK(y, SHAPE(2, 3), 1, 2, 3, 4, 5, 6);
    expect_elements(var_grad(x), 1, 0, 3, 4, 0, 6);
    y = op_masked_fill(tape, x, MASK_ALL, -7);
    expect_elements(var_value(y), 1, 2, 3, 4, 5, 6);
    BACK(y, SHAPE(2, 3), 1, 2, 3, 4, 5, 6);
    expect_elements(var_grad(x), 1, 2, 3, 4, 5, 6);
    y = op_masked_fill(tape, INPUT(SCALAR, 8), MASK_ALL, -7);
    expect_elements(var_value(y), 8);
}

Test(ops_hidden, a_mask_broadcasts_over_what_it_does_not_name)
{
    const uint8_t cells[] = {1, 0, 0, 1}; // [2,1,2]
    const Var x = INPUT(SHAPE(2, 2, 2), 1, 2, 3, 4, 5, 6, 7, 8), turned = op_transpose(tape, x, 0, 2);
    Var y = op_masked_fill(tape, x, mask_on(cells, SHAPE(2, 1, 2)), 0);
    expect_elements(var_value(y), 1, 0, 3, 0, 0, 6, 0, 8);
    BACK(y, SHAPE(2, 2, 2), 1, 2, 3, 4, 5, 6, 7, 8);
    expect_elements(var_grad(x), 1, 0, 3, 0, 0, 6, 0, 8);
    y = op_masked_fill(tape, turned, mask_on(cells, SHAPE(2, 1, 2)), 0); // 1 5 3 7 2 6 4 8
    expect_elements(var_value(y), 1, 0, 3, 0, 0, 6, 0, 8);
    BACK(y, SHAPE(2, 2, 2), 1, 2, 3, 4, 5, 6, 7, 8);
    expect_elements(var_grad(x), 1, 0, 3, 0, 0, 6, 0, 8);
}

Test(ops_hidden, what_masked_fill_hides_is_not_seen_even_if_it_is_no_number)
{
    const uint8_t cells[] = {0, 1, 0};
    const Var x = INPUT(SHAPE(3), (real)NAN, 4, (real)INFINITY),
              y = op_masked_fill(tape, x, mask_on(cells, SHAPE(3)), 0);
    expect_elements(var_value(y), 0, 4, 0);
    BACK(op_sqrt(tape, y), SHAPE(3), 1, 1, 1); // its slope at the two zeros is infinite
    expect_elements(var_grad(x), 0, 0.25, 0);
    const Var seen = INPUT(SCALAR, (real)NAN);
    cr_expect(isnan(var_scalar(op_masked_fill(tape, seen, MASK_ALL, 0))));
}
