// Ops over sets of axes and of tensors: max, concat; and those that are made of other ops: the mean squared error,
// attention.
#include "autograd/ops.h"

#include "tensor/mask.h"
#include "tests/tape_suite.h"

static const double LN3 = 1.09861228866810969;

TestSuite(ops_sets, .init = begin, .fini = end);

// --- max ------------------------------------------------------------------------------------------------------------

Test(ops_sets, max_shares_the_gradient_among_the_largest)
{
    const Var x = INPUT(SHAPE(2, 3), 1, 5, 5, 2, 5, 0);
    Var y = op_max(tape, x, ALL_AXES, DROP_AXES);
    cr_expect_eq(var_value(y).rank, 0);
    expect_elements(var_value(y), 5);
    BACK(y, SCALAR, 12);
    expect_elements(var_grad(x), 0, 4, 4, 0, 4, 0);
    y = op_max(tape, x, AXES(-1), DROP_AXES);
    expect_shape(var_value(y), 2);
    expect_elements(var_value(y), 5, 5);
    BACK(y, SHAPE(2), 4, 6);
    expect_elements(var_grad(x), 0, 2, 2, 0, 6, 0);
    y = op_max(tape, x, AXES(0), KEEP_AXES);
    expect_shape(var_value(y), 1, 3);
    expect_elements(var_value(y), 2, 5, 5);
    BACK(y, SHAPE(1, 3), 1, 2, 3);
    expect_elements(var_grad(x), 0, 1, 3, 1, 1, 0);
}

Test(ops_sets, max_over_several_axes_with_ties_across_them)
{
    const Var x = INPUT(SHAPE(2, 2, 2), 7, 1, 2, 3, 0, 7, 3, 3);
    const Var y = op_max(tape, x, AXES(2, 0), KEEP_AXES); // of 7 1 0 7, and of 2 3 3 3
    expect_shape(var_value(y), 1, 2, 1);
    expect_elements(var_value(y), 7, 3);
    BACK(y, SHAPE(1, 2, 1), 10, 30);
    expect_elements(var_grad(x), 5, 0, 0, 10, 0, 5, 10, 10);
    const Var turned = op_max(tape, op_transpose(tape, x, 0, 2), AXES(0), DROP_AXES); // over the last axis of x
    expect_elements(var_value(turned), 7, 7, 3, 3);
    BACK(turned, SHAPE(2, 2), 1, 2, 3, 4);
    expect_elements(var_grad(x), 1, 0, 0, 3, 0, 2, 2, 2);
}

Test(ops_sets, max_of_one_of_negatives_of_infinities_and_of_nan)
{
    const Var one = INPUT(SCALAR, -3);
    Var y = op_max(tape, one, ALL_AXES, DROP_AXES);
    expect_elements(var_value(y), -3);
    BACK(y, SCALAR, 2);
    expect_elements(var_grad(one), 2);
    const real inf = (real)INFINITY;
    const Var x = INPUT(SHAPE(3, 2), -5, -4, -inf, -inf, (real)NAN, 9);
    y = op_max(tape, x, AXES(1), DROP_AXES);
    const real *value = var_value(y).data;
    cr_expect(value[0] == -4 && value[1] == -inf && isnan(value[2]));
    BACK(y, SHAPE(3), 2, 4, 6);
    expect_elements(var_grad(x), 0, 2, 2, 2, 6, 0); // the NaN is the largest
    const Var none = op_max(tape, op_slice(tape, x, 0, 0, 0), AXES(1), DROP_AXES);
    cr_expect(tape_error(tape) == NULL, "there is no row to be without elements");
    expect_shape(var_value(none), 0);
}

// --- concat ---------------------------------------------------------------------------------------------------------

// x_k = (10 k, 10 k + 1, ..) of 1 + k % 3 elements; dy counts up. So every element tells where it belongs.
Test(ops_sets, concat_of_1_to_13_inputs)
{
    real count[26];
    count_up(tensor_on(count, SHAPE(26)));
    for (int inputs = 1; inputs <= 13; inputs++) {
        Var x[13];
        int total = 0;
        for (int k = 0; k < inputs; k++) {
            const real at = (real)(10 * k);
            x[k] = INPUT(SHAPE(1 + k % 3), at, at + 1, at + 2);
            total += 1 + k % 3;
        }
        const Var y = op_concat(tape, x, inputs, 0);
        cr_assert_eq(tensor_count(var_value(y)), total, "%d inputs: %s", inputs, tape_error(tape));
        cr_assert(tape_backward_from(tape, y, tensor_on(count, SHAPE(total))));
        for (int k = 0, begin = 0; k < inputs; begin += 1 + k % 3, k++)
            for (int i = 0; i < 1 + k % 3; i++) {
                cr_expect_eq(var_value(y).data[begin + i], (real)(10 * k + i), "input %d of %d", k, inputs);
                cr_expect_eq(var_grad(x[k]).data[i], (real)(begin + i + 1), "input %d of %d", k, inputs);
            }
    }
}

Test(ops_sets, concat_along_a_middle_axis_of_strided_and_empty_ones)
{
    const Var a = INPUT(SHAPE(2, 1, 2), 1, 2, 3, 4), b = INPUT(SHAPE(2, 2, 2), 5, 6, 7, 8, 9, 10, 11, 12);
    const Var empty = op_slice(tape, b, 1, 2, 2), turned = op_transpose(tape, b, 0, 2);
    const Var y = op_concat(tape, (const Var[]){empty, a, turned}, 3, -2);
    expect_shape(var_value(y), 2, 3, 2);
    expect_elements(var_value(y), 1, 2, 5, 9, 7, 11, 3, 4, 6, 10, 8, 12);
    BACK(y, SHAPE(2, 3, 2), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    expect_elements(var_grad(a), 1, 2, 7, 8);
    expect_elements(var_grad(b), 3, 9, 5, 11, 4, 10, 6, 12);
}

Test(ops_sets, concat_of_one_input_many_times_adds_up_and_copies)
{
    const Var x = INPUT(SHAPE(1), 5), c = op_number(tape, 1), five[] = {x, x, x, x, x};
    const Var y = op_concat(tape, five, 5, 0);
    expect_elements(var_value(y), 5, 5, 5, 5, 5);
    BACK(y, SHAPE(5), 1, 10, 100, 1000, 10000);
    expect_elements(var_grad(x), 11111);
    const Var alone = op_concat(tape, &x, 1, 0);
    cr_expect(var_value(alone).data != var_value(x).data);
    const Var constant = op_reshape(tape, c, SHAPE(1));
    BACK(op_concat(tape, (const Var[]){constant, x}, 2, 0), SHAPE(2), 1, 2);
    expect_elements(var_grad(x), 2);
    cr_expect(var_grad(constant).data == NULL);
}

Test(ops_sets, concat_on_a_tape_that_has_failed_does_nothing)
{
    const Var x = INPUT(SHAPE(1), 5);
    op_slice(tape, x, 7, 0, 1);
    const int nodes = tape_nodes(tape);
    cr_expect(op_concat(tape, &x, 1, 0).tape == NULL && tape_nodes(tape) == nodes);
    cr_expect(strncmp(tape_error(tape), "slice", 5) == 0, "the first error stays: %s", tape_error(tape));
}

// --- mean squared error ---------------------------------------------------------------------------------------------

Test(ops_sets, mean_squared_error)
{
    const Var a = INPUT(SHAPE(3), 1, 2, 3), b = INPUT(SHAPE(3), 1, 4, 0), c = INPUT(SCALAR, 1);
    Var loss = op_mean_squared_error(tape, a, b);
    expect_elements(var_value(loss), 13 / 3.0);
    BACK(loss, SCALAR, 3);
    expect_elements(var_grad(a), 0, -4, 6); // 2 (a - b)
    expect_elements(var_grad(b), 0, 4, -6);
    loss = op_mean_squared_error(tape, a, c); // repeated three times, and counted so
    expect_elements(var_value(loss), 5 / 3.0);
    BACK(loss, SCALAR, 3);
    expect_elements(var_grad(a), 0, 2, 4);
    expect_elements(var_grad(c), -6);
}

// --- attention ------------------------------------------------------------------------------------------------------

// S = (2 log 3, 0), S / sqrt(4) = (log 3, 0), A = (3/4, 1/4); with dY = (1, 0): dA = (4, 0), dS = (3/4, -3/4) / 2.
Test(ops_sets, attention_of_one_query)
{
    const Var Q = INPUT(SHAPE(1, 4), (real)(2 * LN3), 0, 0, 0), K = INPUT(SHAPE(2, 4), 1, 0, 0, 0, 0, 0, 0, 0);
    const Var V = INPUT(SHAPE(2, 2), 4, 8, 0, 4), Y = op_attention(tape, Q, K, V, MASK_ALL);
    expect_shape(var_value(Y), 1, 2);
    expect_elements(var_value(Y), 3, 7);
    BACK(Y, SHAPE(1, 2), 1, 0);
    expect_elements(var_grad(Q), 0.375, 0, 0, 0);
    expect_elements(var_grad(K), 0.75 * LN3, 0, 0, 0, -0.75 * LN3, 0, 0, 0);
    expect_elements(var_grad(V), 0.75, 0, 0.25, 0);
}

// What goes in is drawn, and what comes out is compared bit by bit.
static Var drawn(Rng *rng, Shape shape)
{
    real data[60];
    for (int i = 0; i < 60; i++)
        data[i] = rng_normal(rng);
    return op_input(tape, tensor_on(data, shape));
}

static void expect_same_bits(Tensor a, Tensor b, const char *what)
{
    cr_assert(a.data && b.data && tensor_count(a) == tensor_count(b), "%s", what);
    for (int i = 0; i < tensor_count(a); i++)
        cr_expect_eq(element(a, i), element(b, i), "%s, element %d", what, i);
}

Test(ops_sets, attention_equals_its_parts)
{
    uint8_t cells[9];
    real kept[3][60], dY[60];
    Rng rng = rng_seed(6, 1);
    const Mask mask = mask_causal(cells, 3);
    const Var Q = drawn(&rng, SHAPE(2, 2, 3, 4)), K = drawn(&rng, SHAPE(2, 1, 3, 4)), V = drawn(&rng, SHAPE(3, 5));
    const Var in[] = {Q, K, V};
    count_up(tensor_on(dY, SHAPE(60)));
    const Var S = op_matmul(tape, Q, op_transpose(tape, K, 2, 3));
    const Var parts = op_matmul(tape, op_softmax(tape, S, REAL(0.5), mask), V);
    cr_assert(tape_backward_from(tape, parts, tensor_on(dY, SHAPE(2, 2, 3, 5))), "%s", tape_error(tape));
    for (int i = 0; i < 3; i++)
        memcpy(kept[i], var_grad(in[i]).data, (size_t)tensor_count(var_grad(in[i])) * sizeof(real));
    const Var Y = op_attention(tape, Q, K, V, mask);
    expect_shape(var_value(Y), 2, 2, 3, 5);
    expect_same_bits(var_value(Y), var_value(parts), "Y");
    cr_assert(tape_backward_from(tape, Y, tensor_on(dY, SHAPE(2, 2, 3, 5))));
    for (int i = 0; i < 3; i++)
        expect_same_bits(var_grad(in[i]), tensor_on(kept[i], tensor_shape(var_grad(in[i]))), "a gradient");
}

Test(ops_sets, a_query_that_sees_nothing_gets_zeros)
{
    const uint8_t cells[] = {0, 0, 1, 0};
    const Var Q = INPUT(SHAPE(2, 1), 1, 2), K = INPUT(SHAPE(2, 1), 3, 4), V = INPUT(SHAPE(2, 1), 5, 6);
    const Var Y = op_attention(tape, Q, K, V, mask_on(cells, SHAPE(2, 2)));
    expect_elements(var_value(Y), 0, 5);
    BACK(Y, SHAPE(2, 1), 7, 8);
    expect_elements(var_grad(Q), 0, 0);
    expect_elements(var_grad(K), 0, 0);
    expect_elements(var_grad(V), 8, 0);
}
