// What training leaves as it is. Under a flow along the gradient W_Q^T W_Q - W_K^T W_K does not change, since
// W_Q^T G_Q = (W_K^T G_K)^T (test_identities.c). A step of plain SGD changes it only by what is quadratic in the rate,
//   rate^2 (G_Q^T G_Q - G_K^T G_K),
// so over the same training time, rate * steps, the drift is in proportion to the rate. Momentum breaks this.
#include "train/trainer.h"

#include "tests/support.h"

enum { N = 32, CELLS = N * N };

// y += s (a^T a), for a [N,N] of the store
static void add_gram(double *y, double s, Tensor a)
{
    for (int d = 0; d < N; d++)
        for (int i = 0; i < N; i++)
            for (int j = 0; j < N; j++)
                y[i * N + j] += s * (double)a.data[d * N + i] * (double)a.data[d * N + j];
}

static double norm(const double *x)
{
    double sum = 0;
    for (int i = 0; i < CELLS; i++)
        sum += x[i] * x[i];
    return sqrt(sum);
}

typedef struct {
    double drift;  // of W_Q^T W_Q - W_K^T W_K, from the first step to the last
    double moved;  // W_Q^T W_Q itself
    double beside; // what the sum over all steps leaves unexplained of the drift
} Drift;

static Drift train(double rate, double momentum, int steps)
{
    static double drift[CELLS], moved[CELLS], beside[CELLS];
    memset(drift, 0, sizeof drift);
    memset(moved, 0, sizeof moved);
    memset(beside, 0, sizeof beside);
    Trainer trainer;
    BatchResult result;
    TrainerOptions options = trainer_defaults(&TASK_REVERSE);
    options.optimizer.rate = rate;
    options.optimizer.momentum = momentum;
    cr_assert(trainer_new(&trainer, options), "%s", trainer.error);
    const Param W_Q = params_find(trainer.params, "layer0.attention.W_Q");
    const Param W_K = params_find(trainer.params, "layer0.attention.W_K");
    add_gram(drift, -1, param_value(W_Q));
    memcpy(moved, drift, sizeof moved);
    add_gram(drift, 1, param_value(W_K));
    for (int step = 0; step < steps; step++) {
        cr_assert(trainer_backward(&trainer, &result), "%s", trainer.error);
        add_gram(beside, -rate * rate, param_grad(W_Q));
        add_gram(beside, rate * rate, param_grad(W_K));
        trainer_update(&trainer);
    }
    add_gram(moved, 1, param_value(W_Q));
    add_gram(drift, 1, param_value(W_Q));
    add_gram(drift, -1, param_value(W_K));
    for (int i = 0; i < CELLS; i++)
        beside[i] += drift[i];
    trainer_free(&trainer);
    return (Drift){norm(drift), norm(moved), norm(beside)};
}

// In float every step also rounds each weight once, which adds up to less than steps epsilon (|W_Q|^2 + |W_K|^2): about
// 2e-4, 1 % of the drift.
Test(drift, is_what_the_second_order_of_the_steps_adds_up_to)
{
    const Drift drift = train(0.1, 0, 150);
    cr_expect(drift.moved > 1, "nothing was learned: W_Q^T W_Q moved by %g", drift.moved);
    cr_expect(drift.beside <= (IN_DOUBLE ? 1e-12 * drift.moved : 0.01 * drift.drift),
              "%g of a drift of %g is unexplained", drift.beside, drift.drift);
}

Test(drift, is_in_proportion_to_the_rate_without_momentum)
{
    const Drift fast = train(0.1, 0, 150), slow = train(0.01, 0, 1500);
    cr_expect(fast.moved > 1 && slow.moved > 1, "nothing was learned: %g, %g", fast.moved, slow.moved);
    cr_expect(fast.drift < 0.03 * fast.moved, "drift %g, moved %g", fast.drift, fast.moved);
    cr_expect(fast.drift > 8 * slow.drift && fast.drift < 12 * slow.drift, "drift %g at 0.1, %g at 0.01", fast.drift,
              slow.drift);
}

// The same length of steps, 0.01 / (1 - 0.9), and the same time.
Test(drift, is_large_with_momentum)
{
    const Drift heavy = train(0.01, 0.9, 150);
    cr_expect(heavy.moved > 1, "nothing was learned: %g", heavy.moved);
    cr_expect(heavy.drift > 0.03 * heavy.moved, "drift %g, moved %g", heavy.drift, heavy.moved);
    cr_expect(heavy.beside > heavy.drift / 2, "%g of a drift of %g is unexplained", heavy.beside, heavy.drift);
}
