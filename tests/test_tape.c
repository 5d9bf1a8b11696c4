// The tape: backward, its lifetimes, and its memory. Errors are in test_tape_errors.c.
#include "autograd/ops.h"
#include "autograd/write_op.h"

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

// --- lifetimes ------------------------------------------------------------------------------------------------------

Test(tape, constants_and_inputs_are_copies)
{
    Tape *tape = quiet_tape();
    real data[] = {1, 2, 3, 4};
    const Var c = op_constant(tape, tensor_transpose(tensor_on(data, SHAPE(2, 2)), 0, 1));
    const Var x = op_input(tape, tensor_on(data, SHAPE(4)));
    data[0] = data[3] = 9;
    expect_elements(var_value(c), 1, 3, 2, 4);
    expect_elements(var_value(x), 1, 2, 3, 4);
    cr_expect(tensor_is_row_major(var_value(c)));
    tape_free(tape);
}

Test(tape, recording_off_computes_the_same_values_without_gradients)
{
    Tape *tape = quiet_tape();
    Params *params = quiet_params();
    const Param p = params_add(params, "p", SHAPE(2));
    tensor_fill(param_value(p), 3);
    tape_record_gradients(tape, false);
    const Var w = op_param(tape, p), x = scalar_input(tape, 2);
    const Var y = op_sum(tape, op_mul(tape, w, x), ALL_AXES, DROP_AXES);
    cr_expect_eq(var_scalar(y), 12);
    cr_expect(!tape_node(tape, (int)y.index)->needs_grad);
    cr_expect(!tape_backward(tape, y));
    cr_expect(strstr(tape_error(tape), "tape_record_gradients is off") != NULL, "%s", tape_error(tape));
    expect_elements(param_grad(p), 0, 0);
    tape_reset(tape);
    tape_record_gradients(tape, true);
    const Var recorded = op_param(tape, p);
    tape_record_gradients(tape, false);
    const Var detached = op_relu(tape, recorded);
    cr_expect(!tape_node(tape, (int)detached.index)->needs_grad, "it may be switched off half-way");
    tape_record_gradients(tape, true);
    cr_expect(tape_backward(tape, op_sum(tape, op_param(tape, p), ALL_AXES, DROP_AXES)));
    expect_elements(param_grad(p), 1, 1);
    tape_free(tape);
    params_free(params);
}

Test(tape, a_store_does_not_grow_while_a_tape_uses_it)
{
    Tape *tape = quiet_tape(), *other = quiet_tape();
    Params *params = quiet_params();
    const Param p = params_add(params, "p", SHAPE(2));
    op_param(tape, p);
    op_param(tape, p);
    op_param(other, p);
    tape_reset(tape);
    tape_free(other);
    cr_expect_eq(params_add(params, "q", SHAPE(2)).index, 1, "all have let go");
    op_param(tape, p);
    cr_expect_eq(params_add(params, "r", SHAPE(2)).index, -1);
    cr_expect(strstr(params_error(params), "tape_reset") != NULL);
    tape_free(tape);
    params_free(params);
}

Test(tape, a_small_step_stays_in_the_first_chunk)
{
    Tape *tape = quiet_tape();
    scalar_input(tape, 1);
    const size_t bytes = tape_bytes(tape);
    for (int i = 0; i < 10000; i++) {
        tape_reset(tape);
        scalar_input(tape, 1);
    }
    cr_expect_eq(tape_bytes(tape), bytes);
    tape_free(tape);
}

static void one_step(Tape *tape)
{
    tape_reset(tape);
    real data[1000];
    count_up(tensor_on(data, SHAPE(1000)));
    Var x = op_input(tape, tensor_on(data, SHAPE(1000)));
    for (int i = 0; i < 100; i++)
        x = op_relu(tape, op_scale(tape, x, 1));
    cr_assert(tape_backward(tape, op_sum(tape, x, ALL_AXES, DROP_AXES)));
}

Test(tape, the_same_step_again_takes_no_more_memory)
{
    Tape *tape = quiet_tape();
    one_step(tape);
    const size_t bytes = tape_bytes(tape);
    const int nodes = tape_nodes(tape);
    cr_expect(bytes >= 2 * 201 * 1000 * sizeof(real), "values and gradients are counted: %zu", bytes);
    for (int i = 0; i < 10; i++)
        one_step(tape);
    cr_expect_eq(tape_bytes(tape), bytes);
    cr_expect_eq(tape_nodes(tape), nodes);
    tape_free(tape);
}

// The second chunk is too small for what is asked for first after the reset; the third is not.
Test(tape, a_chunk_that_is_too_small_is_passed_over)
{
    Tape *tape = quiet_tape();
    for (size_t bytes = 1; bytes <= 1 << 24; bytes *= 64)
        cr_assert_not_null(tape_alloc(tape, bytes));
    const size_t bytes = tape_bytes(tape);
    tape_reset(tape);
    cr_assert_not_null(tape_alloc(tape, 1 << 24));
    cr_expect_eq(tape_bytes(tape), bytes, "no chunk is added");
    tape_reset(tape);
    cr_assert_not_null(tape_alloc(tape, 1 << 25));
    cr_assert_not_null(tape_alloc(tape, 1 << 20));
    cr_expect_eq((uintptr_t)tape_alloc(tape, 1) % 64, 0);
    tape_free(tape);
}

Test(tape, memory_of_the_tape_is_aligned_to_cache_lines)
{
    Tape *tape = quiet_tape();
    for (int n = 1; n < 200; n += 7) {
        const Var x = op_broadcast(tape, op_number(tape, 1), SHAPE(n)), y = op_add(tape, x, x);
        cr_expect_eq((uintptr_t)var_value(y).data % 64, 0);
    }
    tape_free(tape);
}

Test(tape, a_graph_of_200000_nodes_runs)
{
    Tape *tape = quiet_tape();
    const Var x = scalar_input(tape, 1);
    Var y = x;
    for (int i = 0; i < 200000; i++)
        y = op_add(tape, y, x);
    cr_expect_eq(var_scalar(y), 200001);
    cr_assert(tape_backward(tape, y));
    expect_elements(var_grad(x), 200001);
    cr_expect_eq(tape_nodes(tape), 200001);
    tape_free(tape);
}
