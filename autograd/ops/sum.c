// Sum and mean over a set of axes.
//   forward    y = the sum of x over the axes
//   backward   dx += dy, repeated along the axes
// x [..]; y has size 1 on the axes, or lacks them. The mean is the sum scaled by 1/n.
#include "autograd/reduce.h"
#include "autograd/write_op.h"

static void sum_backward(Node *y)
{
    node_give(y->in[0], 1, y); // dy has size 1 where x was summed, so it broadcasts
}

static Var sum_sample(Tape *tape, Sampler *s)
{
    const bool empty = sample_kind(s) == 5;
    const Var x = sample_normal(tape, s, empty ? SHAPE(2, 0, 3) : SHAPE(2, 3, 4));
    switch (sample_kind(s)) {
    case 0: return op_sum(tape, x, ALL_AXES, DROP_AXES);
    case 1: return op_sum(tape, x, AXES(-1), DROP_AXES);
    case 2: return op_sum(tape, x, AXES(0, 2), KEEP_AXES);
    case 3: return op_mean(tape, x, AXES(1), DROP_AXES);
    case 4: return op_sum(tape, op_transpose(tape, x, 0, 2), AXES(0), DROP_AXES);
    default: return op_sum(tape, x, AXES(1), DROP_AXES); // of nothing
    }
}

const Op OP_SUM = {.name = "sum", .backward = sum_backward, .sample = sum_sample, .samples = 6, .stores = true};

Var op_sum(Tape *tape, Var x, Shape axes, Reduced reduced)
{
    Node *y = tape_push(tape, &OP_SUM, x);
    Reduction reduction;
    if (!y || !reduction_of(tape, "sum", tensor_shape(y->in[0]->value), axes, &reduction))
        return VAR_NONE;
    y->value = tape_tensor(tape, reduction.kept);
    tensor_sum(y->value, y->in[0]->value);
    return reduction_var(tape, y, &reduction, reduced);
}

Var op_mean(Tape *tape, Var x, Shape axes, Reduced reduced)
{
    Reduction reduction;
    const Node *x_node = tape_error(tape) ? NULL : tape_input(tape, x, "mean", -1);
    const Shape shape = x_node ? tensor_shape(x_node->value) : SCALAR;
    char text[SHAPE_TEXT];
    if (!x_node || !reduction_of(tape, "mean", shape, axes, &reduction))
        return VAR_NONE;
    if (reduction.fallen == 0)
        return tape_fail(tape, "mean: x%s: the mean of no elements", shape_text(shape, text));
    return op_scale(tape, op_sum(tape, x, axes, reduced), 1 / (real)reduction.fallen);
}
