// Each input's gradient is exchanged for a tensor of zeros while the op goes back.
#include "examples/heed/spoil.h"

#include "tensor/rows.h"

#include <tgmath.h>

Parts parts_of(Node *y)
{
    Parts parts = {0};
    Tensor grad[MAX_INPUTS] = {0};
    for (int k = 0; k < y->inputs; k++) {
        bool twice = false;
        for (int i = 0; i < k; i++)
            twice = twice || y->in[i] == y->in[k];
        grad[k] = y->in[k]->grad;
        if (twice || !y->in[k]->needs_grad)
            continue;
        parts.dx[k] = tape_tensor(y->tape, tensor_shape(grad[k]));
        tensor_fill(parts.dx[k], 0);
    }
    for (int k = 0; k < y->inputs; k++)
        if (parts.dx[k].data)
            y->in[k]->grad = parts.dx[k];
    y->op->backward(y);
    for (int k = y->inputs - 1; k >= 0; k--)
        if (parts.dx[k].data)
            y->in[k]->grad = grad[k];
    return parts;
}

void parts_add(Node *y, Parts parts)
{
    for (int k = 0; k < y->inputs; k++)
        tensor_add_scaled(y->in[k]->grad, 1, parts.dx[k]);
}

Tensor tape_copy_of(const Node *y, Tensor x)
{
    const Tensor copy = tape_tensor(y->tape, tensor_shape(x));
    tensor_copy(copy, x);
    return copy;
}

int last_size(Tensor x)
{
    return x.rank > 0 ? x.shape[x.rank - 1] : 1;
}

bool is_square(Tensor x)
{
    return x.rank >= 2 && x.shape[x.rank - 2] == last_size(x);
}

bool is_causal(Tensor A)
{
    const int n = last_size(A);
    for (int i = 0; i < tensor_count(A); i++)
        if (i % n > i / n % n && A.data[i] != 0)
            return false;
    return is_square(A) && n > 1;
}

real softmax_scale(const Node *y, Tensor dx)
{
    const int n = last_size(dx);
    real largest = 0, scale = 1;
    for (int i = 0; i < tensor_count(dx); i++) {
        const int row = i - i % n;
        const real p = y->value.data[i] * (y->grad.data[i] - row_dot(y->grad.data + row, y->value.data + row, n));
        if (fabs(p) > largest) {
            largest = fabs(p);
            scale = dx.data[i] / p;
        }
    }
    return scale;
}
