// A power with a fixed exponent.
//   forward    y = x^p
//   backward   dx += dy p x^(p-1)        and nothing if p = 0, where y is 1 for every x, 0 included
// x, y of one shape. As in C's pow, a negative x with a fractional p is NaN.
#include "autograd/ops.h"
#include "autograd/write_op.h"
#include "tensor/maths.h"

static void pow_backward(Node *y)
{
    const Node *x = y->in[0];
    const real p = *(const real *)y->saved;
    if (p == 0)
        return;
    Walk walk = walk_over(tensor_shape(y->value), 3, (Tensor[]){x->grad, y->grad, x->value});
    while (walk_next(&walk))
        for (int i = 0; i < walk.n; i++)
            walk.at[0][i * walk.step[0]] +=
                walk.at[1][i * walk.step[1]] * p * real_pow(walk.at[2][i * walk.step[2]], p - 1);
}

static Var pow_sample(Tape *tape, Sampler *s)
{
    switch (sample_kind(s)) {
    case 0: return op_pow(tape, sample_normal(tape, s, SHAPE(2, 3)), 3);
    case 1: return op_pow(tape, sample_positive(tape, s, SHAPE(2, 3)), REAL(0.5));
    default: return op_pow(tape, op_transpose(tape, sample_positive(tape, s, SHAPE(2, 3)), 0, 1), -2);
    }
}

const Op OP_POW = {.name = "pow", .backward = pow_backward, .sample = pow_sample, .samples = 3};

Var op_pow(Tape *tape, Var x_, real p)
{
    Node *y = tape_push_like(tape, &OP_POW, x_);
    real *saved = y ? tape_alloc(tape, sizeof *saved) : NULL;
    if (!saved)
        return VAR_NONE;
    *saved = p;
    y->saved = saved;
    Walk walk = walk_over(tensor_shape(y->value), 2, (Tensor[]){y->value, y->in[0]->value});
    while (walk_next(&walk))
        for (int i = 0; i < walk.n; i++)
            walk.at[0][i * walk.step[0]] = real_pow(walk.at[1][i * walk.step[1]], p);
    return node_var(y);
}
