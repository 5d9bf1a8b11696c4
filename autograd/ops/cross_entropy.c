// The mean cross-entropy of the rows of logits, each with an integer target.
//   forward    loss = (1/n) sum_r -log p_r[target_r]        p_r = softmax(logits_r), n the number of rows that count
//   backward   dlogits_r += dloss/n (p_r - onehot(target_r))
// logits [..,C], one target in 0..C-1 for each row; -1 leaves the row out: it counts for nothing and gets no gradient.
// In nats. With all rows left out the loss is 0. The softmax of the forward pass is kept for the backward.
#include "autograd/ops.h"
#include "autograd/write_op.h"
#include "tensor/maths.h"
#include "tensor/rows.h"

typedef struct {
    int rows, counted;
    const int32_t *target;
    real *p; // [rows, C]
} Classes;

static void cross_entropy_backward(Node *loss)
{
    const Classes *classes = loss->saved;
    const Node *logits = loss->in[0];
    const int C = logits->value.shape[logits->value.rank - 1];
    const real share = classes->counted ? loss->grad.data[0] / (real)classes->counted : 0;
    for (int r = 0; r < classes->rows; r++)
        if (classes->target[r] >= 0)
            row_add_cross_entropy_slope(logits->grad.data + r * C, classes->p + r * C, C, classes->target[r], share);
}

static Var cross_entropy_sample(Tape *tape, Sampler *s)
{
    const int32_t target[] = {1, sample_below(s, 4), sample_kind(s) == 0 ? 3 : -1, 0, 2, 2};
    return op_cross_entropy(tape, sample_normal(tape, s, SHAPE(2, 3, 4)), target);
}

const Op OP_CROSS_ENTROPY = {
    .name = "cross_entropy", .backward = cross_entropy_backward, .sample = cross_entropy_sample, .samples = 2};

// Keeps a copy of the targets, counts those that count, and makes room for p; the tape fails if one is out of range.
static void keep_targets(Node *loss, const int32_t *target, int rows, int C)
{
    Tape *tape = loss->tape;
    Classes classes = {.rows = rows};
    for (int r = 0; r < rows; r++) {
        if (target[r] < -1 || target[r] >= C) {
            tape_fail(tape, "cross_entropy: target %d of row %d is not in 0..%d, nor -1 (left out)", (int)target[r], r,
                      C - 1);
            return;
        }
        classes.counted += target[r] >= 0;
    }
    classes.target = tape_keep(tape, target, (size_t)rows * sizeof *target);
    classes.p = tape_alloc(tape, (size_t)rows * (size_t)C * sizeof(real));
    node_keep(loss, &classes, sizeof classes);
}

// The sum of the rows' -log p_target = (m - x_target) + log sum, which loses nothing where p_target is 1 or 0.
static real sum_of_rows(const Classes *classes, const real *x, int C)
{
    SoftmaxRow row[ROWS_TOGETHER];
    real sum = 0;
    for (int begin = 0, count; begin < classes->rows; begin += count) {
        count = row_together(classes->rows - begin, C);
        row_softmax_each(row, classes->p + begin * C, x + begin * C, count, C, 1);
        for (int r = begin; r < begin + count; r++) {
            const int target = classes->target[r];
            if (target >= 0)
                sum += (row[r - begin].m - x[r * C + target]) + real_log(row[r - begin].sum);
        }
    }
    return sum;
}

Var op_cross_entropy(Tape *tape, Var logits_, const int32_t *target)
{
    Node *loss = tape_push(tape, &OP_CROSS_ENTROPY, logits_);
    if (!loss)
        return VAR_NONE;
    const Tensor logits = tape_row_major(tape, loss->in[0]->value);
    const int C = logits.rank ? logits.shape[logits.rank - 1] : 0, rows = C ? tensor_count(logits) / C : 0;
    char text[SHAPE_TEXT];
    if (C < 1)
        return tape_fail(tape, "cross_entropy: logits%s have no classes", shape_text(tensor_shape(logits), text));
    keep_targets(loss, target, rows, C);
    loss->value = tape_tensor(tape, SCALAR);
    if (tape_error(tape))
        return VAR_NONE;
    const Classes *classes = loss->saved;
    const real sum = sum_of_rows(classes, logits.data, C);
    loss->value.data[0] = classes->counted ? sum / (real)classes->counted : 0;
    return node_var(loss);
}
