// Whole training curves against PyTorch: golden/curves.json has initial weights, losses, first gradients and last
// weights of small attention models, which PyTorch trained in double (golden/make_curves.py). The batches are drawn
// here again.
#include "tests/support.h"

#include <stdlib.h>

#include "autograd/ops.h"
#include "layers/model.h"
#include "tests/golden_file.h"
#include "train/optimizer.h"
#include "train/run.h"
#include "train/schedule.h"

enum { MODELS = 9, WITH_ALL_OPTIMIZERS = 5, RUNS = 11, STEPS = 200, FAIR_STEPS = 40, BATCH = 8, MOST_TOKENS = 64 };

// How far each may be off. In float, rounding errors grow along a run: the limits are at least five times what
// PyTorch's own float32 is off, which is checked, and far below what a mistake in a gradient does.
typedef struct {
    double loss, gradients, weights, map;
} Limits;

static Limits limits_of(const OptimizerOptions *o)
{
    if (IN_DOUBLE)
        return (Limits){.loss = 1e-9, .gradients = 1e-12, .weights = 1e-9, .map = 1e-9};
    if (o->kind != OPTIMIZER_SGD)
        return (Limits){.loss = 5e-5, .gradients = 3e-6, .weights = 1e-4, .map = 2e-4};
    return o->momentum > 0 ? (Limits){.loss = 2e-5, .gradients = 3e-6, .weights = 3e-5, .map = 3e-5}
                           : (Limits){.loss = 5e-6, .gradients = 3e-6, .weights = 2e-5, .map = 2e-5};
}

// One training run, while it goes on.
typedef struct {
    const json_t *file, *model_json, *run;
    char name[128]; // for messages
    Params *params;
    Model model;
    Tape *tape;
    Optimizer optimizer;
    Schedule schedule;
    Rng rng;
    Limits limits;
} Training;

// --- comparing ------------------------------------------------------------------------------------------------------

static void expect_close(const Training *t, const char *what, int i, double own, double golden, double limit)
{
    cr_expect(fabs(own - golden) <= limit, "%s: %s %d is %.17g, expected %.17g within %.3g", t->name, what, i, own,
              golden, limit);
}

static void expect_fair(const Training *t, const char *what, const json_t *golden, double limit)
{
    const double deviation = golden_number(golden_member(golden, "deviation"));
    cr_expect(IN_DOUBLE || deviation < limit / 5, "%s: %s: PyTorch's own float32 is off by %.3g", t->name, what,
              deviation);
}

static void expect_array(const Training *t, const char *what, Tensor x, const json_t *golden, double limit)
{
    const json_t *values = golden_member(golden, "values");
    cr_assert_eq((int)json_array_size(values), tensor_count(x), "%s: %s: %zu numbers", t->name, what,
                 json_array_size(values));
    expect_fair(t, what, golden, limit);
    for (int i = 0; i < tensor_count(x); i++)
        expect_close(t, what, i, (double)element(x, i), golden_number(json_array_get(values, (size_t)i)), limit);
}

// --- the model ------------------------------------------------------------------------------------------------------

static int integer_of(const json_t *object, const char *key)
{
    return golden_integer(golden_member(object, key));
}

// The place of a member among words, which end with NULL.
static int word_of(const json_t *object, const char *key, const char *const *words)
{
    const char *word = golden_text(golden_member(object, key));
    for (int i = 0; words[i]; i++)
        if (strcmp(words[i], word) == 0)
            return i;
    cr_assert_fail("%s %s", key, word);
    return 0;
}

static bool flag_of(const json_t *model, const char *key)
{
    return json_is_true(golden_member(model, key));
}

static ModelOptions options_of(const json_t *file, const json_t *model)
{
    const AttentionOptions attention = {
        .D = integer_of(file, "D"),
        .H = integer_of(model, "H"),
        .d_k = integer_of(model, "d_k"),
        .mask = (MaskKind)word_of(model, "mask", RUN_MASK_NAMES),
        .output_projection = flag_of(model, "output_projection"),
        .residual = flag_of(model, "residual"),
        .tie = (Tie)word_of(model, "tie", RUN_TIE_NAMES),
        .no_scale = flag_of(model, "no_scale"),
    };
    return (ModelOptions){.vocabulary = integer_of(file, "vocabulary"),
                          .classes = integer_of(file, "vocabulary"),
                          .T = integer_of(file, "T"),
                          .layers = integer_of(model, "layers"),
                          .positions = (Positions)word_of(model, "positions", RUN_POSITIONS_NAMES),
                          .feed_forward = integer_of(model, "feed_forward"),
                          .layer_norm = flag_of(model, "layer_norm"),
                          .attention = attention};
}

static void load_weights(Params *params, const json_t *weights)
{
    cr_assert_eq((int)json_array_size(weights), params_count(params));
    for (int i = 0; i < params_count(params); i++) {
        const json_t *weight = json_array_get(weights, (size_t)i);
        const Param param = params_at(params, i);
        cr_assert_str_eq(param_name(param), golden_text(golden_member(weight, "name")));
        Tensor x = golden_tensor(weight);
        cr_assert(shape_equal(tensor_shape(x), tensor_shape(param_value(param))), "%s", param_name(param));
        tensor_copy(param_value(param), x);
        tensor_free(&x);
    }
}

// --- training -------------------------------------------------------------------------------------------------------

static double number_or(const json_t *object, const char *key, double otherwise)
{
    return json_object_get(object, key) ? golden_number(golden_member(object, key)) : otherwise;
}

static OptimizerOptions optimizer_of(const json_t *run)
{
    OptimizerOptions o = optimizer_plain(golden_number(golden_member(run, "lr")));
    o.kind = (OptimizerKind)word_of(run, "kind", OPTIMIZER_NAMES);
    o.momentum = number_or(run, "momentum", 0);
    o.nesterov = json_is_true(json_object_get(run, "nesterov"));
    o.weight_decay = number_or(run, "weight_decay", 0);
    o.clip = number_or(run, "clip", 0);
    o.beta1 = number_or(run, "beta1", o.beta1);
    o.beta2 = number_or(run, "beta2", o.beta2);
    o.epsilon = number_or(run, "epsilon", o.epsilon);
    return o;
}

static Training begin(const json_t *file, const json_t *model, const json_t *run)
{
    const OptimizerOptions options = optimizer_of(run);
    Training t = {.file = file, .model_json = model, .run = run, .limits = limits_of(&options)};
    Rng unused = rng_seed(0, 0);
    snprintf(t.name, sizeof t.name, "%s, %s", golden_text(golden_member(model, "model")),
             golden_text(golden_member(run, "optimizer")));
    t.params = quiet_params();
    t.tape = quiet_tape();
    t.model = model_new(t.params, options_of(file, model), &unused);
    cr_assert_null(params_error(t.params), "%s: %s", t.name, params_error(t.params));
    load_weights(t.params, golden_member(model, "weights"));
    cr_assert(optimizer_new(&t.optimizer, t.params, options));
    if (json_object_get(run, "schedule"))
        t.schedule.kind = (ScheduleKind)word_of(run, "schedule", SCHEDULE_NAMES);
    t.schedule.warmup = (int)number_or(run, "warmup", 0);
    t.rng = rng_seed((uint64_t)integer_of(file, "seed"), (uint64_t)integer_of(file, "stream"));
    return t;
}

static void end(Training *t)
{
    optimizer_free(&t->optimizer);
    tape_free(t->tape);
    params_free(t->params);
}

// "reverse": the sequence backwards. "previous": the token before, and nothing is asked of the first.
static void draw_batch(Training *t, int32_t *tokens, int32_t *targets)
{
    const int T = t->model.options.T, vocabulary = t->model.options.vocabulary;
    const char *task = golden_text(golden_member(t->model_json, "task"));
    const bool reverse = strcmp(task, "reverse") == 0;
    cr_assert(reverse || strcmp(task, "previous") == 0, "task %s", task);
    cr_assert(integer_of(t->file, "batch") == BATCH && BATCH * T <= MOST_TOKENS);
    for (int i = 0; i < BATCH * T; i++)
        tokens[i] = (int32_t)rng_below(&t->rng, (uint32_t)vocabulary);
    for (int i = 0; i < BATCH * T; i++) {
        const int position = i % T, begin = i - position;
        targets[i] = reverse ? tokens[begin + T - 1 - position] : position > 0 ? tokens[i - 1] : -1;
    }
}

// Returns the attention weights of the last layer, which live until the tape is reset.
static Tensor train_step(Training *t, int step)
{
    int32_t tokens[MOST_TOKENS], targets[MOST_TOKENS];
    draw_batch(t, tokens, targets);
    tape_reset(t->tape);
    const Prediction prediction = model_forward(t->tape, &t->model, tokens, BATCH);
    const Var loss = op_cross_entropy(t->tape, prediction.logits, targets);
    tape_backward(t->tape, loss);
    cr_assert_null(tape_error(t->tape), "%s: %s", t->name, tape_error(t->tape));
    const json_t *losses = golden_member(golden_member(t->run, "losses"), "values");
    expect_close(t, "loss", step, var_scalar(loss), golden_number(json_array_get(losses, (size_t)step)),
                 t->limits.loss);
    if (step == 0)
        expect_array(t, "first gradient", params_grads(t->params), golden_member(t->model_json, "gradients"),
                     t->limits.gradients);
    t->optimizer.options.rate = golden_number(golden_member(t->run, "lr")) * schedule_share(t->schedule, step, STEPS);
    optimizer_step(&t->optimizer, t->params);
    return var_value(prediction.A[t->model.options.layers - 1]);
}

// A run without last weights is chaotic: rounding errors grow until nothing agrees, so only its beginning is compared.
static void check_run(const json_t *file, const json_t *model, const json_t *run)
{
    Training t = begin(file, model, run);
    Tensor A = {0};
    const json_t *losses = golden_member(run, "losses"), *weights = json_object_get(run, "weights");
    const int steps = weights ? STEPS : FAIR_STEPS;
    cr_assert_eq((int)json_array_size(golden_member(losses, "values")), steps, "%s", t.name);
    expect_fair(&t, "loss", losses, t.limits.loss);
    for (int step = 0; step < steps; step++)
        A = train_step(&t, step);
    if (weights) {
        expect_array(&t, "last weight", params_values(t.params), weights, t.limits.weights);
        expect_array(&t, "A", tensor_slice(A, 0, 0, 1), golden_member(run, "A"), t.limits.map);
    }
    end(&t);
}

Test(golden_curves, agree_with_pytorch)
{
    json_t *file = golden_load("curves.json");
    const json_t *models = golden_member(file, "models");
    int chaotic = 0;
    cr_assert_eq(json_array_size(models), MODELS);
    for (size_t m = 0; m < MODELS; m++) {
        const json_t *model = json_array_get(models, m), *runs = golden_member(model, "runs");
        const size_t count = m < WITH_ALL_OPTIMIZERS ? RUNS : 1;
        cr_assert_eq(json_array_size(runs), count);
        for (size_t r = 0; r < count; r++) {
            chaotic += !json_object_get(json_array_get(runs, r), "weights");
            check_run(file, model, json_array_get(runs, r));
        }
    }
    cr_expect_eq(chaotic, WITH_ALL_OPTIMIZERS);
    json_decref(file);
}
