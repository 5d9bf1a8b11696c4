// Views: transpose, permute, reshape, slice, broadcast. One idea serves them all.
//   forward    y = look(x)         another shape and other strides on x's memory
//   backward   look(dx) += dy      the same look at dx, and add; broadcast's stride of 0 sums by itself
// The value is shared with x (a reshape that no strides can express copies it). The gradient is not: dx is row-major
// and its own, whatever x's strides are, so the look is kept as what it does, not as strides.
#include "autograd/ops.h"
#include "autograd/tape_inner.h"
#include "autograd/write_op.h"

typedef struct {
    enum { PERMUTE, RESHAPE, SLICE, BROADCAST } how;
    Shape shape; // the order of axes, or the new shape
    int axis, begin, end;
} Look;

// False: x cannot be seen so.
static bool look_at(Tensor *view, Tensor x, const Look *look)
{
    switch (look->how) {
    case PERMUTE: *view = tensor_permute(x, look->shape); return true;
    case SLICE: *view = tensor_slice(x, look->axis, look->begin, look->end); return true;
    case BROADCAST: return tensor_broadcast(view, x, look->shape);
    default: return tensor_reshape(view, x, look->shape);
    }
}

static void view_backward(Node *y)
{
    Node *x = y->in[0];
    Tensor dx;
    if (!look_at(&dx, x->grad, y->saved))
        return;
    const bool handed_on = tensor_is_row_major(dx) && node_hand_on(x, y); // only its name has changed
    if (!handed_on && node_first_write(x))
        tensor_copy(dx, y->grad);
    else if (!handed_on)
        tensor_add_scaled(dx, 1, y->grad);
}

static Var push_view(Tape *tape, const Op *op, Node *y, Look look)
{
    if (!node_keep(y, &look, sizeof look))
        return VAR_NONE;
    Tensor x = y->in[0]->value;
    char text_x[SHAPE_TEXT], text_y[SHAPE_TEXT];
    if (look_at(&y->value, x, &look))
        return node_var(y);
    int count = 0;
    const bool fits = look.how == RESHAPE && shape_count(look.shape, &count) && count == tensor_count(x);
    if (fits)
        x = tape_row_major(tape, x); // no strides can say it
    if (!fits || !look_at(&y->value, x, &look))
        return tape_fail(tape, "%s: x%s cannot become %s", op->name, shape_text(tensor_shape(x), text_x),
                         shape_text(look.shape, text_y));
    return node_var(y);
}

// --- permute and transpose ------------------------------------------------------------------------------------------

static Var permute_sample(Tape *tape, Sampler *s)
{
    const Var x = sample_normal(tape, s, SHAPE(2, 3, 4));
    switch (sample_kind(s)) {
    case 0: return op_permute(tape, x, SHAPE(2, 0, 1));
    case 1: return op_permute(tape, x, SHAPE(0, -1, 1));
    default: return op_permute(tape, op_transpose(tape, x, 0, 1), SHAPE(2, 0, 1)); // not row-major to begin with
    }
}

const Op OP_PERMUTE = {
    .name = "permute", .backward = view_backward, .sample = permute_sample, .samples = 3, .stores = true};

static bool is_permutation(Shape order, int rank)
{
    bool seen[MAX_RANK] = {false};
    if (order.rank != rank)
        return false;
    for (int i = 0; i < rank; i++) {
        int axis = order.n[i];
        if (!shape_axis(order, &axis) || seen[axis])
            return false;
        seen[axis] = true;
    }
    return true;
}

Var op_permute(Tape *tape, Var x, Shape order)
{
    Node *y = tape_push(tape, &OP_PERMUTE, x);
    if (!y)
        return VAR_NONE;
    char text_x[SHAPE_TEXT], text_order[SHAPE_TEXT];
    const Shape shape = tensor_shape(y->in[0]->value);
    if (!is_permutation(order, shape.rank))
        return tape_fail(tape, "permute: x%s: the order %s does not name each axis once", shape_text(shape, text_x),
                         shape_text(order, text_order));
    return push_view(tape, &OP_PERMUTE, y, (Look){.how = PERMUTE, .shape = order});
}

static Var transpose_sample(Tape *tape, Sampler *s)
{
    const Var x = sample_normal(tape, s, SHAPE(2, 3, 4));
    switch (sample_kind(s)) {
    case 0: return op_transpose(tape, x, 0, -1);
    case 1: return op_transpose(tape, x, 0, 1);
    default: return op_transpose(tape, op_permute(tape, x, SHAPE(2, 0, 1)), 0, 1); // not row-major to begin with
    }
}

const Op OP_TRANSPOSE = {
    .name = "transpose", .backward = view_backward, .sample = transpose_sample, .samples = 3, .stores = true};

Var op_transpose(Tape *tape, Var x, int axis, int other)
{
    Node *y = tape_push(tape, &OP_TRANSPOSE, x);
    if (!y)
        return VAR_NONE;
    char text[SHAPE_TEXT];
    const Shape shape = tensor_shape(y->in[0]->value);
    int a = axis, b = other;
    if (!shape_axis(shape, &a) || !shape_axis(shape, &b))
        return tape_fail(tape, "transpose: x%s has no axes %d and %d", shape_text(shape, text), axis, other);
    Shape order = {.rank = shape.rank};
    for (int i = 0; i < order.rank; i++)
        order.n[i] = i == a ? b : i == b ? a : i;
    return push_view(tape, &OP_TRANSPOSE, y, (Look){.how = PERMUTE, .shape = order});
}

// --- reshape --------------------------------------------------------------------------------------------------------

static Var reshape_sample(Tape *tape, Sampler *s)
{
    const Var x = sample_normal(tape, s, SHAPE(2, 6));
    return sample_kind(s) == 0 ? op_reshape(tape, x, SHAPE(3, 4))
                               : op_reshape(tape, op_transpose(tape, x, 0, 1), SHAPE(12)); // has to copy
}

const Op OP_RESHAPE = {
    .name = "reshape", .backward = view_backward, .sample = reshape_sample, .samples = 2, .stores = true};

Var op_reshape(Tape *tape, Var x, Shape shape)
{
    Node *y = tape_push(tape, &OP_RESHAPE, x);
    return y ? push_view(tape, &OP_RESHAPE, y, (Look){.how = RESHAPE, .shape = shape}) : VAR_NONE;
}

// --- slice ----------------------------------------------------------------------------------------------------------

static Var slice_sample(Tape *tape, Sampler *s)
{
    return op_slice(tape, sample_normal(tape, s, SHAPE(3, 5)), sample_kind(s) == 0 ? 0 : -1, 1, 3);
}

const Op OP_SLICE = {.name = "slice", .backward = view_backward, .sample = slice_sample, .samples = 2};

Var op_slice(Tape *tape, Var x, int axis, int begin, int end)
{
    Node *y = tape_push(tape, &OP_SLICE, x);
    if (!y)
        return VAR_NONE;
    char text[SHAPE_TEXT];
    const Shape shape = tensor_shape(y->in[0]->value);
    int a = axis;
    if (!shape_axis(shape, &a))
        return tape_fail(tape, "slice: x%s has no axis %d", shape_text(shape, text), axis);
    if (begin < 0 || end < begin || end > shape.n[a])
        return tape_fail(tape, "slice: %d to %d is not within axis %d of x%s", begin, end, axis,
                         shape_text(shape, text));
    return push_view(tape, &OP_SLICE, y, (Look){.how = SLICE, .axis = a, .begin = begin, .end = end});
}

// --- broadcast ------------------------------------------------------------------------------------------------------

static Var broadcast_sample(Tape *tape, Sampler *s)
{
    return op_broadcast(tape, sample_normal(tape, s, sample_kind(s) == 0 ? SHAPE(3) : SHAPE(2, 1)), SHAPE(4, 2, 3));
}

const Op OP_BROADCAST = {.name = "broadcast", .backward = view_backward, .sample = broadcast_sample, .samples = 2};

Var op_broadcast(Tape *tape, Var x, Shape shape)
{
    Node *y = tape_push(tape, &OP_BROADCAST, x);
    return y ? push_view(tape, &OP_BROADCAST, y, (Look){.how = BROADCAST, .shape = shape}) : VAR_NONE;
}
