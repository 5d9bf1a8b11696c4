// What the trainer refuses, and where it finds numbers that are not finite.
#include "train/trainer.h"

#include "tests/support.h"

static void begin(Trainer *trainer, TrainerOptions options)
{
    cr_assert(trainer_new(trainer, options), "%s", trainer->error);
}

// --- numbers --------------------------------------------------------------------------------------------------------

// Weights as large as the rate after the first update; their products, in the second step, are beyond real.
Test(trainer_errors, a_rate_that_is_too_large_is_found_at_its_step)
{
    Trainer trainer;
    BatchResult result;
    TrainerOptions options = trainer_defaults(&TASK_REVERSE);
    options.optimizer.rate = IN_DOUBLE ? 1e200 : 1e30;
    begin(&trainer, options);
    cr_assert(trainer_backward(&trainer, &result), "%s", trainer.error);
    trainer_update(&trainer);
    cr_expect(!trainer_backward(&trainer, &result));
    cr_expect_eq(trainer.step, 1);
    cr_expect_eq(trainer.failure, FAILURE_NOT_FINITE);
    cr_expect_str_eq(trainer.error, "the value of matmul [32,8,32] is not finite"); // Q = X W_Q
    Metrics metrics;
    cr_expect(!trainer_evaluate(&trainer, &metrics) && trainer.failure == FAILURE_NOT_FINITE);
    cr_expect_str_eq(trainer.error, "the value of matmul [64,8,32] is not finite");
    trainer_free(&trainer);
}

Test(trainer_errors, the_first_bad_tensor_is_named)
{
    const char *const weights[] = {"layer0.attention.W_Q", "layer0.attention.W_V", "head.b"};
    const real bad[] = {(real)NAN, (real)INFINITY, (real)-INFINITY};
    for (int i = 0; i < 3; i++) {
        Trainer trainer;
        BatchResult result;
        char expected[80];
        begin(&trainer, trainer_defaults(&TASK_FIRST));
        param_value(params_find(trainer.params, weights[i])).data[5] = bad[i];
        cr_expect(!trainer_backward(&trainer, &result) && trainer.failure == FAILURE_NOT_FINITE, "%s", weights[i]);
        snprintf(expected, sizeof expected, "%s is not finite", weights[i]);
        cr_expect_str_eq(trainer.error, expected);
        trainer_free(&trainer);
    }
}

// W_V = 0, so every logit is b = 0 and the loss is ln 10. But dY = dlogits U^T is nearly the largest number there is,
// and dW_V = X^T A^T dY is beyond it.
Test(trainer_errors, a_gradient_that_is_not_finite_is_named)
{
    Trainer trainer;
    BatchResult result;
    begin(&trainer, trainer_defaults(&TASK_FIRST));
    const Tensor E = param_value(params_find(trainer.params, "embed.E"));
    const Tensor U = param_value(params_find(trainer.params, "head.U"));
    tensor_scale(E, 1000, E);
    tensor_fill(param_value(params_find(trainer.params, "layer0.attention.W_V")), 0);
    for (int i = 0; i < tensor_count(U); i++)
        U.data[i] = (i % 2 ? 1 : -1) * (REAL_MAX / 2);
    cr_expect(!trainer_backward(&trainer, &result) && trainer.failure == FAILURE_NOT_FINITE);
    cr_expect(is_near((real)result.loss, log(10), 1), "loss %g", result.loss);
    cr_expect_str_eq(trainer.error, "the gradient of layer0.attention.W_V is not finite");
    trainer_free(&trainer);
}

// --- options --------------------------------------------------------------------------------------------------------

Test(trainer_errors, refuses_options_that_do_not_fit)
{
    const struct {
        TaskSize size;
        int batch, D, heads, layers;
        const char *text;
    } rows[] = {
        {{8, 10}, 32, 32, 1, 0, "model_new: 0 layers; there can be 1 to 8"},
        {{8, 10}, 32, 32, 1, 9, "model_new: 9 layers; there can be 1 to 8"},
        {{8, 10}, 32, 0, 1, 1, "attention_new: D 0, H 1 and d_k 0 must be at least 1"},
        {{8, 10}, 32, 4, 8, 1, "8 heads do not divide a width of 4"},
        {{8, 10}, 32, 32, 3, 1, "3 heads do not divide a width of 32"},
        {{8, 10}, 32, 32, 0, 1, "0 heads do not divide a width of 32"},
        {{8, 10}, 32, 32, -1, 1, "-1 heads do not divide a width of 32"},
        {{8, 10}, 0, 32, 1, 1, "a batch of 0, sequences of 8 and a vocabulary of 10: one is too small"},
        {{8, 10}, -1, 32, 1, 1, "a batch of -1, sequences of 8 and a vocabulary of 10: one is too small"},
        {{1, 10}, 32, 32, 1, 1, "a batch of 32, sequences of 1 and a vocabulary of 10: one is too small"},
        {{8, 0}, 32, 32, 1, 1, "a batch of 32, sequences of 8 and a vocabulary of 0: one is too small"},
        {{65536, 10}, 1, 32, 1, 1, "1 sequences of 65536 are too large for one batch"},
        // eight zeros are not held out, nor are two
        {{8, 1},
         32,
         32,
         1,
         1,
         "shift has too few different sequences to hold some out: length 8, vocabulary 1; raise one"},
        {{2, 1},
         32,
         32,
         1,
         1,
         "shift has too few different sequences to hold some out: length 2, vocabulary 1; raise one"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Trainer trainer;
        TrainerOptions options = trainer_defaults(&TASK_SHIFT);
        options.size = rows[i].size;
        options.batch = rows[i].batch;
        options.D = rows[i].D;
        options.heads = rows[i].heads;
        options.layers = rows[i].layers;
        cr_expect(!trainer_new(&trainer, options), "row %zu", i);
        cr_expect_eq(trainer.failure, FAILURE_REFUSED, "row %zu", i);
        cr_expect_str_eq(trainer.error, rows[i].text);
        trainer_free(&trainer);
    }
}

// All sequences of one token out of one are held out, so that there is none to train on.
Test(trainer_errors, refuses_a_task_without_sequences_to_train_on)
{
    Trainer trainer;
    TrainerOptions options = trainer_defaults(&TASK_FIRST);
    options.size = (TaskSize){2, 1};
    cr_expect(!trainer_new(&trainer, options) && trainer.failure == FAILURE_REFUSED);
    cr_expect_str_eq(trainer.error,
                     "first has too few different sequences to hold some out: length 2, vocabulary 1; raise one");
    trainer_free(&trainer);
}

// --- what is taken away ---------------------------------------------------------------------------------------------

// Names are full or last ones; what stays is bit for bit as it began, and all else moves.
Test(trainer_errors, what_is_frozen_stays)
{
    static const struct {
        const char *names;
        bool frozen[7]; // E P W_Q W_K W_V U b
    } rows[] = {
        {"W_Q", {false, false, true, false, false, false, false}},
        {"layer0.attention.W_K,P", {false, true, false, true, false, false, false}},
        {"E,P,U,b", {true, true, false, false, false, true, true}},
    };
    for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
        Trainer trainer;
        BatchResult result;
        TrainerOptions options = trainer_defaults(&TASK_FIRST);
        options.freeze = rows[row].names;
        options.optimizer.weight_decay = 0.1;
        cr_assert(trainer_new(&trainer, options), "%s", trainer.error);
        for (int i = 0; i < 3; i++) {
            cr_assert(trainer_backward(&trainer, &result), "%s", trainer.error);
            trainer_update(&trainer);
        }
        cr_assert_eq(params_count(trainer.params), 7);
        for (int i = 0; i < 7; i++) {
            const Tensor now = param_value(params_at(trainer.params, i));
            const real *before = trainer.initial.data + (now.data - params_values(trainer.params).data);
            const bool same = memcmp(now.data, before, (size_t)tensor_count(now) * sizeof(real)) == 0;
            cr_expect_eq(same, rows[row].frozen[i], "%s: %s", rows[row].names,
                         param_name(params_at(trainer.params, i)));
        }
        trainer_free(&trainer);
    }
}

// The same draws, larger or smaller.
Test(trainer_errors, begins_as_large_as_it_is_asked_to)
{
    Trainer usual, other;
    TrainerOptions options = trainer_defaults(&TASK_FIRST);
    cr_assert(trainer_new(&usual, options), "%s", usual.error);
    options.gain_qk = 1.2;
    options.embedding_std = 0.25;
    cr_assert(trainer_new(&other, options), "%s", other.error);
    const double factor[] = {0.25, 0.25, 4, 4, 1, 1, 1};
    for (int i = 0; i < 7; i++) {
        const Tensor a = param_value(params_at(usual.params, i)), b = param_value(params_at(other.params, i));
        for (int k = 0; k < tensor_count(a); k++)
            cr_expect(is_near(b.data[k], factor[i] * (double)a.data[k], 0), "parameter %d: %g", i, (double)b.data[k]);
    }
    trainer_free(&usual);
    trainer_free(&other);
}
