// Softmax of each row, scaled, over the positions that a mask lets it see.
//   forward    y_j  = exp(s x_j - m) / sum_k exp(s x_k - m)     m = max_k s x_k cancels: it only keeps exp in range
//   backward   dx_j += s y_j (dy_j - sum_k dy_k y_k)            that is s (diag(y) - y y^T) dy, without the matrix
// x, y [..,n]; s a number; the mask broadcasts to x. What is not seen is 0 and gets no gradient, since its y_j is 0; so
// is a row that sees nothing. Weights below e^-60 of the largest are exactly 0 (tensor/rows.h).
// Bridle (1990), Probabilistic interpretation of feedforward classification network outputs.
#include "autograd/ops.h"
#include "autograd/write_op.h"
#include "tensor/mask.h"
#include "tensor/rows.h"
#include "tensor/shape.h"

static void softmax_backward(Node *y)
{
    const real s = *(const real *)y->saved;
    const int n = y->value.shape[y->value.rank - 1], rows = n ? tensor_count(y->value) / n : 0;
    const bool first = node_first_write(y->in[0]);
    for (int r = 0; r < rows; r++) {
        real *dx_r = y->in[0]->grad.data + r * n;
        const real *y_r = y->value.data + r * n, *dy_r = y->grad.data + r * n;
        (first ? row_softmax_slope : row_add_softmax_slope)(dx_r, y_r, dy_r, n, s, row_dot(dy_r, y_r, n));
    }
}

static Var softmax_sample(Tape *tape, Sampler *s)
{
    uint8_t cells[16];
    const Var x = sample_normal(tape, s, SHAPE(2, 4, 4));
    switch (sample_kind(s)) {
    case 0: return op_softmax(tape, x, 1, MASK_ALL);
    case 1: return op_softmax(tape, x, REAL(0.5), mask_causal(cells, 4));
    case 2: return op_softmax(tape, op_transpose(tape, x, 0, 1), 2, MASK_ALL);
    default: // the second row sees nothing, the others all but the first
        return op_softmax(tape, x, 1,
                          mask_on((const uint8_t[]){0, 1, 1, 1, 0, 0, 0, 0, 0, 1, 1, 1, 0, 1, 1, 1}, SHAPE(4, 4)));
    }
}

const Op OP_SOFTMAX = {
    .name = "softmax", .backward = softmax_backward, .sample = softmax_sample, .samples = 4, .stores = true};

Var op_softmax(Tape *tape, Var x_, real scale, Mask mask)
{
    Node *y = tape_push_like(tape, &OP_SOFTMAX, x_);
    if (!y || !node_keep(y, &scale, sizeof scale))
        return VAR_NONE;
    const Tensor x = tape_row_major(tape, y->in[0]->value);
    const Shape shape = tensor_shape(x);
    char text_x[SHAPE_TEXT], text_mask[SHAPE_TEXT];
    if (shape.rank < 1)
        return tape_fail(tape, "softmax: x[] has no rows");
    if (!mask_fits(mask, shape))
        return tape_fail(tape, "softmax: mask%s does not fit x%s: it broadcasts, but for the last axis",
                         shape_text(mask_shape(mask), text_mask), shape_text(shape, text_x));
    const int n = shape_last(shape), rows = n && x.data ? tensor_count(x) / n : 0;
    SoftmaxRow row[ROWS_TOGETHER];
    for (int r = 0, count = 1; r < rows; r += count)
        if (mask.data)
            row_softmax(y->value.data + r * n, x.data + r * n, n, scale, mask_row(mask, shape, r));
        else {
            count = row_together(rows - r, n);
            row_softmax_each(row, y->value.data + r * n, x.data + r * n, count, n, scale);
        }
    return node_var(y);
}
