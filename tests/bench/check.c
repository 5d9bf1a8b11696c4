// How well gradient checkers find planted faults: heed's, and the rules of others, applied to the same gradients.
//
//   bench_check64 [SEEDS]      100 unless given; it prints as it goes, and takes about an hour
//
// A row a fault, for each model and scale of the weights: in how many of 100 seeds it was found, and in how many heed
// named its cause (and named a wrong one). The first row has no fault: what is found there is a false alarm.
//
// The others' rules, on the same loss:
//   PyTorch    gradcheck's defaults: central differences of 1e-6 in double, |a - n| <= 1e-5 + 1e-3 |n|
//   llm.c      |a - n| <= 2e-2, against a reference that is exact
//   minitorch  one element a tensor, central differences of 1e-6, |a - n| <= 1e-2 + 1e-2 |n|
//   ggml       central differences of 0.1 of a loss in float, the mean of |a - n| / |a + n| over a tensor <= 1e-4
#include "tests/fault_model.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PYTORCH, LLM_C, MINITORCH, GGML, RULES };

typedef struct {
    int found[RULES], heed, named, wrong, inconclusive;
} Score;

// Of all elements of a store, as its vectors have them.
typedef struct {
    double *fine, *coarse; // central differences of 1e-6, and of 0.1 in float
    double *exact;         // the right gradient
} Numeric;

static double loss_at(FaultModel *model, Tape *tape)
{
    tape_reset(tape);
    return var_scalar(fault_model_loss(tape, model));
}

static double difference(FaultModel *model, Tape *tape, int i, double h, bool in_float)
{
    real *w = &params_values(model->params).data[i];
    const real at = *w;
    *w = (real)((double)at + h);
    const double right = loss_at(model, tape);
    *w = (real)((double)at - h);
    const double left = loss_at(model, tape);
    *w = at;
    return in_float ? (double)((float)right - (float)left) / (2 * h) : (right - left) / (2 * h);
}

// The gradient that backward has with the fault; NULL: without one. The caller frees it.
static double *analytic(FaultModel *model, const Fault *fault)
{
    Tape *tape = tape_new();
    const int n = tensor_count(params_values(model->params));
    double *gradient = malloc((size_t)n * sizeof *gradient);
    if (!tape || !gradient || (fault && !fault_plant(fault, tape)))
        abort();
    params_clear_grads(model->params);
    tape_backward(tape, fault_model_loss(tape, model));
    for (int i = 0; i < n; i++)
        gradient[i] = (double)params_grads(model->params).data[i];
    tape_free(tape);
    return gradient;
}

static Numeric numeric_new(FaultModel *model)
{
    Tape *tape = tape_new();
    const int n = tensor_count(params_values(model->params));
    Numeric numeric = {malloc((size_t)n * sizeof(double)), malloc((size_t)n * sizeof(double)), analytic(model, NULL)};
    if (!tape || !numeric.fine || !numeric.coarse)
        abort();
    for (int i = 0; i < n; i++) {
        numeric.fine[i] = difference(model, tape, i, 1e-6, false);
        numeric.coarse[i] = difference(model, tape, i, 0.1, true);
    }
    tape_free(tape);
    return numeric;
}

static void numeric_free(Numeric *numeric)
{
    free(numeric->fine);
    free(numeric->coarse);
    free(numeric->exact);
}

// What the rules say of the tensor at begin .. end - 1. The minitorch rule looks at one of its elements.
static void judge(const double *a, const Numeric *numeric, int begin, int end, int one, bool found[RULES])
{
    double asymmetry = 0;
    for (int i = begin; i < end; i++) {
        const double n = numeric->fine[i], c = numeric->coarse[i];
        found[PYTORCH] = found[PYTORCH] || !(fabs(a[i] - n) <= 1e-5 + 1e-3 * fabs(n));
        found[LLM_C] = found[LLM_C] || !(fabs(a[i] - numeric->exact[i]) <= 2e-2);
        if (i == one)
            found[MINITORCH] = found[MINITORCH] || !(fabs(a[i] - n) <= 1e-2 + 1e-2 * fabs(n));
        asymmetry += fabs(a[i] - c) / fabs(a[i] + c);
    }
    found[GGML] = found[GGML] || asymmetry / (end - begin) > 1e-4; // as it is written: NaN passes
}

static void count_rules(FaultModel *model, const Fault *fault, const Numeric *numeric, uint64_t seed, Score *score)
{
    bool found[RULES] = {false};
    double *a = analytic(model, fault);
    Rng rng = rng_seed(seed, 11);
    for (int k = 0, begin = 0; k < params_count(model->params); k++) {
        const int n = tensor_count(param_value(params_at(model->params, k)));
        judge(a, numeric, begin, begin + n, begin + (int)rng_below(&rng, (uint32_t)n), found);
        begin += n;
    }
    for (int rule = 0; rule < RULES; rule++)
        score->found[rule] += found[rule];
    free(a);
}

static void count_heed(FaultModel *model, const Fault *fault, uint64_t seed, Score *score)
{
    CheckReport report = fault_model_check(model, fault, 0, seed);
    score->heed += report.verdict == CHECK_FAIL;
    score->inconclusive += report.verdict == CHECK_INCONCLUSIVE;
    score->named += fault && strstr(report.cause, fault_cause(fault));
    score->wrong += fault ? fault_wrong_cause(fault, &report) : report.cause[0] != '\0';
    check_free(&report);
}

static void print_row(const char *name, const Score *s)
{
    printf("%-20s %5d %5d %5d %6d | %7d %5d %9d %4d\n", name, s->heed, s->named, s->wrong, s->inconclusive,
           s->found[PYTORCH], s->found[LLM_C], s->found[MINITORCH], s->found[GGML]);
}

static void score_all(int blocks, double scale, int seeds)
{
    Score *score = calloc((size_t)HEED_FAULTS_COUNT + 1, sizeof *score);
    if (!score)
        abort();
    for (int seed = 1; seed <= seeds; seed++) {
        FaultModel model = fault_model_new(blocks, (real)scale, (uint64_t)seed);
        Numeric numeric = numeric_new(&model);
        for (int i = 0; i <= HEED_FAULTS_COUNT; i++) {
            const Fault *fault = i ? &HEED_FAULTS[i - 1] : NULL;
            count_rules(&model, fault, &numeric, (uint64_t)seed, &score[i]);
            count_heed(&model, fault, (uint64_t)seed, &score[i]);
        }
        numeric_free(&numeric);
        fault_model_free(&model);
    }
    printf("\n%d %s, weights at %g / sqrt(D), %d seeds\n", blocks, blocks > 1 ? "layers" : "layer", scale, seeds);
    printf("%-20s %5s %5s %5s %6s | %7s %5s %9s %4s\n", "fault", "heed", "named", "wrong", "unsure", "PyTorch", "llm.c",
           "minitorch", "ggml");
    print_row("(none)", &score[0]);
    for (int i = 1; i <= HEED_FAULTS_COUNT; i++)
        print_row(HEED_FAULTS[i - 1].name, &score[i]);
    fflush(stdout);
    free(score);
}

int main(int argc, char **argument)
{
    static const double SCALES[] = {1, 0.2, 0.05, 0.01};
    const int seeds = argc > 1 ? atoi(argument[1]) : 100;
    if (sizeof(real) < sizeof(double) || seeds < 1 || argc > 2) {
        fprintf(stderr, "usage: bench_check64 [SEEDS], in double, with at least one seed\n");
        return 2;
    }
    for (int blocks = 1; blocks <= FAULT_BLOCKS; blocks++)
        for (int i = 0; i < 4; i++)
            score_all(blocks, SCALES[i], seeds);
    return 0;
}
