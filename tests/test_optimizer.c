// Optimizers against steps of their recurrences, worked by hand. Where every number is a sum of powers of 2, which both
// precisions hold exactly, they are compared as they are. Whole curves are held against PyTorch in
// test_golden_curves.c.
#include "train/optimizer.h"
#include "train/schedule.h"

#include "tests/support.h"

enum { STEPS = 3, NUMBERS = 3 };

static const real BEGIN[NUMBERS] = {1, -2, 4};
static const real GRADIENT[STEPS][NUMBERS] = {{2, 4, -8}, {1, 0, 4}, {-1, 2, 0}};

// At rate 1/2. In the comments, for the first number: g = dL/dp + decay p, v = momentum v + g, p = p - v / 2.
static const struct {
    double momentum, decay;
    bool nesterov;
    double p[STEPS][NUMBERS];
} ROWS[] = {
    // p: 1 - 1, 0 - 1/2, -1/2 + 1/2
    {0, 0, false, {{0, -4, 8}, {-0.5, -4, 6}, {0, -5, 6}}},
    // v: 2, 1 + 1, 1 - 1
    {0.5, 0, false, {{0, -4, 8}, {-1, -5, 8}, {-1, -6.5, 8}}},
    // g: 2 + 1/4, 1 - 1/32, -1 - 0.15234375
    {0, 0.25, false, {{-0.125, -3.75, 7.5}, {-0.609375, -3.28125, 4.5625}, {-0.033203125, -3.87109375, 3.9921875}}},
    // g: 2.25, 1 - 1/32, -1 - 0.29296875    v: 2.25, 1.125 + 0.96875, 1.046875 - 1.29296875
    {0.5, 0.25, false, {{-0.125, -3.75, 7.5}, {-1.171875, -4.15625, 6.3125}, {-1.048828125, -4.83984375, 4.9296875}}},
    // v: 2, 2, 0    g + v / 2: 3, 2, -1
    {0.5, 0, true, {{-0.5, -5, 10}, {-1.5, -5.5, 8}, {-1, -7.25, 8}}},
};

// Three numbers that begin as BEGIN, in a matrix and a scalar.
static Params *three_numbers(void)
{
    Params *params = quiet_params();
    const Param a = params_add(params, "a", SHAPE(2, 1)), b = params_add(params, "b", SCALAR);
    tensor_copy(param_value(a), TENSOR(SHAPE(2, 1), BEGIN[0], BEGIN[1]));
    tensor_copy(param_value(b), TENSOR(SCALAR, BEGIN[2]));
    return params;
}

static void step(Optimizer *optimizer, Params *params, const real *gradient)
{
    tensor_copy(params_grads(params), TENSOR(SHAPE(NUMBERS), gradient[0], gradient[1], gradient[2]));
    optimizer_step(optimizer, params);
    cr_expect_null(params_error(params));
    for (int i = 0; i < NUMBERS; i++)
        cr_expect(params_grads(params).data[i] == 0, "the gradient is cleared");
}

Test(optimizer, three_steps_of_sgd_by_hand)
{
    for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++) {
        Params *params = three_numbers();
        Optimizer sgd;
        OptimizerOptions options = optimizer_plain(0.5);
        options.momentum = ROWS[row].momentum;
        options.weight_decay = ROWS[row].decay;
        options.nesterov = ROWS[row].nesterov;
        cr_assert(optimizer_new(&sgd, params, options));
        for (int s = 0; s < STEPS; s++) {
            step(&sgd, params, GRADIENT[s]);
            for (int i = 0; i < NUMBERS; i++) {
                const double p = (double)params_values(params).data[i];
                cr_expect(p == ROWS[row].p[s][i], "row %zu, step %d, number %d: %.12g, expected %.12g", row, s + 1, i,
                          p, ROWS[row].p[s][i]);
            }
        }
        cr_expect_eq(sgd.steps, STEPS);
        optimizer_free(&sgd);
        params_free(params);
    }
}

// At rate 1/2, beta1 1/2, beta2 3/4 and epsilon 1, with the gradient 3 and then 0, p from 1 on:
//   step 1   m = 3/2, v = 9/4;    m / (1/2) = 3, sqrt(v / (1/4)) = 3;       p = 1 - 1/2 3 / (3 + 1) = 5/8
//   step 2   m = 3/4, v = 27/16;  m / (3/4) = 1, sqrt(v / (7/16)) = sqrt(27/7);   p = 5/8 - 1/2 / (sqrt(27/7) + 1)
// A decay of 1/3 adds p / 3 to the gradients of Adam, which are therefore given as 3 - 1/3 and 0 - 5/24; in AdamW it
// takes 1/6 of p off before each step.
Test(optimizer, two_steps_of_adam_by_hand)
{
    const double last = 0.5 / (sqrt(27.0 / 7) + 1);
    const struct {
        OptimizerKind kind;
        double decay, gradient[2], p[2];
    } rows[] = {
        {OPTIMIZER_ADAM, 0, {3, 0}, {0.625, 0.625 - last}},
        {OPTIMIZER_ADAM, 1 / 3.0, {3 - 1 / 3.0, -0.625 / 3}, {0.625, 0.625 - last}},
        {OPTIMIZER_ADAMW, 1 / 3.0, {3, 0}, {5 / 6.0 - 0.375, (5 / 6.0 - 0.375) * 5 / 6 - last}},
    };
    for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
        Params *params = quiet_params();
        const Param p = params_add(params, "p", SCALAR);
        Optimizer adam;
        OptimizerOptions options = {.kind = rows[row].kind,
                                    .rate = 0.5,
                                    .weight_decay = rows[row].decay,
                                    .beta1 = 0.5,
                                    .beta2 = 0.75,
                                    .epsilon = 1};
        tensor_fill(param_value(p), 1);
        cr_assert(optimizer_new(&adam, params, options));
        for (int s = 0; s < 2; s++) {
            tensor_fill(param_grad(p), (real)rows[row].gradient[s]);
            optimizer_step(&adam, params);
            cr_expect(is_near(param_value(p).data[0], rows[row].p[s], 1), "row %zu, step %d: %.9g, expected %.9g", row,
                      s + 1, (double)param_value(p).data[0], rows[row].p[s]);
        }
        optimizer_free(&adam);
        params_free(params);
    }
}

// The gradients 2, 4 and -4 have the norm 6, and 1e-6 is added to it; what is frozen does not count, so that 2 and -4
// have sqrt(20). A norm below the limit is left alone.
Test(optimizer, clips_by_the_norm_of_all_that_is_not_frozen)
{
    static const real gradient[NUMBERS] = {2, 4, -4};
    for (int freeze = 0; freeze < 2; freeze++) {
        for (int limit = 3; limit <= 7; limit += 4) {
            Params *params = three_numbers();
            Optimizer sgd;
            OptimizerOptions options = optimizer_plain(1);
            options.clip = limit;
            cr_assert(optimizer_new(&sgd, params, options));
            if (freeze)
                optimizer_freeze(&sgd, params_find(params, "b"));
            step(&sgd, params, gradient);
            const double norm = (freeze ? sqrt(20) : 6) + 1e-6, scale = fmin(1, limit / norm);
            const Tensor p = params_values(params);
            for (int i = 0; i < NUMBERS; i++)
                cr_expect(
                    is_near(p.data[i], (double)BEGIN[i] - (freeze && i == 2 ? 0 : scale * (double)gradient[i]), 8),
                    "number %d: %.9g", i, (double)p.data[i]);
            cr_expect(!freeze || p.data[2] == BEGIN[2], "what is frozen stays as it is");
            optimizer_free(&sgd);
            params_free(params);
        }
    }
}

// Neither decay nor the momentum of earlier steps moves what is frozen.
Test(optimizer, leaves_alone_what_is_frozen)
{
    for (OptimizerKind kind = OPTIMIZER_SGD; kind <= OPTIMIZER_ADAMW; kind++) {
        Params *params = three_numbers();
        Optimizer optimizer;
        OptimizerOptions options = optimizer_plain(0.5);
        options.kind = kind;
        options.weight_decay = options.momentum = 0.5;
        cr_assert(optimizer_new(&optimizer, params, options));
        optimizer_freeze(&optimizer, params_find(params, "a"));
        for (int s = 0; s < STEPS; s++)
            step(&optimizer, params, GRADIENT[s]);
        const Tensor p = params_values(params);
        cr_expect(p.data[0] == BEGIN[0] && p.data[1] == BEGIN[1] && p.data[2] != BEGIN[2]);
        optimizer_free(&optimizer);
        params_free(params);
    }
}

// What is kept of each, and by which name; an optimizer of no parameters does nothing.
Test(optimizer, keeps_no_more_than_it_needs)
{
    static const struct {
        OptimizerKind kind;
        double momentum;
        const char *name[3]; // end with NULL
    } rows[] = {
        {OPTIMIZER_SGD, 0, {NULL}},
        {OPTIMIZER_SGD, 0.5, {"momentum_buffer", NULL}},
        {OPTIMIZER_ADAM, 0, {"exp_avg", "exp_avg_sq", NULL}},
        {OPTIMIZER_ADAMW, 0, {"exp_avg", "exp_avg_sq", NULL}},
    };
    for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
        for (int size = 0; size <= 6; size += 6) {
            Params *params = quiet_params();
            Optimizer optimizer;
            OptimizerOptions options = optimizer_plain(1);
            options.kind = rows[row].kind;
            options.momentum = rows[row].momentum;
            if (size > 0)
                params_add(params, "a", SHAPE(2, 3));
            cr_assert(optimizer_new(&optimizer, params, options));
            int states = 0;
            for (; rows[row].name[states]; states++) {
                cr_expect_str_eq(optimizer_state_name(&optimizer, states), rows[row].name[states]);
                cr_expect(optimizer.state[states].data && tensor_count(optimizer.state[states]) == size);
            }
            cr_expect_eq(optimizer_states(&optimizer), states);
            for (int i = states; i < OPTIMIZER_STATES; i++)
                cr_expect_null(optimizer.state[i].data);
            optimizer_step(&optimizer, params);
            optimizer_free(&optimizer);
            params_free(params);
        }
    }
}

Test(optimizer, is_made_after_the_layers)
{
    Params *params = three_numbers();
    Optimizer sgd;
    cr_assert(optimizer_new(&sgd, params, optimizer_plain(1)));
    params_add(params, "late", SCALAR);
    tensor_fill(params_grads(params), 1);
    optimizer_step(&sgd, params);
    const char *expected = "optimizer_step: the store has 3 parameters, and had 2 at optimizer_new; call it after the "
                           "layers";
    cr_assert(params_error(params));
    cr_expect(strncmp(params_error(params), expected, strlen(expected)) == 0, "%s", params_error(params));
    cr_expect(params_values(params).data[0] == BEGIN[0] && sgd.steps == 0, "nothing is done");
    optimizer_free(&sgd);
    params_free(params);
}

// --- schedules ------------------------------------------------------------------------------------------------------

// cos(pi / 3) = 1/2, and so on: of 6 steps after the warm-up, each is a sixth of the half circle.
Test(schedule, by_hand)
{
    const struct {
        Schedule schedule;
        int step, steps;
        double share;
    } rows[] = {
        {{SCHEDULE_CONSTANT, 0}, 0, 10, 1},    {{SCHEDULE_CONSTANT, 0}, 9, 10, 1},
        {{SCHEDULE_CONSTANT, 4}, 0, 10, 0.25}, {{SCHEDULE_CONSTANT, 4}, 2, 10, 0.75},
        {{SCHEDULE_CONSTANT, 4}, 3, 10, 1},    {{SCHEDULE_CONSTANT, 4}, 4, 10, 1},
        {{SCHEDULE_COSINE, 0}, 0, 6, 1},       {{SCHEDULE_COSINE, 0}, 2, 6, 0.75},
        {{SCHEDULE_COSINE, 0}, 3, 6, 0.5},     {{SCHEDULE_COSINE, 0}, 4, 6, 0.25},
        {{SCHEDULE_COSINE, 4}, 0, 10, 0.25},   {{SCHEDULE_COSINE, 4}, 3, 10, 1},
        {{SCHEDULE_COSINE, 4}, 4, 10, 1},      {{SCHEDULE_COSINE, 4}, 8, 10, 0.25},
        {{SCHEDULE_COSINE, 10}, 9, 10, 1},     {{SCHEDULE_COSINE, 1}, 0, 1, 1},
    };
    for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
        const double share = schedule_share(rows[row].schedule, rows[row].step, rows[row].steps);
        cr_expect(fabs(share - rows[row].share) < 1e-15, "row %zu: %.17g, expected %.17g", row, share, rows[row].share);
    }
}
