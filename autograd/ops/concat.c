// Tensors one after the other along an axis.
//   forward    y = [x_0; x_1; ...]             each x_k is a slice of y
//   backward   dx_k += that slice of dy
// All shapes are equal but for the axis.
#include "autograd/ops.h"
#include "autograd/write_op.h"

static void concat_backward(Node *y)
{
    const int axis = *(const int *)y->saved;
    for (int k = 0, begin = 0; k < y->inputs; k++) {
        const int end = begin + y->in[k]->value.shape[axis];
        tensor_add_scaled(y->in[k]->grad, 1, tensor_slice(y->grad, axis, begin, end));
        begin = end;
    }
}

static Var concat_sample(Tape *tape, Sampler *s)
{
    const Var a = sample_normal(tape, s, SHAPE(2, 3));
    switch (sample_kind(s)) {
    case 0: return op_concat(tape, (const Var[]){a, sample_normal(tape, s, SHAPE(1, 3)), a}, 3, 0);
    case 1: return op_concat(tape, (const Var[]){a, sample_normal(tape, s, SHAPE(2, 0))}, 2, -1);
    default: { // more than a node has inputs, one of them strided
        const Var b = op_transpose(tape, sample_normal(tape, s, SHAPE(3, 2)), 0, 1);
        return op_concat(tape, (const Var[]){a, b, a, b, a, b}, 6, 1);
    }
    }
}

const Op OP_CONCAT = {.name = "concat", .backward = concat_backward, .sample = concat_sample, .samples = 3};

// Whether all inputs have the shape of the first but for the axis; if not, the tape says which does not.
static bool all_fit(Tape *tape, const Var *x, int count, int axis)
{
    char text_0[SHAPE_TEXT], text_k[SHAPE_TEXT];
    Shape first = {0};
    for (int k = 0; k < count; k++) {
        const Node *node = tape_input(tape, x[k], OP_CONCAT.name, k);
        if (!node)
            return false;
        Shape shape = tensor_shape(node->value);
        int a = axis;
        if (k == 0)
            first = shape;
        if (!shape_axis(first, &a)) {
            tape_fail(tape, "concat: x%s has no axis %d", shape_text(first, text_0), axis);
            return false;
        }
        shape_text(shape, text_k);
        shape.n[a] = first.n[a];
        if (!shape_equal(shape, first)) {
            tape_fail(tape, "concat: input %d%s does not fit input 0%s along axis %d", k, text_k,
                      shape_text(first, text_0), axis);
            return false;
        }
    }
    return true;
}

// At most as many as a node has inputs; they fit.
static Var concat_few(Tape *tape, const Var *x, int count, int axis)
{
    Node *y = tape_push_inputs(tape, &OP_CONCAT, x, count);
    if (!y)
        return VAR_NONE;
    Shape shape = tensor_shape(y->in[0]->value);
    shape_axis(shape, &axis);
    if (!node_keep(y, &axis, sizeof axis))
        return VAR_NONE;
    for (int k = 1; k < count; k++) {
        const int size = y->in[k]->value.shape[axis];
        shape.n[axis] = size > INT32_MAX - shape.n[axis] ? -1 : shape.n[axis] + size; // -1: too many, and refused
    }
    y->value = tape_tensor(tape, shape);
    for (int k = 0, begin = 0; k < count && y->value.data; k++) {
        const int end = begin + y->in[k]->value.shape[axis];
        tensor_copy(tensor_slice(y->value, axis, begin, end), y->in[k]->value);
        begin = end;
    }
    return node_var(y);
}

Var op_concat(Tape *tape, const Var *x, int count, int axis)
{
    if (tape_error(tape))
        return VAR_NONE;
    if (count < 1)
        return tape_fail(tape, "concat: %d inputs; it takes at least one", count);
    if (!all_fit(tape, x, count, axis))
        return VAR_NONE;
    Var y = concat_few(tape, x, count < MAX_INPUTS ? count : MAX_INPUTS, axis);
    for (int k = MAX_INPUTS; k < count; k += MAX_INPUTS - 1) { // the rest joins what has been joined
        Var next[MAX_INPUTS] = {y};
        int few = 1;
        while (few < MAX_INPUTS && k + few - 1 < count) {
            next[few] = x[k + few - 1];
            few++;
        }
        y = concat_few(tape, next, few, axis);
    }
    return y;
}
