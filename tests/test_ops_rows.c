// The ops on rows: softmax, gather, cross-entropy, against numbers derived by hand.
#include "autograd/ops.h"

#include "tensor/mask.h"
#include "tests/support.h"

#define INPUT(shape, ...) op_input(tape, TENSOR(shape, __VA_ARGS__))
#define BACK(y, shape, ...) cr_assert(tape_backward_from(tape, y, TENSOR(shape, __VA_ARGS__)), "%s", tape_error(tape))

static const real LN2 = REAL(0.693147180559945309), LN3 = REAL(1.09861228866810969);
static Tape *tape;

static void begin(void)
{
    tape = quiet_tape();
}

static void end(void)
{
    tape_free(tape);
}

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
