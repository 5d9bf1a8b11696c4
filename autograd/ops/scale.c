// Product with a number that is not learned, and the negative.
//   forward    y = s x             y = -x
//   backward   dx += s dy          dx -= dy
// x, y of one shape.
#include "autograd/ops.h"
#include "autograd/write_op.h"

static void scale_backward(Node *y)
{
    const real *s = y->saved;
    node_give(y->in[0], *s, y);
}

static Var scale_sample(Tape *tape, Sampler *s)
{
    return op_scale(tape, sample_layout(tape, s, SAMPLE_NORMAL), REAL(-1.5));
}

const Op OP_SCALE = {
    .name = "scale", .backward = scale_backward, .sample = scale_sample, .samples = SAMPLE_LAYOUTS, .stores = true};

Var op_scale(Tape *tape, Var x, real s)
{
    Node *y = tape_push_like(tape, &OP_SCALE, x);
    if (!y || !node_keep(y, &s, sizeof s))
        return VAR_NONE;
    tensor_scale(y->value, s, y->in[0]->value);
    return node_var(y);
}

static void neg_backward(Node *y)
{
    node_give(y->in[0], -1, y);
}

static Var neg_sample(Tape *tape, Sampler *s)
{
    return op_neg(tape, sample_layout(tape, s, SAMPLE_NORMAL));
}

const Op OP_NEG = {
    .name = "neg", .backward = neg_backward, .sample = neg_sample, .samples = SAMPLE_LAYOUTS, .stores = true};

Var op_neg(Tape *tape, Var x)
{
    const Node *y = tape_push_like(tape, &OP_NEG, x);
    if (!y)
        return VAR_NONE;
    tensor_scale(y->value, -1, y->in[0]->value);
    return node_var(y);
}
