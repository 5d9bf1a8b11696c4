// The value and the gradients of each op, against numbers derived by hand. The upstream gradient dy is never all ones.
#include "autograd/ops.h"

#include "tensor/mask.h"
#include "tests/tape_suite.h"

TestSuite(ops, .init = begin, .fini = end);

// --- arithmetic -----------------------------------------------------------------------------------------------------

Test(ops, add_and_sub)
{
    const Var a = INPUT(SHAPE(2, 3), 1, 2, 3, 4, 5, 6), row = INPUT(SHAPE(3), 10, 20, 30);
    Var y = op_add(tape, a, row);
    expect_elements(var_value(y), 11, 22, 33, 14, 25, 36);
    BACK(y, SHAPE(2, 3), 1, 2, 3, 10, 20, 30);
    expect_elements(var_grad(a), 1, 2, 3, 10, 20, 30);
    expect_elements(var_grad(row), 11, 22, 33);
    y = op_sub(tape, row, a);
    expect_elements(var_value(y), 9, 18, 27, 6, 15, 24);
    BACK(y, SHAPE(2, 3), 1, 2, 3, 10, 20, 30);
    expect_elements(var_grad(a), -1, -2, -3, -10, -20, -30);
    expect_elements(var_grad(row), 11, 22, 33);
}

Test(ops, mul_and_div)
{
    const Var a = INPUT(SHAPE(2, 2), 6, 8, -4, 2), column = INPUT(SHAPE(2, 1), 2, 4);
    Var y = op_mul(tape, a, column);
    expect_elements(var_value(y), 12, 16, -16, 8);
    BACK(y, SHAPE(2, 2), 1, 2, 3, 4);
    expect_elements(var_grad(a), 2, 4, 12, 16);
    expect_elements(var_grad(column), 22, -4); // 1*6 + 2*8; 3*(-4) + 4*2
    y = op_div(tape, a, column);
    expect_elements(var_value(y), 3, 4, -1, 0.5);
    BACK(y, SHAPE(2, 2), 1, 2, 3, 4);
    expect_elements(var_grad(a), 0.5, 1, 0.75, 1);
    expect_elements(var_grad(column), -5.5, 0.25); // -(1*6 + 2*8)/4; -(3*(-4) + 4*2)/16
}

Test(ops, one_input_twice_gets_both_gradients)
{
    const Var x = INPUT(SHAPE(2), 3, -5);
    BACK(op_mul(tape, x, x), SHAPE(2), 1, 10);
    expect_elements(var_grad(x), 6, -100);
    BACK(op_sub(tape, x, x), SHAPE(2), 1, 10);
    expect_elements(var_grad(x), 0, 0);
    BACK(op_div(tape, x, x), SHAPE(2), 1, 10);
    expect_elements(var_grad(x), 0, 0);
}

Test(ops, neg_and_scale)
{
    const Var x = INPUT(SHAPE(3), 1, -2, 3);
    Var y = op_neg(tape, x);
    expect_elements(var_value(y), -1, 2, -3);
    BACK(y, SHAPE(3), 1, 2, 3);
    expect_elements(var_grad(x), -1, -2, -3);
    y = op_scale(tape, x, REAL(0.5));
    expect_elements(var_value(y), 0.5, -1, 1.5);
    BACK(y, SHAPE(3), 1, 2, 3);
    expect_elements(var_grad(x), 0.5, 1, 1.5);
}

Test(ops, pow)
{
    const struct {
        real p;
        double value[3], grad[3]; // at x = 4, 1, 0.25, with dy = 1, 2, 3
    } rows[] = {
        {3, {64, 1, 0.015625}, {48, 6, 0.5625}},
        {REAL(0.5), {2, 1, 0.5}, {0.25, 1, 3}},
        {-2, {0.0625, 1, 16}, {-0.03125, -4, -384}},
        {1, {4, 1, 0.25}, {1, 2, 3}},
        {0, {1, 1, 1}, {0, 0, 0}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const Var x = INPUT(SHAPE(3), 4, 1, REAL(0.25)), y = op_pow(tape, x, rows[i].p);
        check_elements(var_value(y), rows[i].value, 3, __LINE__);
        BACK(y, SHAPE(3), 1, 2, 3);
        check_elements(var_grad(x), rows[i].grad, 3, __LINE__);
    }
}

Test(ops, pow_at_0_and_below)
{
    const Var x = INPUT(SHAPE(2), 0, -3);
    Var y = op_pow(tape, x, 2);
    expect_elements(var_value(y), 0, 9);
    BACK(y, SHAPE(2), 1, 10);
    expect_elements(var_grad(x), 0, -60);
    y = op_pow(tape, x, 0); // constantly 1, at 0 too
    expect_elements(var_value(y), 1, 1);
    BACK(y, SHAPE(2), 1, 10);
    expect_elements(var_grad(x), 0, 0);
}

Test(ops, relu_is_flat_at_0_and_keeps_nan)
{
    const Var x = INPUT(SHAPE(3), -1, 0, 2), y = op_relu(tape, x);
    expect_elements(var_value(y), 0, 0, 2);
    BACK(y, SHAPE(3), 5, 6, 7);
    expect_elements(var_grad(x), 0, 0, 7);
    cr_expect(isnan(var_scalar(op_relu(tape, op_number(tape, (real)NAN)))));
}

// --- matmul ---------------------------------------------------------------------------------------------------------

Test(ops, matmul)
{
    const Var a = INPUT(SHAPE(2, 3), 1, 2, 3, 4, 5, 6), b = INPUT(SHAPE(3, 2), 7, 8, 9, 10, 11, 12);
    const Var y = op_matmul(tape, a, b);
    expect_elements(var_value(y), 58, 64, 139, 154);
    BACK(y, SHAPE(2, 2), 1, 0, 2, -1);
    expect_elements(var_grad(a), 7, 9, 11, 6, 8, 10);    // dy b^T
    expect_elements(var_grad(b), 9, -4, 12, -5, 15, -6); // a^T dy
}

Test(ops, weights_of_a_batch_get_the_sum_over_it)
{
    const Var x = INPUT(SHAPE(2, 1, 2), 1, 2, 3, 4), w = INPUT(SHAPE(2, 1), 10, 100), y = op_matmul(tape, x, w);
    expect_shape(var_value(y), 2, 1, 1);
    expect_elements(var_value(y), 210, 430);
    BACK(y, SHAPE(2, 1, 1), 1, -2);
    expect_elements(var_grad(x), 10, 100, -20, -200);
    expect_elements(var_grad(w), -5, -6); // 1*1 - 2*3, 1*2 - 2*4
}

Test(ops, scores_of_a_sequence_against_itself)
{
    const Var x = INPUT(SHAPE(2, 2), 1, 2, 3, 4), y = op_matmul(tape, x, op_transpose(tape, x, 0, 1));
    expect_elements(var_value(y), 5, 11, 11, 25);
    BACK(y, SHAPE(2, 2), 1, 2, 0, 0);
    expect_elements(var_grad(x), 8, 12, 2, 4); // (dy + dy^T) x
}

// --- views ----------------------------------------------------------------------------------------------------------

Test(ops, views_look_at_the_value_and_send_the_gradient_back_through_the_same_look)
{
    const Var x = INPUT(SHAPE(2, 3), 1, 2, 3, 4, 5, 6);
    Var y = op_transpose(tape, x, -1, 0);
    expect_elements(var_value(y), 1, 4, 2, 5, 3, 6);
    cr_expect_eq(var_value(y).data, var_value(x).data, "the value is shared");
    BACK(y, SHAPE(3, 2), 1, 2, 3, 4, 5, 6);
    expect_elements(var_grad(x), 1, 3, 5, 2, 4, 6);
    cr_expect(var_grad(y).data != var_grad(x).data, "the gradient is not");

    y = op_reshape(tape, x, SHAPE(3, 2));
    expect_elements(var_value(y), 1, 2, 3, 4, 5, 6);
    BACK(y, SHAPE(3, 2), 6, 5, 4, 3, 2, 1);
    expect_elements(var_grad(x), 6, 5, 4, 3, 2, 1);

    y = op_reshape(tape, op_transpose(tape, x, 0, 1), SHAPE(6)); // which has to copy
    expect_elements(var_value(y), 1, 4, 2, 5, 3, 6);
    cr_expect(var_value(y).data != var_value(x).data);
    BACK(y, SHAPE(6), 1, 2, 3, 4, 5, 6);
    expect_elements(var_grad(x), 1, 3, 5, 2, 4, 6);

    y = op_slice(tape, x, -1, 1, 3);
    expect_elements(var_value(y), 2, 3, 5, 6);
    BACK(y, SHAPE(2, 2), 1, 2, 3, 4);
    expect_elements(var_grad(x), 0, 1, 2, 0, 3, 4);

    y = op_broadcast(tape, x, SHAPE(2, 2, 3));
    expect_elements(var_value(y), 1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6);
    BACK(y, SHAPE(2, 2, 3), 1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60);
    expect_elements(var_grad(x), 11, 22, 33, 44, 55, 66);
}

Test(ops, permute_of_three_axes)
{
    const Var x = INPUT(SHAPE(1, 2, 3), 1, 2, 3, 4, 5, 6), y = op_permute(tape, x, SHAPE(2, 0, -2));
    expect_shape(var_value(y), 3, 1, 2);
    expect_elements(var_value(y), 1, 4, 2, 5, 3, 6);
    BACK(y, SHAPE(3, 1, 2), 1, 2, 3, 4, 5, 6);
    expect_elements(var_grad(x), 1, 3, 5, 2, 4, 6);
}

Test(ops, overlapping_slices_add_where_they_overlap)
{
    const Var x = INPUT(SHAPE(3), 1, 2, 3);
    BACK(op_mul(tape, op_slice(tape, x, 0, 0, 2), op_slice(tape, x, 0, 1, 3)), SHAPE(2), 1, 10);
    expect_elements(var_grad(x), 2, 31, 20); // y = (x0 x1, x1 x2)
}

// --- reductions -----------------------------------------------------------------------------------------------------

Test(ops, sum_and_mean)
{
    const Var x = INPUT(SHAPE(2, 3), 1, 2, 3, 4, 5, 9);
    Var y = op_sum(tape, x, ALL_AXES, DROP_AXES);
    expect_elements(var_value(y), 24);
    cr_expect_eq(var_value(y).rank, 0);
    BACK(y, SCALAR, 3);
    expect_elements(var_grad(x), 3, 3, 3, 3, 3, 3);
    y = op_sum(tape, x, AXES(0), KEEP_AXES);
    expect_shape(var_value(y), 1, 3);
    expect_elements(var_value(y), 5, 7, 12);
    BACK(y, SHAPE(1, 3), 1, 2, 3);
    expect_elements(var_grad(x), 1, 2, 3, 1, 2, 3);
    y = op_mean(tape, x, AXES(-1), DROP_AXES);
    expect_shape(var_value(y), 2);
    expect_elements(var_value(y), 2, 6);
    BACK(y, SHAPE(2), 3, -6);
    expect_elements(var_grad(x), 1, 1, 1, -2, -2, -2);
    y = op_mean(tape, x, AXES(1, 0), KEEP_AXES);
    expect_shape(var_value(y), 1, 1);
    expect_elements(var_value(y), 4);
    y = op_sum(tape, op_number(tape, 7), ALL_AXES, DROP_AXES);
    expect_elements(var_value(y), 7);
}

Test(ops, the_sum_of_nothing_is_0)
{
    const Var x = op_input(tape, tensor_on((real[]){9}, SHAPE(2, 0)));
    const Var y = op_sum(tape, x, AXES(1), DROP_AXES);
    expect_elements(var_value(y), 0, 0);
    BACK(y, SHAPE(2), 1, 2);
    cr_expect_eq(tensor_count(var_grad(x)), 0);
}
