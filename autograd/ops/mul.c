// Product, element by element.
//   forward    y = a * b
//   backward   da += dy * b,  db += dy * a
// a, b broadcast to y. Where an input was repeated, its gradient is the sum over the repetitions.
#include "autograd/ops.h"
#include "autograd/write_op.h"

static void mul_backward(Node *y)
{
    const Node *a = y->in[0], *b = y->in[1];
    tensor_add_product(a->grad, y->grad, b->value);
    tensor_add_product(b->grad, y->grad, a->value);
}

static Var mul_sample(Tape *tape, Sampler *s)
{
    const Pair in = sample_pair(tape, s, SAMPLE_NORMAL);
    return op_mul(tape, in.a, in.b);
}

const Op OP_MUL = {.name = "mul", .backward = mul_backward, .sample = mul_sample, .samples = SAMPLE_PAIRS};

Var op_mul(Tape *tape, Var a, Var b)
{
    const Node *y = tape_push_both(tape, &OP_MUL, a, b);
    if (!y)
        return VAR_NONE;
    tensor_mul(y->value, y->in[0]->value, y->in[1]->value);
    return node_var(y);
}
