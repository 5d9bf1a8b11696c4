// The matrix product over the last two axes; leading axes are the batch, and broadcast.
//   forward    y = a b
//   backward   da += dy b^T,  db += a^T dy
// a [..,M,K], b [..,K,N], y [..,M,N]. Where a matrix was used for a whole batch (as weights are), its gradient is the
// sum over the batch. That dy b^T is right can be read off its shape: [M,N] [N,K] is the only way to an [M,K].
#include "autograd/ops.h"
#include "autograd/tape_inner.h"
#include "autograd/write_op.h"
#include "tensor/matmul.h"

// Adds a b to dx, or stores it where dx holds nothing yet: that saves filling dx with zeros and reading them.
static void give(Node *x, Tensor a, Tensor b)
{
    matmul_on(tape_threads(x->tape), x->grad, a, b, !node_first_write(x));
}

static void matmul_backward(Node *y)
{
    Node *a = y->in[0], *b = y->in[1];
    give(a, y->grad, tensor_transpose(b->value, -2, -1));
    give(b, tensor_transpose(a->value, -2, -1), y->grad);
}

static Var matmul_sample(Tape *tape, Sampler *s)
{
    switch (sample_kind(s)) {
    case 0: return op_matmul(tape, sample_normal(tape, s, SHAPE(3, 4)), sample_normal(tape, s, SHAPE(4, 5)));
    case 1: return op_matmul(tape, sample_normal(tape, s, SHAPE(2, 3, 4)), sample_normal(tape, s, SHAPE(4, 5)));
    case 2: return op_matmul(tape, sample_normal(tape, s, SHAPE(2, 1, 3, 4)), sample_normal(tape, s, SHAPE(3, 4, 2)));
    default: {
        const Var x = sample_normal(tape, s, SHAPE(2, 3, 4)); // scores of a sequence against itself
        return op_matmul(tape, x, op_transpose(tape, x, -2, -1));
    }
    }
}

const Op OP_MATMUL = {
    .name = "matmul", .backward = matmul_backward, .sample = matmul_sample, .samples = 4, .stores = true};

// Keeps the error on a product that there is not. False, always.
static bool refuse(Tape *tape, Shape a, Shape b, const char *why)
{
    char text_a[SHAPE_TEXT], text_b[SHAPE_TEXT];
    tape_fail(tape, "matmul: A%s x B%s: %s", shape_text(a, text_a), shape_text(b, text_b), why);
    return false;
}

// The shape of a b. False: there is none, and the tape says why.
static bool product_shape(Tape *tape, Shape a, Shape b, Shape *y)
{
    if (a.rank < 2 || b.rank < 2)
        return refuse(tape, a, b, "both need at least two axes; reshape a vector to [1,n] or [n,1]");
    const int M = a.n[a.rank - 2], K = a.n[a.rank - 1], K_b = b.n[b.rank - 2], N = b.n[b.rank - 1];
    if (K != K_b) {
        char why[96];
        snprintf(why, sizeof why, "inner sizes %d and %d differ%s", K, K_b,
                 K == N ? "; did you mean the transpose of B?" : "");
        return refuse(tape, a, b, why);
    }
    Shape like_a = a, like_b = b; // what remains to be compared is the batch
    like_a.n[a.rank - 1] = like_b.n[b.rank - 1] = N;
    like_a.n[a.rank - 2] = like_b.n[b.rank - 2] = M;
    return shape_broadcast(y, like_a, like_b) || refuse(tape, a, b, "the leading axes do not broadcast");
}

Var op_matmul(Tape *tape, Var a, Var b)
{
    Node *y = tape_push(tape, &OP_MATMUL, a, b);
    Shape shape;
    if (!y || !product_shape(tape, tensor_shape(y->in[0]->value), tensor_shape(y->in[1]->value), &shape))
        return VAR_NONE;
    y->value = tape_tensor(tape, shape);
    matmul_on(tape_threads(tape), y->value, y->in[0]->value, y->in[1]->value, false);
    return node_var(y);
}
