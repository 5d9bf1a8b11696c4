// The tape: backward. Its memory is in test_tape_memory.c, errors in test_tape_errors.c.
#include "autograd/ops.h"

#include "tests/support.h"

static Var scalar_input(Tape *tape, real x)
{
    return op_input(tape, tensor_on(&x, SCALAR));
}

// --- backward -------------------------------------------------------------------------------------------------------

Test(tape, gradients_of_the_diamond_are_complete_before_they_are_passed_on)
{
    Tape *tape = quiet_tape();
    const Var a = scalar_input(tape, 3), b = op_add(tape, a, a), c = op_add(tape, b, b);
    cr_assert(tape_backward(tape, c));
    cr_expect_eq(var_scalar(c), 12);
    expect_elements(var_grad(c), 1);
    expect_elements(var_grad(b), 2);
    expect_elements(var_grad(a), 4);
    tape_free(tape);
}

// The expression of micrograd's README, whose three printed numbers are known.
Test(tape, micrograd_readme)
{
    Tape *tape = quiet_tape();
    const Var a = scalar_input(tape, -4), b = scalar_input(tape, 2), one = op_number(tape, 1);
    Var c = op_add(tape, a, b);
    Var d = op_add(tape, op_mul(tape, a, b), op_pow(tape, b, 3));
    c = op_add(tape, c, op_add(tape, c, one));
    c = op_add(tape, c, op_add(tape, op_add(tape, one, c), op_neg(tape, a)));
    d = op_add(tape, d, op_add(tape, op_scale(tape, d, 2), op_relu(tape, op_add(tape, b, a))));
    d = op_add(tape, d, op_add(tape, op_scale(tape, d, 3), op_relu(tape, op_sub(tape, b, a))));
    const Var e = op_sub(tape, c, d), f = op_pow(tape, e, 2);
    Var g = op_div(tape, f, op_number(tape, 2));
    g = op_add(tape, g, op_div(tape, op_number(tape, 10), f));
    cr_assert(tape_backward(tape, g));
    cr_expect(fabs((double)var_scalar(g) - 24.7041) < 5e-5, "%.6f", (double)var_scalar(g));
    cr_expect(fabs((double)var_grad(a).data[0] - 138.8338) < 5e-5, "%.6f", (double)var_grad(a).data[0]);
    cr_expect(fabs((double)var_grad(b).data[0] - 645.5773) < 1e-4, "%.6f", (double)var_grad(b).data[0]);
    tape_free(tape);
}

Test(tape, a_branch_that_is_not_used_gets_no_gradient)
{
    Tape *tape = quiet_tape();
    const Var a = scalar_input(tape, 3), loss = op_mul(tape, a, a);
    const Var unused = op_scale(tape, a, 100), between = scalar_input(tape, 5);
    cr_assert(tape_backward(tape, loss));
    expect_elements(var_grad(a), 6);
    cr_expect(var_grad(unused).data == NULL && var_grad(between).data == NULL);
    cr_assert(tape_backward(tape, unused));
    expect_elements(var_grad(a), 100);
    cr_expect(var_grad(loss).data == NULL, "it was reached by the pass before, not by the last");
    tape_free(tape);
}

Test(tape, constants_get_no_gradient)
{
    Tape *tape = quiet_tape();
    const Var a = scalar_input(tape, 3), c = op_number(tape, 5), y = op_mul(tape, op_mul(tape, c, c), a);
    cr_assert(tape_backward(tape, y));
    expect_elements(var_grad(a), 25);
    cr_expect(var_grad(c).data == NULL);
    const Var k = op_constant(tape, TENSOR(SCALAR, 7));
    cr_assert(tape_backward(tape, op_mul(tape, k, a)));
    expect_elements(var_grad(a), 7);
    cr_expect(var_grad(k).data == NULL);
    tape_free(tape);
}

Test(tape, backward_twice_adds_twice_to_parameters_and_takes_no_more_memory)
{
    Tape *tape = quiet_tape();
    Params *params = quiet_params();
    const Param p = params_add(params, "p", SHAPE(300));
    tensor_fill(param_value(p), 3);
    const Var w = op_param(tape, p), squared = op_mul(tape, w, w), loss = op_sum(tape, squared, ALL_AXES, DROP_AXES);
    cr_assert(tape_backward(tape, loss));
    cr_expect_eq(param_grad(p).data[299], 6);
    const size_t bytes = tape_bytes(tape);
    for (int pass = 2; pass <= 500; pass++)
        cr_assert(tape_backward(tape, loss));
    cr_expect_eq(param_grad(p).data[299], 3000);
    cr_expect_eq(var_grad(w).data, param_grad(p).data, "a parameter's leaf looks straight at the store");
    cr_expect_eq(var_grad(squared).data[0], 1, "the gradient of another node is that of the last pass");
    cr_expect_eq(tape_bytes(tape), bytes);
    tape_free(tape);
    params_free(params);
}

// A chain of products that all need each other's gradients, and its loss.
static Var chain(Tape *tape, Param p, Var *x)
{
    const Var w = op_param(tape, p);
    Var y = *x = op_input(tape, param_value(p));
    y = op_reshape(tape, op_permute(tape, op_reshape(tape, y, SHAPE(20, 1, 50)), SHAPE(1, 0, 2)), SHAPE(1000));
    for (int i = 0; i < 50; i++)
        y = op_tanh(tape, op_mul(tape, op_reshape(tape, op_add(tape, y, w), SHAPE(1000)), y));
    return op_sum(tape, y, ALL_AXES, DROP_AXES);
}

Test(tape, forgotten_gradients_are_the_same_and_take_less_memory)
{
    Tape *keeps = quiet_tape(), *forgets = quiet_tape();
    Params *params = quiet_params();
    const Param p = params_add(params, "p", SHAPE(1000));
    count_up(param_value(p));
    tensor_scale(param_value(p), REAL(0.001), param_value(p));
    Var x, x_of_other;
    real kept[1000], kept_x[1000];
    cr_assert(tape_backward(keeps, chain(keeps, p, &x)));
    memcpy(kept, param_grad(p).data, sizeof kept);
    memcpy(kept_x, var_grad(x).data, sizeof kept_x);
    tape_keep_gradients(forgets, false);
    const Var loss = chain(forgets, p, &x_of_other);
    for (int pass = 0; pass < 2; pass++) {
        params_clear_grads(params);
        cr_assert(tape_backward(forgets, loss));
        cr_expect(memcmp(kept, param_grad(p).data, sizeof kept) == 0);
        cr_expect(memcmp(kept_x, var_grad(x_of_other).data, sizeof kept_x) == 0, "a leaf keeps its gradient");
        cr_expect(!var_grad(loss).data);
    }
    cr_expect(tape_bytes(forgets) <= tape_bytes(keeps) / 2, "%zu and %zu bytes", tape_bytes(forgets),
              tape_bytes(keeps));
    tape_free(keeps);
    tape_free(forgets);
    params_free(params);
}

Test(tape, a_tape_that_forgets_leaves_borrowed_gradients_alone_and_does_not_grow)
{
    Tape *tape = quiet_tape();
    tape_keep_gradients(tape, false);
    const Var x = op_input(tape, TENSOR(SHAPE(2, 2), 1, 2, 3, 4));
    Var y = op_sum(tape, op_tanh(tape, op_reshape(tape, x, SHAPE(4))), ALL_AXES, DROP_AXES);
    for (int i = 0; i < 1000; i++)
        y = op_tanh(tape, y);
    cr_assert(tape_backward(tape, y));
    const real *gradient = var_grad(x).data;
    const size_t bytes = tape_bytes(tape);
    for (int pass = 0; pass < 500; pass++)
        cr_assert(tape_backward(tape, y));
    cr_expect_eq(var_grad(x).data, gradient);
    cr_expect_eq(tape_bytes(tape), bytes, "%zu bytes were %zu", tape_bytes(tape), bytes);
    tape_free(tape);
}

Test(tape, two_leaves_of_one_parameter_add_into_one_gradient)
{
    Tape *tape = quiet_tape();
    Params *params = quiet_params();
    const Param p = params_add(params, "p", SCALAR);
    param_value(p).data[0] = 5;
    const Var loss = op_mul(tape, op_param(tape, p), op_param(tape, p));
    cr_assert(tape_backward(tape, loss));
    expect_elements(param_grad(p), 10);
    params_clear_grads(params);
    cr_assert(tape_backward(tape, op_param(tape, p)), "a parameter may be the loss itself");
    expect_elements(param_grad(p), 1);
    tape_free(tape);
    params_free(params);
}

Test(tape, backward_from_starts_with_the_given_gradient)
{
    Tape *tape = quiet_tape();
    const Var x = op_input(tape, TENSOR(SHAPE(2, 2), 1, 2, 3, 4)), y = op_mul(tape, x, x);
    cr_assert(tape_backward_from(tape, y, TENSOR(SHAPE(2, 2), 1, 0, -1, 10)));
    expect_elements(var_grad(x), 2, 0, -6, 80);
    const Tensor turned = tensor_transpose(TENSOR(SHAPE(2, 2), 1, 0, -1, 10), 0, 1); // of any strides
    cr_assert(tape_backward_from(tape, y, turned));
    expect_elements(var_grad(x), 2, -4, 0, 80);
    tape_free(tape);
}

Test(tape, a_loss_of_one_element_may_have_axes)
{
    Tape *tape = quiet_tape();
    const Var x = op_input(tape, TENSOR(SHAPE(1, 1), 4));
    cr_assert(tape_backward(tape, op_mul(tape, x, x)));
    expect_elements(var_grad(x), 8);
    tape_free(tape);
}
