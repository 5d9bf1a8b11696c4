// The ops on rows: softmax, gather, cross-entropy, against numbers derived by hand.
#include "autograd/ops.h"

#include "tensor/mask.h"
#include "tests/tape_suite.h"

static const real LN2 = REAL(0.693147180559945309), LN3 = REAL(1.09861228866810969);

TestSuite(ops_rows, .init = begin, .fini = end);

// --- softmax --------------------------------------------------------------------------------------------------------

// y = (1/6, 2/6, 3/6); with dy = (6, 0, -6), dy . y = -2, and dx = s y (dy + 2) = s (8/6, 4/6, -12/6).
Test(ops_rows, softmax)
{
    const Var x = INPUT(SHAPE(3), 0, LN2, LN3), y = op_softmax(tape, x, 1, MASK_ALL);
    expect_elements(var_value(y), 1 / 6.0, 2 / 6.0, 3 / 6.0);
    BACK(y, SHAPE(3), 6, 0, -6);
    expect_elements(var_grad(x), 8 / 6.0, 4 / 6.0, -2);
    const Var half = INPUT(SHAPE(3), 0, 2 * LN2, 2 * LN3), z = op_softmax(tape, half, REAL(0.5), MASK_ALL);
    expect_elements(var_value(z), 1 / 6.0, 2 / 6.0, 3 / 6.0);
    BACK(z, SHAPE(3), 6, 0, -6);
    expect_elements(var_grad(half), 4 / 6.0, 2 / 6.0, -1);
}

Test(ops_rows, the_sum_of_a_softmax_has_no_gradient)
{
    const Var x = INPUT(SHAPE(2, 3), 1, -2, REAL(0.5), 3, 0, 1);
    cr_assert(tape_backward(tape, op_sum(tape, op_softmax(tape, x, 1, MASK_ALL), ALL_AXES, DROP_AXES)));
    for (int i = 0; i < 6; i++)
        cr_expect(is_near(var_grad(x).data[i], 0, 1), "element %d: %g", i, (double)var_grad(x).data[i]);
}

// Row 0 sees itself; row 1 both of the first two: (1/3, 2/3). dy . y = 1, dx = (1/3 (3 - 1), 2/3 (0 - 1)).
Test(ops_rows, what_a_mask_hides_is_exactly_0_and_gets_no_gradient)
{
    uint8_t cells[9];
    const Var x = INPUT(SHAPE(3, 3), 5, 900, (real)INFINITY, 0, LN2, (real)NAN, 0, 0, LN2);
    const Var y = op_softmax(tape, x, 1, mask_causal(cells, 3));
    expect_elements(var_value(y), 1, 0, 0, 1 / 3.0, 2 / 3.0, 0, 0.25, 0.25, 0.5);
    BACK(y, SHAPE(3, 3), 7, 8, 9, 3, 0, 100, 4, 0, 0);
    expect_elements(var_grad(x), 0, 0, 0, 2 / 3.0, -2 / 3.0, 0, 0.75, -0.25, -0.5);
    cr_expect(var_value(y).data[1] == 0 && var_value(y).data[5] == 0 && var_grad(x).data[5] == 0);
}

Test(ops_rows, a_row_that_sees_nothing_is_0_and_gets_no_gradient)
{
    const uint8_t cells[] = {0, 0, 1, 1};
    const Var x = INPUT(SHAPE(2, 2), 1, 2, 0, 0), y = op_softmax(tape, x, 1, mask_on(cells, SHAPE(2, 2)));
    expect_elements(var_value(y), 0, 0, 0.5, 0.5);
    BACK(y, SHAPE(2, 2), 5, 6, 4, 0);
    expect_elements(var_grad(x), 0, 0, 1, -1);
    cr_expect(var_grad(x).data[0] == 0 && var_grad(x).data[1] == 0);
}

Test(ops_rows, softmax_of_a_transpose_runs_along_its_last_axis)
{
    const Var x = INPUT(SHAPE(2, 2), 0, 5, LN3, 5), y = op_softmax(tape, op_transpose(tape, x, 0, 1), 1, MASK_ALL);
    expect_elements(var_value(y), 0.25, 0.75, 0.5, 0.5);
    BACK(y, SHAPE(2, 2), 4, 0, 0, 4);
    expect_elements(var_grad(x), 0.75, -1, -0.75, 1);
}

Test(ops_rows, a_mask_of_keys_serves_every_query_and_head)
{
    const uint8_t cells[] = {1, 0, 0, 1}; // [2,1,1,2]: the first sequence may not see key 1, the second not key 0
    real zeros[24] = {0};
    const Var y =
        op_softmax(tape, op_constant(tape, tensor_on(zeros, SHAPE(2, 2, 3, 2))), 1, mask_on(cells, SHAPE(2, 1, 1, 2)));
    for (int i = 0; i < 24; i++)
        cr_expect_eq(var_value(y).data[i], (i / 12 == 0) == (i % 2 == 0), "element %d", i);
}

// --- gather ---------------------------------------------------------------------------------------------------------

Test(ops_rows, gather)
{
    const Var table = INPUT(SHAPE(3, 2), 1, 2, 3, 4, 5, 6);
    int32_t index[] = {2, 0, 2, 2};
    const Var y = op_gather(tape, table, index, SHAPE(2, 2));
    index[0] = 1; // indices are borrowed for the call only
    expect_shape(var_value(y), 2, 2, 2);
    expect_elements(var_value(y), 5, 6, 1, 2, 5, 6, 5, 6);
    BACK(y, SHAPE(2, 2, 2), 1, 2, 3, 4, 10, 20, 100, 200);
    expect_elements(var_grad(table), 3, 4, 0, 0, 111, 222);
}

Test(ops_rows, gather_from_a_transposed_table_and_of_nothing)
{
    const Var table = INPUT(SHAPE(2, 3), 1, 2, 3, 4, 5, 6), turned = op_transpose(tape, table, 0, 1);
    const Var y = op_gather(tape, turned, (const int32_t[]){2}, SCALAR);
    expect_shape(var_value(y), 2);
    expect_elements(var_value(y), 3, 6);
    BACK(y, SHAPE(2), 7, 8);
    expect_elements(var_grad(table), 0, 0, 7, 0, 0, 8);
    const Var none = op_gather(tape, table, NULL, SHAPE(0));
    expect_shape(var_value(none), 0, 3);
    cr_expect(tape_error(tape) == NULL);
}

// --- cross-entropy --------------------------------------------------------------------------------------------------

// p = (1/6, 2/6, 3/6) and (1/4, 1/2, 1/4); loss = (log 3 + log 4) / 2; dlogits = dloss / 2 (p - onehot).
Test(ops_rows, cross_entropy)
{
    const Var logits = INPUT(SHAPE(2, 3), 0, LN2, LN3, 7, 7 + LN2, 7);
    const Var loss = op_cross_entropy(tape, logits, (const int32_t[]){1, 2});
    expect_elements(var_value(loss), 1.2424533248940002);
    BACK(loss, SCALAR, 12);
    expect_elements(var_grad(logits), 1, -4, 3, 1.5, 3, -4.5);
}

Test(ops_rows, a_target_of_minus_1_leaves_its_row_out)
{
    const Var logits = INPUT(SHAPE(3, 2), 0, LN3, (real)NAN, 99, 0, 0);
    const Var loss = op_cross_entropy(tape, logits, (const int32_t[]){0, -1, 1});
    expect_elements(var_value(loss), 1.0397207708399179); // (log 4 + log 2) / 2
    BACK(loss, SCALAR, 8);
    expect_elements(var_grad(logits), -3, 3, 0, 0, 2, -2);
    cr_expect(var_grad(logits).data[2] == 0 && var_grad(logits).data[3] == 0);
}

Test(ops_rows, with_all_rows_left_out_the_loss_is_0)
{
    const Var logits = INPUT(SHAPE(2, 2), 1, 2, 3, 4);
    const Var loss = op_cross_entropy(tape, logits, (const int32_t[]){-1, -1});
    expect_elements(var_value(loss), 0);
    BACK(loss, SCALAR, 5);
    expect_elements(var_grad(logits), 0, 0, 0, 0);
    const Var no_rows = op_input(tape, tensor_on((real[]){1}, SHAPE(0, 3)));
    expect_elements(var_value(op_cross_entropy(tape, no_rows, NULL)), 0);
}

Test(ops_rows, cross_entropy_of_a_transpose_and_of_one_row)
{
    const Var logits = INPUT(SHAPE(2, 2), 0, LN3, LN3, 0);
    const Var turned = op_transpose(tape, logits, 0, 1);
    const Var loss = op_cross_entropy(tape, turned, (const int32_t[]){1, 0}); // p = (1/4, 3/4) and (3/4, 1/4)
    expect_elements(var_value(loss), 0.28768207245178093);                    // log 4/3
    BACK(loss, SCALAR, 8);
    expect_elements(var_grad(logits), 1, -1, -1, 1);
    const Var row =
        op_cross_entropy(tape, op_slice(tape, op_reshape(tape, logits, SHAPE(4)), 0, 0, 2), (const int32_t[]){0});
    expect_elements(var_value(row), 1.3862943611198906); // log 4
}

Test(ops_rows, cross_entropy_of_huge_logits_stays_finite)
{
    const Var logits = INPUT(SHAPE(2, 2), 10000, -10000, 10000, 10000);
    const Var loss = op_cross_entropy(tape, logits, (const int32_t[]){1, 0});
    cr_expect(is_near((real)var_scalar(loss), 10000 + 0.34657359027997264, 10000), "%.9g", (double)var_scalar(loss));
    BACK(loss, SCALAR, 2);
    expect_elements(var_grad(logits), 1, -1, -0.5, 0.5);
    const Var sure = op_cross_entropy(tape, INPUT(SHAPE(2), 10000, 10000), (const int32_t[]){0});
    cr_expect(is_near((real)var_scalar(sure), 0.69314718055994531, 1), "log 2, though the logits are huge: %.9g",
              (double)var_scalar(sure));
}

// --- log-softmax ----------------------------------------------------------------------------------------------------

// p = (1/6, 2/6, 3/6); with dy = (6, 0, 0), dx = dy - 6 p.
Test(ops_rows, log_softmax)
{
    const Var x = INPUT(SHAPE(3), 0, LN2, LN3), y = op_log_softmax(tape, x);
    expect_elements(var_value(y), -1.791759469228055, -1.0986122886681098, -0.6931471805599453);
    BACK(y, SHAPE(3), 6, 0, 0);
    expect_elements(var_grad(x), 5, -2, -3);
    const Var w = INPUT(SHAPE(2, 2), 0, 5, LN3, 5), z = op_log_softmax(tape, op_transpose(tape, w, 0, 1));
    expect_elements(var_value(z), -1.3862943611198906, -0.2876820724517809, -0.6931471805599453, -0.6931471805599453);
    BACK(z, SHAPE(2, 2), 4, 0, 0, 4);
    expect_elements(var_grad(w), 3, -2, -3, 2);
}

Test(ops_rows, log_softmax_of_huge_numbers_stays_finite)
{
    const Var x = INPUT(SHAPE(2, 2), 10000, 10000, 10000, 0), y = op_log_softmax(tape, x);
    const real *value = var_value(y).data;
    cr_expect(is_near(value[0], -0.6931471805599453, 1) && value[1] == value[0], "%g", (double)value[0]);
    cr_expect(value[2] == 0 && value[3] == -10000);
    BACK(y, SHAPE(2, 2), 1, 2, 1, 2);
    expect_elements(var_grad(x), -0.5, 0.5, -2, 2); // p of the second row is (1, 0)
    const Var far = INPUT(SHAPE(2), (real)-INFINITY, 3), z = op_log_softmax(tape, far);
    cr_expect(var_value(z).data[0] == (real)-INFINITY && var_value(z).data[1] == 0);
    BACK(z, SHAPE(2), 0, 4);
    expect_elements(var_grad(far), 0, 0);
}

Test(ops_rows, log_softmax_of_empty_rows_is_empty)
{
    const Var x = op_input(tape, tensor_on((real[]){1}, SHAPE(2, 0)));
    cr_expect_eq(tensor_count(var_value(op_log_softmax(tape, x))), 0);
    cr_expect(tape_error(tape) == NULL);
}

// --- layer norm -----------------------------------------------------------------------------------------------------

// With epsilon = 3: m = 2, v = 1, s = 2, z = (-1/2, -1/2, 1/2, 1/2). dy = (1, 2, 3, 4) makes h = dy g = (1, 4, 9, 16),
// mean h = 7.5, mean h z = 2.5, dx = (h - 7.5 - 2.5 z) / 2. The second row is the first times -1.
Test(ops_rows, layer_norm)
{
    const Var x = INPUT(SHAPE(2, 4), 1, 1, 3, 3, -1, -1, -3, -3);
    const Var g = INPUT(SHAPE(4), 1, 2, 3, 4), b = INPUT(SHAPE(4), 0, 1, 2, 3), y = op_layer_norm(tape, x, g, b, 3);
    expect_elements(var_value(y), -0.5, 0, 3.5, 5, 0.5, 2, 0.5, 1);
    BACK(y, SHAPE(2, 4), 1, 2, 3, 4, 0, 0, 1, 0);
    // in the second row h = (0, 0, 3, 0), mean h = 0.75, mean h z = -0.375
    expect_elements(var_grad(x), -2.625, -1.125, 0.125, 3.625, -0.28125, -0.28125, 1.03125, -0.46875);
    expect_elements(var_grad(g), -0.5, -1, 1.5 - 0.5, 2);
    expect_elements(var_grad(b), 1, 2, 4, 4);
}

// Differences of 1/8 on 1000: the mean of x^2 less the square of the mean would lose them all in float.
Test(ops_rows, layer_norm_is_stable_on_a_mean_of_1000)
{
    const real low = 1000 - REAL(0.125), high = 1000 + REAL(0.125);
    const Var x = INPUT(SHAPE(4), low, low, high, high);
    const Var g = INPUT(SHAPE(4), 1, 2, 3, 4), b = INPUT(SHAPE(4), 0, 1, 2, 3), y = op_layer_norm(tape, x, g, b, 0);
    expect_elements(var_value(y), -1, -1, 5, 7);
    BACK(y, SHAPE(4), 1, 2, 3, 4);
    expect_elements(var_grad(x), -12, 12, -28, 28); // s = 1/8: (h - 7.5 - 5 z) 8
}

Test(ops_rows, layer_norm_of_equal_elements_is_its_bias)
{
    const Var x = INPUT(SHAPE(3), 7, 7, 7), g = INPUT(SHAPE(3), 1, 2, 3), b = INPUT(SHAPE(3), 4, 5, 6);
    const Var y = op_layer_norm(tape, x, g, b, REAL(0.0625)); // s = 1/4
    expect_elements(var_value(y), 4, 5, 6);
    BACK(y, SHAPE(3), 1, 0, -1);
    expect_elements(var_grad(x), 4 * (1 + 2 / 3.0), 4 * (2 / 3.0), 4 * (-3 + 2 / 3.0));
    expect_elements(var_grad(g), 0, 0, 0);
}

Test(ops_rows, layer_norm_keeps_a_nan_in_its_row)
{
    const Var x = INPUT(SHAPE(2, 2), (real)NAN, 1, 1, 3), g = INPUT(SHAPE(2), 1, 1), b = INPUT(SHAPE(2), 0, 0);
    const Tensor y = var_value(op_layer_norm(tape, x, g, b, 0));
    cr_expect(isnan(y.data[0]) && isnan(y.data[1]) && y.data[2] == -1 && y.data[3] == 1);
}

// g and b are columns of a table: what lies beside them is not theirs.
Test(ops_rows, layer_norm_takes_any_strides)
{
    const Var table = INPUT(SHAPE(4, 2), 1, 0, 2, 1, 3, 2, 4, 3);
    const Var g = op_reshape(tape, op_slice(tape, table, 1, 0, 1), SHAPE(4));
    const Var b = op_reshape(tape, op_slice(tape, table, 1, 1, 2), SHAPE(4));
    const Var x = INPUT(SHAPE(4, 1), 1, 1, 3, 3), y = op_layer_norm(tape, op_transpose(tape, x, 0, 1), g, b, 3);
    expect_elements(var_value(y), -0.5, 0, 3.5, 5);
    BACK(y, SHAPE(1, 4), 1, 2, 3, 4);
    expect_elements(var_grad(x), -2.625, -1.125, 0.125, 3.625);
    expect_elements(var_grad(table), -0.5, 1, -1, 2, 1.5, 3, 2, 4);
    const Var one = INPUT(SCALAR, 2), same = op_broadcast(tape, one, SHAPE(4)); // a stride of 0
    const Var z = op_layer_norm(tape, op_reshape(tape, x, SHAPE(4)), same, same, 3);
    expect_elements(var_value(z), 1, 1, 3, 3);
    BACK(z, SHAPE(4), 1, 2, 3, 4); // h = (2, 4, 6, 8), mean h = 5, mean h z = 1
    expect_elements(var_grad(x), -1.25, -0.25, 0.25, 1.25);
    expect_elements(var_grad(one), 2 + 10);
}

Test(ops_rows, layer_norm_without_a_gradient_for_x_or_for_its_weights)
{
    const Var c = op_constant(tape, TENSOR(SHAPE(2), 1, 3)), x = INPUT(SHAPE(2), 1, 3), b = INPUT(SHAPE(2), 0, 0);
    BACK(op_layer_norm(tape, c, x, b, 0), SHAPE(2), 5, 7);
    expect_elements(var_grad(x), -5, 7);
    expect_elements(var_grad(b), 5, 7);
    BACK(op_layer_norm(tape, x, c, c, 3), SHAPE(2), 5, 7); // z = (-1/2, 1/2): h = (5, 21), mean h z = 4
    expect_elements(var_grad(x), (5 - 13 + 2) / 2.0, (21 - 13 - 2) / 2.0);
    cr_expect(var_grad(c).data == NULL);
}
