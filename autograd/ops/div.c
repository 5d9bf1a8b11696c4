// Quotient, element by element.
//   forward    y = a / b
//   backward   da += dy / b,  db -= dy * y / b        since d(a/b)/db = -a/b^2 = -y/b
// a, b broadcast to y. Where an input was repeated, its gradient is the sum over the repetitions.
#include "autograd/ops.h"
#include "autograd/write_op.h"

static void add_da(Node *y)
{
    const Node *a = y->in[0], *b = y->in[1];
    Walk walk = walk_over(tensor_shape(y->value), 3, (Tensor[]){a->grad, y->grad, b->value});
    while (walk_next(&walk))
        for (int i = 0; i < walk.n; i++)
            walk.at[0][i * walk.step[0]] += walk.at[1][i * walk.step[1]] / walk.at[2][i * walk.step[2]];
}

static void add_db(Node *y)
{
    const Node *b = y->in[1];
    Walk walk = walk_over(tensor_shape(y->value), 4, (Tensor[]){b->grad, y->grad, y->value, b->value});
    while (walk_next(&walk))
        for (int i = 0; i < walk.n; i++)
            walk.at[0][i * walk.step[0]] -=
                walk.at[1][i * walk.step[1]] * walk.at[2][i * walk.step[2]] / walk.at[3][i * walk.step[3]];
}

static void div_backward(Node *y)
{
    if (y->in[0]->needs_grad)
        add_da(y);
    if (y->in[1]->needs_grad)
        add_db(y);
}

static Var div_sample(Tape *tape, Sampler *s)
{
    const Pair in = sample_pair(tape, s, SAMPLE_POSITIVE);
    return op_div(tape, in.a, in.b);
}

const Op OP_DIV = {.name = "div", .backward = div_backward, .sample = div_sample, .samples = SAMPLE_PAIRS - 1};

Var op_div(Tape *tape, Var a, Var b)
{
    const Node *y = tape_push_both(tape, &OP_DIV, a, b);
    if (!y)
        return VAR_NONE;
    tensor_div(y->value, y->in[0]->value, y->in[1]->value);
    return node_var(y);
}
