// The rectifier.
//   forward    y = max(x, 0)
//   backward   dx += dy where x > 0        at the kink, x = 0, the gradient is taken to be 0
// x, y of one shape. A NaN stays NaN. Nair and Hinton (2010), Rectified linear units improve restricted Boltzmann
// machines.
#include "autograd/ops.h"
#include "autograd/write_op.h"

static void relu_backward(Node *y)
{
    real *dx = y->in[0]->grad.data;
    const real *value = y->value.data, *dy = y->grad.data;
    for (int i = 0; i < tensor_count(y->value); i++)
        if (value[i] > 0) // just where x > 0
            dx[i] += dy[i];
}

static uint64_t relu_decisions(const Node *y, uint64_t signature)
{
    for (int i = 0; i < tensor_count(y->value); i++)
        signature = (signature ^ (y->value.data[i] > 0)) * UINT64_C(1099511628211); // FNV-1a
    return signature;
}

static Var relu_sample(Tape *tape, Sampler *s)
{
    const Var x = sample_normal(tape, s, SHAPE(3, 4));
    return op_relu(tape, sample_kind(s) == 0 ? x : op_transpose(tape, x, 0, 1));
}

const Op OP_RELU = {
    .name = "relu", .backward = relu_backward, .sample = relu_sample, .samples = 2, .decisions = relu_decisions};

Var op_relu(Tape *tape, Var x)
{
    const Node *y = tape_push_like(tape, &OP_RELU, x);
    if (!y)
        return VAR_NONE;
    Walk walk = walk_over(tensor_shape(y->value), 2, (Tensor[]){y->value, y->in[0]->value});
    while (walk_next(&walk))
        for (int i = 0; i < walk.n; i++) {
            const real x_i = walk.at[1][i * walk.step[1]];
            walk.at[0][i * walk.step[0]] = x_i < 0 ? 0 : x_i;
        }
    return node_var(y);
}
