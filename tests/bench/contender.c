// heed's side of a comparison that compare.py leads: one training step of a configuration, or attention alone, run as
// often as a line of stdin says.
//   contender S|M|L|S:fused|M:fused|L:fused|composed:T|fused:T FILE THREADS      (or M:saturated, with W_Q x 200)
// writes what it computes with and the loss and the gradients of a first step to FILE, so that the other side can start
// from the same numbers and compare; then, for each line with a number n, the seconds of one of n steps; at the end of
// stdin, its peak memory in KiB.
#include "autograd/ops.h"
#include "layers/model.h"
#include "tensor/maths.h"
#include "tests/bench/timing.h"
#include "train/optimizer.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

typedef struct {
    const char *name;
    int B, T, D, H, V;
} Configuration;

static const Configuration CONFIGURATIONS[] = {
    {"S", 32, 16, 32, 1, 16}, {"M", 32, 64, 128, 4, 64}, {"L", 8, 256, 256, 8, 128}};

typedef struct {
    Tape *tape;
    Params *params;
    Optimizer optimizer;
    Configuration size;
    Model model; // of a training step
    int32_t *token, *target;
    bool attention, fused; // attention alone
    bool alone;            // one thread
    Tensor dY;
} Contender;

static Var forward(Contender *c)
{
    if (!c->attention)
        return op_cross_entropy(c->tape, model_forward(c->tape, &c->model, c->token, c->size.B).logits, c->target);
    const Var Q = op_param(c->tape, params_find(c->params, "Q")), K = op_param(c->tape, params_find(c->params, "K"));
    const Var V = op_param(c->tape, params_find(c->params, "V"));
    if (!c->fused)
        return op_attention(c->tape, Q, K, V, MASK_ALL);
    return op_attention_fused(c->tape, Q, K, V, 1 / real_sqrt(32), MASK_ALL);
}

// Forward and backward; the loss of a training step, and for attention 0.
static real both_ways(Contender *c)
{
    tape_reset(c->tape);
    const Var y = forward(c);
    if (!c->attention) {
        tape_backward(c->tape, y);
        return (real)var_scalar(y);
    }
    tape_backward_from(c->tape, y, c->dY);
    return 0;
}

static void make_attention(Contender *c, int T, Rng *rng)
{
    static const char *const NAMES[] = {"Q", "K", "V"};
    const Shape shape = SHAPE(8, T, 32);
    for (int i = 0; i < 3; i++)
        params_add_normal(c->params, NAMES[i], shape, 1, rng);
    if (!tensor_new(&c->dY, shape))
        exit(1);
    for (int i = 0; i < tensor_count(c->dY); i++)
        c->dY.data[i] = rng_normal(rng);
}

static void make_model(Contender *c, Rng *rng)
{
    const Configuration s = c->size;
    const int count = s.B * s.T;
    c->model = model_new(c->params,
                         (ModelOptions){.vocabulary = s.V,
                                        .classes = s.V,
                                        .T = s.T,
                                        .layers = 1,
                                        .attention = {.D = s.D,
                                                      .H = s.H,
                                                      .d_k = s.D / s.H,
                                                      .form = c->fused ? ATTENTION_FUSED : ATTENTION_COMPOSED}},
                         rng);
    c->token = malloc(2 * (size_t)count * sizeof *c->token);
    if (!c->token)
        exit(1);
    c->target = c->token + count;
    for (int i = 0; i < 2 * count; i++)
        c->token[i] = (int32_t)rng_below(rng, (uint32_t)s.V);
}

static void make(Contender *c, const char *what)
{
    Rng rng = rng_seed(1, 0);
    int T = 0;
    *c = (Contender){.tape = tape_new(), .params = params_new()};
    c->fused = sscanf(what, "fused:%d", &T) == 1;
    c->attention = c->fused || sscanf(what, "composed:%d", &T) == 1;
    for (size_t i = 0; i < sizeof CONFIGURATIONS / sizeof CONFIGURATIONS[0]; i++)
        if (CONFIGURATIONS[i].name[0] == what[0])
            c->size = CONFIGURATIONS[i];
    c->fused = c->fused || strncmp(what + 1, ":fused", strlen(":fused")) == 0;
    if (c->attention)
        make_attention(c, T, &rng);
    else
        make_model(c, &rng);
    const Param W_Q = params_find(c->params, "layer0.attention.W_Q");
    if (strstr(what, ":saturated") && W_Q.index >= 0)
        tensor_scale(param_value(W_Q), 200, param_value(W_Q)); // each row looks at one place
    if (!optimizer_new(&c->optimizer, c->params, optimizer_plain(1e-3)))
        exit(1);
}

static void write_tensor(FILE *file, Tensor x)
{
    fwrite(x.data, sizeof(real), (size_t)tensor_count(x), file);
}

// Weights; tokens and targets, or dY; then the loss and the gradients of the first step.
static bool write_numbers(Contender *c, const char *path)
{
    FILE *file = fopen(path, "wb");
    if (!file)
        return false;
    write_tensor(file, params_values(c->params));
    if (c->attention)
        write_tensor(file, c->dY);
    else
        fwrite(c->token, sizeof *c->token, (size_t)(2 * c->size.B * c->size.T), file);
    const real loss = both_ways(c);
    fwrite(&loss, sizeof loss, 1, file);
    write_tensor(file, params_grads(c->params));
    params_clear_grads(c->params);
    return fclose(file) == 0;
}

// With one thread its own processor time, so that others on the machine count little.
static double now(const Contender *c)
{
    return c->alone ? timing_own() : timing_wall();
}

// In KiB. getrusage counts what the process that started this one held before; Linux has a better number.
static long peak_memory(void)
{
    struct rusage usage;
    char line[128];
    long peak = 0;
    FILE *status = fopen("/proc/self/status", "r");
    while (status && peak == 0 && fgets(line, sizeof line, status))
        sscanf(line, "VmHWM: %ld", &peak);
    if (status)
        fclose(status);
    getrusage(RUSAGE_SELF, &usage);
    return peak > 0 ? peak : usage.ru_maxrss;
}

int main(int count, char **argument)
{
    Contender c;
    int steps = 0;
    if (count < 4)
        return 2;
    make(&c, argument[1]);
    tape_keep_gradients(c.tape, false); // as PyTorch does
    tape_use_threads(c.tape, atoi(argument[3]));
    c.alone = atoi(argument[3]) == 1;
    if (!write_numbers(&c, argument[2]))
        return 1;
    while (scanf("%d", &steps) == 1) {
        const double begun = now(&c);
        for (int i = 0; i < steps; i++) {
            both_ways(&c);
            if (c.attention)
                params_clear_grads(c.params);
            else
                optimizer_step(&c.optimizer, c.params);
        }
        printf("%.9g\n", (now(&c) - begun) / steps);
        fflush(stdout);
    }
    printf("%ld\n", peak_memory());
    tensor_free(&c.dY);
    optimizer_free(&c.optimizer);
    params_free(c.params);
    tape_free(c.tape);
    free(c.token);
    return 0;
}
