// Sum and mean over a set of axes.
//   forward    y = sum over the axes of x
//   backward   dx += dy, repeated along the axes
// x [..]; y has size 1 on the axes, or lacks them. The mean is the sum scaled by 1/n.
#include "autograd/ops.h"
#include "autograd/write_op.h"

static void sum_backward(Node *y)
{
    tensor_add_scaled(y->in[0]->grad, 1, y->grad); // y has size 1 where x is summed, so dy broadcasts
}

static Var sum_sample(Tape *tape, Sampler *s)
{
    const Var x = sample_normal(tape, s, SHAPE(2, 3, 4));
    switch (sample_kind(s)) {
    case 0: return op_sum(tape, x, ALL_AXES, DROP_AXES);
    case 1: return op_sum(tape, x, AXES(-1), DROP_AXES);
    case 2: return op_sum(tape, x, AXES(0, 2), KEEP_AXES);
    default: return op_mean(tape, x, AXES(1), DROP_AXES);
    }
}

const Op OP_SUM = {.name = "sum", .backward = sum_backward, .sample = sum_sample, .samples = 4};

// Which axes of shape the set names. False: one that is not there, or one twice.
static bool choose_axes(Shape shape, Shape axes, bool chosen[MAX_RANK])
{
    for (int i = 0; i < MAX_RANK; i++)
        chosen[i] = axes.rank < 0 && i < shape.rank;
    for (int i = 0; i < axes.rank; i++) {
        int axis = axes.n[i];
        if (!shape_axis(shape, &axis) || chosen[axis])
            return false;
        chosen[axis] = true;
    }
    return true;
}

// Also counts how many elements of x fall on one of the result.
static Var sum_over(Tape *tape, const char *name, Var x, Shape axes, Reduced reduced, int *fallen)
{
    Node *y = tape_push(tape, &OP_SUM, x);
    if (!y)
        return VAR_NONE;
    char text_x[SHAPE_TEXT], text_axes[SHAPE_TEXT];
    const Shape shape = tensor_shape(y->in[0]->value);
    bool chosen[MAX_RANK];
    if (!choose_axes(shape, axes, chosen))
        return tape_fail(tape, "%s: x%s: axes %s: one is not there, or is named twice", name, shape_text(shape, text_x),
                         shape_text(axes, text_axes));
    Shape kept = shape, dropped = {.rank = 0};
    *fallen = 1;
    for (int axis = 0; axis < shape.rank; axis++) {
        if (!chosen[axis]) {
            dropped.n[dropped.rank++] = shape.n[axis];
            continue;
        }
        *fallen *= shape.n[axis];
        kept.n[axis] = 1;
    }
    y->value = tape_tensor(tape, kept);
    tensor_sum(y->value, y->in[0]->value);
    return reduced == KEEP_AXES ? node_var(y) : op_reshape(tape, node_var(y), dropped);
}

Var op_sum(Tape *tape, Var x, Shape axes, Reduced reduced)
{
    int fallen = 0;
    return sum_over(tape, "sum", x, axes, reduced, &fallen);
}

Var op_mean(Tape *tape, Var x, Shape axes, Reduced reduced)
{
    int fallen = 0;
    char text[SHAPE_TEXT];
    if (tape_error(tape) || !tape_input(tape, x, "mean"))
        return VAR_NONE;
    const Var y = sum_over(tape, "mean", x, axes, reduced, &fallen);
    if (!tape_error(tape) && fallen == 0)
        return tape_fail(tape, "mean: x%s: the mean of no elements", shape_text(tensor_shape(var_value(x)), text));
    return op_scale(tape, y, 1 / (real)(fallen ? fallen : 1));
}
