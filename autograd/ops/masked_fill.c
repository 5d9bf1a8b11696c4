// A constant in the place of what a mask hides.
//   forward    y = x where the mask is 1,  y = s where it is 0
//   backward   dx += dy where the mask is 1
// x, y of one shape, to which the mask broadcasts; s a number.
#include "autograd/ops.h"
#include "autograd/write_op.h"
#include "tensor/mask.h"
#include "tensor/shape.h"

// seen [..] is 1 or 0 for each element of x. No product with it: where dy is infinite, 0 dy would be NaN.
static void masked_fill_backward(Node *y)
{
    const Tensor *seen = y->saved;
    real *dx = y->in[0]->grad.data;
    for (int i = 0; i < tensor_count(*seen); i++)
        if (seen->data[i] > 0)
            dx[i] += y->grad.data[i];
}

static Var masked_fill_sample(Tape *tape, Sampler *s)
{
    static const uint8_t CELLS[] = {1, 0, 1, 0, 1, 1, 1, 1, 0, 0, 0, 1};
    const Var x = sample_normal(tape, s, SHAPE(2, 3, 4));
    switch (sample_kind(s)) {
    case 0: return op_masked_fill(tape, x, mask_on(CELLS, SHAPE(3, 4)), -7);
    case 1: return op_masked_fill(tape, x, mask_on(CELLS, SHAPE(2, 1, 4)), 0);
    default: return op_masked_fill(tape, op_transpose(tape, x, 0, 2), mask_on(CELLS, SHAPE(2)), 1);
    }
}

const Op OP_MASKED_FILL = {
    .name = "masked_fill", .backward = masked_fill_backward, .sample = masked_fill_sample, .samples = 3};

Var op_masked_fill(Tape *tape, Var x_, Mask mask, real s)
{
    Node *y = tape_push_like(tape, &OP_MASKED_FILL, x_);
    if (!y)
        return VAR_NONE;
    const Tensor x = tape_row_major(tape, y->in[0]->value);
    const Shape shape = tensor_shape(x);
    char text_x[SHAPE_TEXT], text_mask[SHAPE_TEXT];
    if (!mask_fits(mask, shape))
        return tape_fail(tape, "masked_fill: mask%s does not fit x%s: it broadcasts, but for the last axis",
                         shape_text(mask_shape(mask), text_mask), shape_text(shape, text_x));
    const Tensor seen = tape_tensor(tape, shape);
    if (tape_error(tape) || !node_keep(y, &seen, sizeof seen))
        return VAR_NONE;
    const int n = shape_last(shape), rows = n ? tensor_count(x) / n : 0;
    for (int r = 0; r < rows; r++) {
        const uint8_t *row = mask_row(mask, shape, r);
        for (int j = 0; j < n; j++) {
            const int i = r * n + j;
            seen.data[i] = !row || row[j];
            y->value.data[i] = seen.data[i] > 0 ? x.data[i] : s;
        }
    }
    return node_var(y);
}
