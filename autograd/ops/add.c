// Sum and difference.
//   forward    y = a + b                  y = a - b
//   backward   da += dy,  db += dy        da += dy,  db -= dy
// a, b broadcast to y. Where an input was repeated, its gradient is the sum over the repetitions.
#include "autograd/ops.h"
#include "autograd/write_op.h"

static void add_backward(Node *y)
{
    node_give(y->in[0], 1, y);
    node_give(y->in[1], 1, y);
}

static Var add_sample(Tape *tape, Sampler *s)
{
    const Pair in = sample_pair(tape, s, SAMPLE_NORMAL);
    return op_add(tape, in.a, in.b);
}

const Op OP_ADD = {
    .name = "add", .backward = add_backward, .sample = add_sample, .samples = SAMPLE_PAIRS, .stores = true};

Var op_add(Tape *tape, Var a, Var b)
{
    const Node *y = tape_push_both(tape, &OP_ADD, a, b);
    if (!y)
        return VAR_NONE;
    tensor_add(y->value, y->in[0]->value, y->in[1]->value);
    return node_var(y);
}

static void sub_backward(Node *y)
{
    node_give(y->in[0], 1, y);
    node_give(y->in[1], -1, y);
}

static Var sub_sample(Tape *tape, Sampler *s)
{
    const Pair in = sample_pair(tape, s, SAMPLE_NORMAL);
    return op_sub(tape, in.a, in.b);
}

const Op OP_SUB = {
    .name = "sub", .backward = sub_backward, .sample = sub_sample, .samples = SAMPLE_PAIRS - 1, .stores = true};

Var op_sub(Tape *tape, Var a, Var b)
{
    const Node *y = tape_push_both(tape, &OP_SUB, a, b);
    if (!y)
        return VAR_NONE;
    tensor_sub(y->value, y->in[0]->value, y->in[1]->value);
    return node_var(y);
}
