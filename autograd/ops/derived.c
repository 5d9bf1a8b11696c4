// Ops that are calls of others, and so need no backward of their own.
//   mean squared error    loss = (1/n) sum (a - b)^2              over all n elements of the broadcast a - b
//   attention             Y = softmax(Q K^T / sqrt(d_k), mask) V  Q [..,T,d_k]  K [..,S,d_k]  V [..,S,d_v]  Y
//   [..,T,d_v]
// Vaswani et al. (2017), Attention is all you need, equation 1.
#include "autograd/ops.h"
#include "autograd/write_op.h"
#include "tensor/maths.h"

Var op_mean_squared_error(Tape *tape, Var a, Var b)
{
    const Var difference = op_sub(tape, a, b);
    return op_mean(tape, op_mul(tape, difference, difference), ALL_AXES, DROP_AXES);
}

Var op_attention(Tape *tape, Var Q, Var K, Var V, Mask mask)
{
    const int d_k = var_size(Q, -1);
    const Var S = op_matmul(tape, Q, op_transpose(tape, K, -2, -1));
    const Var A = op_softmax(tape, S, 1 / real_sqrt((real)(d_k > 0 ? d_k : 1)), mask);
    return op_matmul(tape, A, V);
}
