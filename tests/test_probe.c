// One input of one op, moved while that op is computed.
#include "autograd/ops.h"
#include "autograd/tape_inner.h"

#include "tests/support.h"

// y = x x^T and z = y + y; nodes: x 0, its transpose 1, y 2, z 3.
static Var product_with_itself(Tape *tape, Tensor x)
{
    tape_reset(tape);
    const Var X = op_input(tape, x), y = op_matmul(tape, X, op_transpose(tape, X, 0, 1));
    return op_add(tape, y, y);
}

Test(probe, an_op_alone_sees_the_moved_input)
{
    Tape *tape = quiet_tape();
    const Tensor x = TENSOR(SHAPE(1, 2), 2, 3), moved = TENSOR(SHAPE(1, 2), 20, 30), y = TENSOR(SHAPE(1, 1), 0);
    Probe probe = {.node = 2, .input = 0, .x = moved, .y = y};
    tape->probe = &probe;
    const Var z = product_with_itself(tape, x);
    cr_expect(probe.seen);
    expect_elements(probe.y, 20 * 2 + 30 * 3); // but not its transpose, which shares the memory
    expect_elements(tape_node(tape, 0)->value, 2, 3);
    cr_expect_eq(var_scalar(z), 2 * 130);

    probe = (Probe){.node = 3, .input = 1, .x = TENSOR(SHAPE(1, 1), 7), .y = y};
    product_with_itself(tape, x);
    expect_elements(probe.y, 14); // one node twice: both are moved

    probe = (Probe){.node = 1, .input = 0, .x = moved, .y = TENSOR(SHAPE(2, 1), 0, 0)};
    product_with_itself(tape, x);
    expect_elements(probe.y, 20, 30); // a view

    tape->probe = NULL;
    cr_expect_eq(var_scalar(product_with_itself(tape, x)), 26);
    tape_free(tape);
}

Test(probe, a_graph_without_that_node_is_left_alone)
{
    Tape *tape = quiet_tape();
    const Tensor x = TENSOR(SHAPE(1, 2), 2, 3);
    Probe probe = {.node = 9, .input = 0, .x = x, .y = TENSOR(SHAPE(1, 1), 0)};
    tape->probe = &probe;
    cr_expect_eq(var_scalar(product_with_itself(tape, x)), 26);
    cr_expect(!probe.seen);
    probe = (Probe){.node = 0, .input = 0, .x = x, .y = TENSOR(SHAPE(1, 1), 0)}; // a leaf
    product_with_itself(tape, x);
    cr_expect(!probe.seen);
    tape->probe = NULL;
    tape_free(tape);
}
