// The largest element along a set of axes.
//   forward    y = the largest x over the axes,   share = 1/n for the n elements that are as large, 0 for the others
//   backward   dx += dy share                     so ties share the gradient equally
// x, share [..]; y has size 1 on the axes, or lacks them. At least one element falls on each. A NaN is the largest.
#include "autograd/reduce.h"
#include "autograd/write_op.h"

#include <math.h>

static void max_backward(Node *y)
{
    const Tensor *share = y->saved;
    tensor_add_product(y->in[0]->grad, y->grad, *share);
}

static uint64_t max_decisions(const Node *y, uint64_t signature)
{
    const Tensor *share = y->saved;
    for (int i = 0; i < tensor_count(*share); i++)
        signature = signature_mix(signature, share->data[i] > 0);
    return signature;
}

static Var max_sample(Tape *tape, Sampler *s)
{
    const Var x = sample_normal(tape, s, SHAPE(2, 3, 4));
    switch (sample_kind(s)) {
    case 0: return op_max(tape, x, ALL_AXES, DROP_AXES);
    case 1: return op_max(tape, x, AXES(-1), DROP_AXES);
    case 2: return op_max(tape, x, AXES(0, 2), KEEP_AXES);
    default: return op_max(tape, op_transpose(tape, x, 0, 2), AXES(0), DROP_AXES);
    }
}

const Op OP_MAX = {
    .name = "max", .backward = max_backward, .sample = max_sample, .samples = 4, .decisions = max_decisions};

// share = 1 where x is the largest, y, and 0 elsewhere.
static void mark_largest(Tensor share, Tensor x, Tensor y)
{
    Walk walk = walk_over(tensor_shape(x), 3, (Tensor[]){share, x, y});
    while (walk_next(&walk))
        for (int i = 0; i < walk.n; i++) {
            const real candidate = walk.at[1][i * walk.step[1]], largest = walk.at[2][i * walk.step[2]];
            walk.at[0][i * walk.step[0]] = candidate == largest || isnan(candidate);
        }
}

Var op_max(Tape *tape, Var x_, Shape axes, Reduced reduced)
{
    Node *y = tape_push(tape, &OP_MAX, x_);
    Reduction reduction;
    if (!y || !reduction_of(tape, "max", tensor_shape(y->in[0]->value), axes, &reduction))
        return VAR_NONE;
    const Tensor x = y->in[0]->value;
    char text[SHAPE_TEXT];
    if (reduction.fallen == 0)
        return tape_fail(tape, "max: x%s: the largest of no elements", shape_text(tensor_shape(x), text));
    y->value = tape_tensor(tape, reduction.kept);
    const Tensor ties = tape_tensor(tape, reduction.kept), share = tape_tensor(tape, tensor_shape(x));
    if (tape_error(tape) || !node_keep(y, &share, sizeof share))
        return VAR_NONE;
    tensor_max(y->value, x);
    mark_largest(share, x, y->value);
    tensor_sum(ties, share);
    tensor_div(share, share, ties);
    return reduction_var(tape, y, &reduction, reduced);
}
