// Dropout: some elements, drawn anew for each use, are set to 0, and the others are made larger to keep the mean.
//   forward    y_i = k_i x_i,   k_i = 0 with probability p, else 1 / (1 - p)
//   backward   dx_i += k_i dy_i
// x, y of one shape; 0 <= p < 1. The generator is passed by value: the same one drops the same elements, so that a use
// can be repeated and checked; the caller moves on to the next (rng_advance by the number of elements).
// Srivastava et al. (2014), Dropout: a simple way to prevent neural networks from overfitting.
#include "autograd/ops.h"
#include "autograd/write_op.h"

typedef struct {
    real p;
    Rng rng; // as it was: backward draws the same k again
} Dropping;

static real next_factor(Rng *rng, real p)
{
    return rng_uniform(rng) < p ? 0 : 1 / (1 - p);
}

static void dropout_backward(Node *y)
{
    const Dropping *dropping = y->saved;
    Rng rng = dropping->rng;
    real *dx = y->in[0]->grad.data;
    for (int i = 0; i < tensor_count(y->value); i++)
        dx[i] += next_factor(&rng, dropping->p) * y->grad.data[i];
}

static Var dropout_sample(Tape *tape, Sampler *s)
{
    static const real P[] = {REAL(0.25), 0, REAL(0.75)};
    const Var x = sample_normal(tape, s, SHAPE(3, 4));
    return op_dropout(tape, sample_kind(s) == 2 ? op_transpose(tape, x, 0, 1) : x, P[sample_kind(s)], rng_seed(5, 5));
}

const Op OP_DROPOUT = {.name = "dropout", .backward = dropout_backward, .sample = dropout_sample, .samples = 3};

Var op_dropout(Tape *tape, Var x_, real p, Rng rng)
{
    Node *y = tape_push_like(tape, &OP_DROPOUT, x_);
    if (!y || !node_keep(y, &(Dropping){p, rng}, sizeof(Dropping)))
        return VAR_NONE;
    if (!(p >= 0 && p < 1))
        return tape_fail(tape, "dropout: p = %g is not in [0, 1)", (double)p);
    const Tensor x = tape_row_major(tape, y->in[0]->value);
    for (int i = 0; x.data && i < tensor_count(x); i++)
        y->value.data[i] = next_factor(&rng, p) * x.data[i];
    return node_var(y);
}
