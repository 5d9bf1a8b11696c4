// What must hold of one layer of attention without W_O and residual, at every step of training, whatever it has
// learned. G_p is dL/dp, and rows are those of the batch:
//   W_Q^T G_Q = (W_K^T G_K)^T    the loss depends on W_Q and W_K only through W_Q W_K^T; both sides are Q^T dS K
//   W_V^T G_V = G_U U^T          and on W_V and U only through W_V U; both sides are V^T A^T dlogits U^T
//   rows of G_U, and G_b, sum to 0, since a softmax does not change when one number is added to all of a row
// In double they hold to 1e-12 of the largest entry. In float a bound is derived where it is used.
#include "train/trainer.h"

#include "tests/support.h"

enum { STEPS = 61, LOOK_EVERY = 10 };
enum { BATCH_ROWS = 32 * 8, WIDTH = 32, LENGTH = 8, CLASSES = 10 }; // of the default model

static Param find(Trainer *trainer, const char *name)
{
    const Param param = params_find(trainer->params, name);
    cr_assert(param.index >= 0, "%s", name);
    return param;
}

// The node of the last forward pass whose right operand is this parameter: X W.
static const Node *product_with(const Trainer *trainer, Param W)
{
    const Node *product = NULL;
    for (int i = 0; i < tape_nodes(trainer->tape); i++) {
        const Node *y = tape_node(trainer->tape, i);
        if (y->op == &OP_MATMUL && y->in[1]->value.data == param_value(W).data)
            product = y;
    }
    cr_assert(product != NULL, "nothing is multiplied by %s", param_name(W));
    return product;
}

static double largest_of(Tensor x)
{
    double largest = 0;
    for (int i = 0; i < tensor_count(x); i++)
        largest = fmax(largest, fabs((double)element(x, i)));
    return largest;
}

static double sum_of_magnitudes(Tensor x)
{
    double sum = 0;
    for (int i = 0; i < tensor_count(x); i++)
        sum += fabs((double)element(x, i));
    return sum;
}

// The largest entry of |X| |W|: what a dot product of X W is made of, before anything cancels.
static double largest_product(Tensor X, Tensor W)
{
    const int K = W.shape[0], N = W.shape[1];
    double largest = 0;
    for (int row = 0; row < tensor_count(X) / K; row++)
        for (int j = 0; j < N; j++) {
            double sum = 0;
            for (int k = 0; k < K; k++)
                sum += fabs((double)element(X, row * K + k) * (double)element(W, k * N + j));
            largest = fmax(largest, sum);
        }
    return largest;
}

// Entry (i, j) of a^T b.
static double transposed_product(Tensor a, Tensor b, int i, int j)
{
    double sum = 0;
    for (int d = 0; d < a.shape[0]; d++)
        sum += (double)a.data[d * a.shape[1] + i] * (double)b.data[d * b.shape[1] + j];
    return sum;
}

static void expect_identity(int step, const char *what, const double *left, const double *right, double bound_in_float)
{
    double largest = 0, apart = 0;
    for (int i = 0; i < WIDTH * WIDTH; i++) {
        largest = fmax(largest, fmax(fabs(left[i]), fabs(right[i])));
        apart = fmax(apart, fabs(left[i] - right[i]));
    }
    const double bound = IN_DOUBLE ? 1e-12 * largest : bound_in_float;
    cr_expect(apart <= bound, "step %d: %s: apart by %g, bound %g, largest %g", step, what, apart, bound, largest);
    cr_expect(bound < largest / 4, "step %d: %s: a bound of %g says nothing of entries up to %g", step, what, bound,
              largest);
}

// A side is a sum of products a b c, a dot product of X W_Q, an entry of dS, a dot product of X W_K. No term passes
// through more roundings than the sums it is in have terms, and 2 for the products; each is at most epsilon / 2 of the
// term. So each side is off by at most n epsilon / 2 max(|X||W_Q|) sum|dS| max(|X||W_K|), and both by twice that. (The
// products with W^T are done here, in double.)
static void look_at_Q_and_K(Trainer *trainer, int step)
{
    const Param W_Q = find(trainer, "layer0.attention.W_Q"), W_K = find(trainer, "layer0.attention.W_K");
    double left[WIDTH * WIDTH], right[WIDTH * WIDTH];
    for (int i = 0; i < WIDTH; i++)
        for (int j = 0; j < WIDTH; j++) {
            left[i * WIDTH + j] = transposed_product(param_value(W_Q), param_grad(W_Q), i, j);
            right[i * WIDTH + j] = transposed_product(param_value(W_K), param_grad(W_K), j, i);
        }
    const Node *softmax = NULL;
    for (int i = 0; i < tape_nodes(trainer->tape); i++)
        if (tape_node(trainer->tape, i)->op == &OP_SOFTMAX)
            softmax = tape_node(trainer->tape, i);
    cr_assert(softmax != NULL);
    const Tensor X = product_with(trainer, W_Q)->in[0]->value, dS = softmax->in[0]->grad;
    const double terms =
        largest_product(X, param_value(W_Q)) * sum_of_magnitudes(dS) * largest_product(X, param_value(W_K));
    const int n = BATCH_ROWS + LENGTH + WIDTH + 2;
    expect_identity(step, "W_Q^T G_Q = (W_K^T G_K)^T", left, right, n * (double)REAL_EPSILON * terms);
}

// The same of X W_V, A, dlogits and U. A row of A sums to 1, and so mixes V without enlarging it.
static void look_at_V_and_U(Trainer *trainer, int step)
{
    const Param W_V = find(trainer, "layer0.attention.W_V"), U = find(trainer, "head.U");
    const Tensor u = param_value(U), G_U = param_grad(U);
    double left[WIDTH * WIDTH], right[WIDTH * WIDTH];
    for (int i = 0; i < WIDTH; i++)
        for (int j = 0; j < WIDTH; j++) {
            left[i * WIDTH + j] = transposed_product(param_value(W_V), param_grad(W_V), i, j);
            right[i * WIDTH + j] = 0;
            for (int c = 0; c < CLASSES; c++)
                right[i * WIDTH + j] += (double)G_U.data[i * CLASSES + c] * (double)u.data[j * CLASSES + c];
        }
    const Tensor X = product_with(trainer, W_V)->in[0]->value, dlogits = product_with(trainer, U)->grad;
    const double terms = largest_product(X, param_value(W_V)) * sum_of_magnitudes(dlogits) * largest_of(u);
    const int n = BATCH_ROWS + LENGTH + WIDTH + CLASSES + 2;
    expect_identity(step, "W_V^T G_V = G_U U^T", left, right, n * (double)REAL_EPSILON * terms);
}

// A row of dlogits, (p - onehot) / rows, is at most 2 / rows in sum of magnitudes, and off by at most CLASSES + 4
// roundings of that; summing over the rows of the batch adds one rounding a row. All of it is scaled by Y, which is 1
// for G_b.
static void look_at_the_head(Trainer *trainer, int step)
{
    const char *names[] = {"head.U", "head.b"};
    const Tensor Y = product_with(trainer, find(trainer, "head.U"))->in[0]->value;
    for (int k = 0; k < 2; k++) {
        const Tensor G = param_grad(find(trainer, names[k]));
        const double in_float = (BATCH_ROWS + CLASSES + 4) * (double)REAL_EPSILON * (k == 0 ? largest_of(Y) : 1);
        const double bound = IN_DOUBLE ? 1e-12 * largest_of(G) : in_float;
        cr_expect(bound < largest_of(G) / 4, "step %d: a bound of %g says nothing of %s", step, bound, names[k]);
        for (int row = 0; row < tensor_count(G) / CLASSES; row++) {
            double sum = 0;
            for (int c = 0; c < CLASSES; c++)
                sum += (double)G.data[row * CLASSES + c];
            cr_expect(fabs(sum) <= bound, "step %d: row %d of the gradient of %s sums to %g", step, row, names[k], sum);
        }
    }
}

Test(identities, hold_at_every_step_of_training)
{
    Trainer trainer;
    BatchResult result;
    cr_assert(trainer_new(&trainer, trainer_defaults(&TASK_REVERSE)), "%s", trainer.error);
    tape_keep_gradients(trainer.tape, true); // those of inner nodes are looked at
    for (int step = 0; step < STEPS; step++) {
        cr_assert(trainer_backward(&trainer, &result), "%s", trainer.error);
        if (step % LOOK_EVERY == 0) {
            look_at_Q_and_K(&trainer, step);
            look_at_V_and_U(&trainer, step);
            look_at_the_head(&trainer, step);
        }
        trainer_update(&trainer);
    }
    trainer_free(&trainer);
}
