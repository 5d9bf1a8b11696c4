// An op of your own, from outside the library, and its gradient check.
//
// To be learned: an op is a row (its name, its backward, a sample to check it with) and a function that pushes a node
// and computes its value. A wrong backward is found at once: change the 1 in swish_backward and see what is printed.
//
// Prints, in double (own_op64):
//   swish: agrees; the worst element of 6 is off by 2e-07 of what is allowed
// In float (own_op) the checker says that float cannot tell a bug from rounding.
#include "autograd/gradcheck.h"
#include "autograd/write_op.h"

#include <stdio.h>
#include <tgmath.h>

static real sigmoid(real x)
{
    return 1 / (1 + exp(-x));
}

// Swish, or SiLU (Ramachandran et al. 2017).
//   forward    y = x s,    s = 1 / (1 + e^-x)
//   backward   dx += dy s (1 + x (1 - s))
static void swish_backward(Node *y)
{
    const Node *x = y->in[0];
    Walk walk = walk_over(tensor_shape(y->value), 3, (Tensor[]){x->grad, y->grad, x->value});
    while (walk_next(&walk))
        for (int i = 0; i < walk.n; i++) {
            const real x_i = walk.at[2][i * walk.step[2]], s = sigmoid(x_i);
            walk.at[0][i * walk.step[0]] += walk.at[1][i * walk.step[1]] * s * (1 + x_i * (1 - s));
        }
}

static Var swish_sample(Tape *tape, Sampler *s);

static const Op SWISH = {.name = "swish", .backward = swish_backward, .sample = swish_sample, .samples = 1};

static Var swish(Tape *tape, Var x)
{
    const Node *y = tape_push_like(tape, &SWISH, x);
    if (!y)
        return VAR_NONE;
    Walk walk = walk_over(tensor_shape(y->value), 2, (Tensor[]){y->value, y->in[0]->value});
    while (walk_next(&walk))
        for (int i = 0; i < walk.n; i++) {
            const real x_i = walk.at[1][i * walk.step[1]];
            walk.at[0][i * walk.step[0]] = x_i * sigmoid(x_i);
        }
    return node_var(y);
}

static Var swish_sample(Tape *tape, Sampler *s)
{
    return swish(tape, sample_normal(tape, s, SHAPE(2, 3)));
}

int main(void)
{
    CheckReport report = gradcheck_op(&SWISH, 0, 7);
    printf("swish: %s", check_reason(report.reason));
    if (report.tensors > 0) {
        const TensorCheck *worst = &report.tensor[report.worst];
        printf("; the worst element of %d is off by %.0e of what is allowed", worst->elements, worst->ratio);
    }
    printf("\n");
    const bool failed = report.verdict == CHECK_FAIL;
    check_free(&report);
    return failed;
}
