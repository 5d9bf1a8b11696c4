// The logarithm of the softmax of each row, without leaving the range of real.
//   forward    y_j  = (x_j - m) - log sum_k e^(x_k - m)      m = max_k x_k cancels: it only keeps exp in range
//   backward   dx_j += dy_j - e^(y_j) sum_k dy_k
// x, y [..,n].
#include "autograd/ops.h"
#include "autograd/write_op.h"
#include "tensor/maths.h"
#include "tensor/rows.h"

static void log_softmax_backward(Node *y)
{
    const int n = y->value.shape[y->value.rank - 1], rows = n ? tensor_count(y->value) / n : 0;
    for (int r = 0; r < rows; r++) {
        const real *y_r = y->value.data + r * n, *dy_r = y->grad.data + r * n;
        real *dx_r = y->in[0]->grad.data + r * n;
        const real sum = row_sum(dy_r, n);
        for (int j = 0; j < n; j++)
            dx_r[j] += dy_r[j] - real_exp(y_r[j]) * sum;
    }
}

static Var log_softmax_sample(Tape *tape, Sampler *s)
{
    return op_log_softmax(tape, sample_rows(tape, s));
}

const Op OP_LOG_SOFTMAX = {
    .name = "log_softmax", .backward = log_softmax_backward, .sample = log_softmax_sample, .samples = SAMPLE_ROWS};

Var op_log_softmax(Tape *tape, Var x_)
{
    const Node *y = tape_push_like(tape, &OP_LOG_SOFTMAX, x_);
    if (!y)
        return VAR_NONE;
    const Tensor x = tape_row_major(tape, y->in[0]->value);
    if (x.rank < 1)
        return tape_fail(tape, "log_softmax: x[] has no rows");
    const int n = x.shape[x.rank - 1], rows = n && x.data ? tensor_count(x) / n : 0;
    for (int r = 0; r < rows; r++) {
        const real *x_r = x.data + r * n, m = row_max(x_r, n), log_sum = row_log_sum_exp(x_r, n, m);
        for (int j = 0; j < n; j++)
            y->value.data[r * n + j] = (x_r[j] - m) - log_sum;
    }
    return node_var(y);
}
