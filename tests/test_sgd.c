// SGD against three steps of its recurrences, worked by hand. Every number is a sum of powers of 2 that both precisions
// hold exactly, so that they are compared as they are.
#include "train/sgd.h"

#include "tests/support.h"

enum { STEPS = 3, NUMBERS = 3 };

static const real BEGIN[NUMBERS] = {1, -2, 4};
static const real GRADIENT[STEPS][NUMBERS] = {{2, 4, -8}, {1, 0, 4}, {-1, 2, 0}};

// At rate 1/2. In the comments, for the first number: g = dL/dp + decay p, v = momentum v + g, p = p - v / 2.
static const struct {
    real momentum, decay;
    double p[STEPS][NUMBERS];
} ROWS[] = {
    // p: 1 - 1, 0 - 1/2, -1/2 + 1/2
    {0, 0, {{0, -4, 8}, {-0.5, -4, 6}, {0, -5, 6}}},
    // v: 2, 1 + 1, 1 - 1
    {REAL(0.5), 0, {{0, -4, 8}, {-1, -5, 8}, {-1, -6.5, 8}}},
    // g: 2 + 1/4, 1 - 1/32, -1 - 0.15234375
    {0, REAL(0.25), {{-0.125, -3.75, 7.5}, {-0.609375, -3.28125, 4.5625}, {-0.033203125, -3.87109375, 3.9921875}}},
    // g: 2.25, 1 - 1/32, -1 - 0.29296875    v: 2.25, 1.125 + 0.96875, 1.046875 - 1.29296875
    {REAL(0.5),
     REAL(0.25),
     {{-0.125, -3.75, 7.5}, {-1.171875, -4.15625, 6.3125}, {-1.048828125, -4.83984375, 4.9296875}}},
};

Test(sgd, three_steps_by_hand)
{
    for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++) {
        Params *params = quiet_params();
        const Param a = params_add(params, "a", SHAPE(2, 1)), b = params_add(params, "b", SCALAR);
        tensor_copy(param_value(a), TENSOR(SHAPE(2, 1), BEGIN[0], BEGIN[1]));
        tensor_copy(param_value(b), TENSOR(SCALAR, BEGIN[2]));
        Sgd sgd;
        cr_assert(sgd_new(&sgd, params, REAL(0.5), ROWS[row].momentum, ROWS[row].decay));
        for (int step = 0; step < STEPS; step++) {
            const real *g = GRADIENT[step];
            tensor_copy(param_grad(a), TENSOR(SHAPE(2, 1), g[0], g[1]));
            tensor_copy(param_grad(b), TENSOR(SCALAR, g[2]));
            sgd_step(&sgd, params);
            for (int i = 0; i < NUMBERS; i++) {
                const double p = (double)(i < 2 ? param_value(a).data[i] : param_value(b).data[0]);
                cr_expect(p == ROWS[row].p[step][i], "row %zu, step %d, number %d: %.12g, expected %.12g", row,
                          step + 1, i, p, ROWS[row].p[step][i]);
                cr_expect(params_grads(params).data[i] == 0, "row %zu: the gradient is cleared", row);
            }
        }
        sgd_free(&sgd);
        params_free(params);
    }
}

// Without momentum nothing is kept, and an optimizer of no parameters does nothing.
Test(sgd, keeps_a_velocity_only_for_momentum)
{
    Params *params = quiet_params();
    Sgd sgd;
    cr_assert(sgd_new(&sgd, params, 1, REAL(0.5), 0));
    sgd_step(&sgd, params);
    sgd_free(&sgd);
    params_add(params, "a", SHAPE(2, 3));
    cr_assert(sgd_new(&sgd, params, 1, 0, 0));
    cr_expect(sgd.velocity.data == NULL);
    sgd_free(&sgd);
    cr_assert(sgd_new(&sgd, params, 1, REAL(0.5), 0));
    cr_expect(sgd.velocity.data != NULL && tensor_count(sgd.velocity) == 6);
    sgd_free(&sgd);
    params_free(params);
}
