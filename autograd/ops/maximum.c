// The larger of two, element by element.
//   forward    y = max(a, b)
//   backward   da += dy where a > b,  db += dy where b > a,  and half of it to each where a = b
// a, b broadcast to y. A NaN wins.
#include "autograd/ops.h"
#include "autograd/write_op.h"

// What share of dy belongs to a.
static real share_of(real a, real b)
{
    if (a == b)
        return REAL(0.5);
    return a > b || a != a ? 1 : 0;
}

static void add_share(const Node *y, Tensor da, Tensor a, Tensor b)
{
    if (!da.data)
        return;
    Walk walk = walk_over(tensor_shape(y->value), 4, (Tensor[]){da, y->grad, a, b});
    while (walk_next(&walk))
        for (int i = 0; i < walk.n; i++)
            walk.at[0][i * walk.step[0]] +=
                walk.at[1][i * walk.step[1]] * share_of(walk.at[2][i * walk.step[2]], walk.at[3][i * walk.step[3]]);
}

static void maximum_backward(Node *y)
{
    const Node *a = y->in[0], *b = y->in[1];
    add_share(y, a->grad, a->value, b->value);
    add_share(y, b->grad, b->value, a->value);
}

static uint64_t maximum_decisions(const Node *y, uint64_t signature)
{
    Walk walk = walk_over(tensor_shape(y->value), 2, (Tensor[]){y->in[0]->value, y->in[1]->value});
    while (walk_next(&walk))
        for (int i = 0; i < walk.n; i++) {
            const real a = walk.at[0][i * walk.step[0]], b = walk.at[1][i * walk.step[1]];
            signature = signature_mix(signature, (a > b) - (a < b));
        }
    return signature;
}

static Var maximum_sample(Tape *tape, Sampler *s)
{
    const Pair in = sample_pair(tape, s, SAMPLE_NORMAL);
    const Var quarter = op_scale(tape, op_add(tape, in.a, in.b), REAL(0.25));
    return op_sub(tape, op_maximum(tape, in.a, in.b),
                  quarter); // so that neither is without a gradient, whatever is drawn
}

const Op OP_MAXIMUM = {.name = "maximum",
                       .backward = maximum_backward,
                       .sample = maximum_sample,
                       .samples = SAMPLE_PAIRS,
                       .decisions = maximum_decisions};

Var op_maximum(Tape *tape, Var a_, Var b_)
{
    const Node *y = tape_push_both(tape, &OP_MAXIMUM, a_, b_);
    if (!y)
        return VAR_NONE;
    Walk walk = walk_over(tensor_shape(y->value), 3, (Tensor[]){y->value, y->in[0]->value, y->in[1]->value});
    while (walk_next(&walk))
        for (int i = 0; i < walk.n; i++) {
            const real a = walk.at[1][i * walk.step[1]], b = walk.at[2][i * walk.step[2]];
            walk.at[0][i * walk.step[0]] = a > b || a != a ? a : b;
        }
    return node_var(y);
}
