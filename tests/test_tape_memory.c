// The tape: what it copies and keeps, and its memory.
#include "autograd/ops.h"
#include "autograd/write_op.h"

#include "tests/support.h"

static Var scalar_input(Tape *tape, real x)
{
    return op_input(tape, tensor_on(&x, SCALAR));
}

Test(tape_memory, constants_and_inputs_are_copies)
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

Test(tape_memory, recording_off_computes_the_same_values_without_gradients)
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

Test(tape_memory, a_store_does_not_grow_while_a_tape_uses_it)
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

Test(tape_memory, a_small_step_stays_in_the_first_chunk)
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

Test(tape_memory, the_same_step_again_takes_no_more_memory)
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
Test(tape_memory, a_chunk_that_is_too_small_is_passed_over)
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

Test(tape_memory, memory_of_the_tape_is_aligned_to_cache_lines)
{
    Tape *tape = quiet_tape();
    for (int n = 1; n < 200; n += 7) {
        const Var x = op_broadcast(tape, op_number(tape, 1), SHAPE(n)), y = op_add(tape, x, x);
        cr_expect_eq((uintptr_t)var_value(y).data % 64, 0);
    }
    tape_free(tape);
}

Test(tape_memory, a_graph_of_200000_nodes_runs)
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
