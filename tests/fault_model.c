// The model in which every fault shows.
#include "tests/fault_model.h"

#include "autograd/ops.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void must(bool so)
{
    if (!so)
        abort();
}

static FaultBlock block_new(Params *params, int index, Rng *rng)
{
    char name[4][32];
    static const char *const parts[] = {"attention", "norm.g", "norm.b", "up.W"};
    for (int i = 0; i < 4; i++)
        snprintf(name[i], sizeof name[i], "layer%d.%s", index, parts[i]);
    const AttentionOptions options = {
        .D = FAULT_D, .H = FAULT_H, .d_k = FAULT_D / FAULT_H, .mask = MASK_CAUSAL, .output_projection = true};
    FaultBlock block = {.attention = attention_new(params, name[0], options, rng)};
    block.g = params_add_normal(params, name[1], SHAPE(FAULT_D), 1, rng);
    block.b = params_add_normal(params, name[2], SHAPE(FAULT_D), 1, rng);
    block.up = linear_new(params, name[3], NULL, FAULT_D, FAULT_HIDDEN, FAULT_D, rng);
    snprintf(name[3], sizeof name[3], "layer%d.down.W", index);
    block.down = linear_new(params, name[3], NULL, FAULT_HIDDEN, FAULT_D, FAULT_D, rng);
    return block;
}

// Draws a matrix again: the layers of heed begin W_Q and W_K at another scale.
static void draw_weight(Param weight, real scale, Rng *rng)
{
    const Tensor W = param_value(weight);
    for (int i = 0; i < tensor_count(W); i++)
        W.data[i] = scale / (real)sqrt(FAULT_D) * rng_normal(rng);
}

FaultModel fault_model_new(int blocks, real scale, uint64_t seed)
{
    FaultModel model = {.params = params_new(), .blocks = blocks};
    Rng rng = rng_seed(seed, 9);
    must(model.params != NULL);
    model.embed = embedding_new(model.params, "embed",
                                (EmbeddingOptions){FAULT_CLASSES, FAULT_T + 1, FAULT_D, POSITIONS_LEARNED}, &rng);
    for (int i = 0; i < blocks; i++) {
        model.block[i] = block_new(model.params, i, &rng);
        const SelfAttention *attention = &model.block[i].attention;
        const Param weight[] = {attention->W_Q, attention->W_K,      attention->W_V,
                                attention->W_O, model.block[i].up.W, model.block[i].down.W};
        for (int k = 0; k < 6; k++)
            draw_weight(weight[k], scale, &rng);
    }
    model.head = linear_new(model.params, "head.U", "head.b", FAULT_D, FAULT_CLASSES, FAULT_D, &rng);
    draw_weight(model.head.W, scale, &rng);
    for (int i = 0; i < FAULT_B * FAULT_T; i++) { // fifteen tokens of six: some repeat
        model.token[i] = (int32_t)rng_below(&rng, FAULT_CLASSES);
        model.target[i] = i % 4 == 1 ? -1 : (int32_t)rng_below(&rng, FAULT_CLASSES);
    }
    return model;
}

void fault_model_free(FaultModel *model)
{
    params_free(model->params);
    *model = (FaultModel){0};
}

static Var block_forward(Tape *tape, const FaultBlock *block, Var X)
{
    const Var g = op_param(tape, block->g), b = op_param(tape, block->b);
    const Var Z = op_layer_norm(tape, X, g, b, REAL(1e-5));
    X = op_add(tape, X, attention_forward(tape, &block->attention, Z).Y);
    const Var hidden = op_relu(tape, linear_forward(tape, &block->up, X));
    return op_gelu(tape, op_add(tape, X, linear_forward(tape, &block->down, hidden)), GELU_ERF);
}

Var fault_model_loss(Tape *tape, void *context)
{
    const FaultModel *model = context;
    Var X = embedding_forward(tape, &model->embed, model->token, FAULT_B, FAULT_T);
    for (int i = 0; i < model->blocks; i++)
        X = block_forward(tape, &model->block[i], X);
    return op_cross_entropy(tape, linear_forward(tape, &model->head, X), model->target);
}

CheckReport fault_model_check(FaultModel *model, const Fault *fault, int directions, uint64_t seed)
{
    Tape *tape = tape_new();
    must(tape != NULL);
    if (fault)
        must(fault_plant(fault, tape));
    const CheckOptions options = {
        .seed = seed,
        .directions = directions,
        .sizes = {.B = FAULT_B, .T = FAULT_T, .D = FAULT_D, .H = FAULT_H, .d_k = FAULT_D / FAULT_H},
        .tape = tape};
    const CheckReport report = gradcheck_with(model->params, fault_model_loss, model, options);
    tape_free(tape);
    return report;
}

const char *fault_cause(const Fault *fault)
{
    static const char *const causes[][2] = {
        {"no-scale", "the gradient of its input is 2.6458 = sqrt(d_k) times what it must be"},
        {"no-row-sum", "lacks the row-sum term of softmax"},
        {"mask-off-by-one", "its mask is off by one"},
        {"W_Q-transposed", "attention.W_Q is the transpose of what it must be"},
        {"W_K-zero", "attention.W_K is zero"},
        {"W_V-one-zero", "attention.W_V is wrong at [7,0] only: there it is zero"},
        {"W_Q-5-percent", "attention.W_Q is 1.05 times what it must be"},
        {"W_O-1-percent", "attention.W_O is 1.01 times what it must be"},
        {"head-zero", "the gradient of its first input is wrong in head 1 only: there it is zero"},
        {"K-from-Q", "the gradient of its second input is made from the transpose of dy"},
        {"sign", "the gradient of its input has its sign flipped"},
        {"add-stores", "is stored (=) where it must be added (+=)"},
        {"no-broadcast-sum", "lacks the sum over axis 0 of dy, along which x is broadcast: only the first index"},
        {"matmul-untransposed", "needs its transpose: A^T dy, not A dy"},
        {"relu-leaks", "passes dy on where x < 0"},
        {"gelu-other-form", "is that of gelu's tanh form, and the forward pass has the erf form"},
        {"layer-norm-no-mean", "lacks its mean term"},
        {"gather-keeps-last", "embed.E keeps only the last contribution"},
        {"cross-entropy-T", "is 0.2 = 1/T times what it must be"},
        {"ignored-targets", "reaches 4 rows on which the loss does not depend"},
        {"slice-shifted", "embed.P is shifted by one forward along axis 0"},
    };
    for (size_t i = 0; i < sizeof causes / sizeof causes[0]; i++)
        if (strcmp(causes[i][0], fault->name) == 0)
            return causes[i][1];
    must(false);
    return "";
}

bool fault_wrong_cause(const Fault *fault, const CheckReport *report)
{
    const size_t length = strlen(report->cause), tail = strlen(" is wrong");
    const bool named = length > tail && strcmp(report->cause + length - tail, " is wrong") != 0;
    return named && !strstr(report->cause, fault_cause(fault));
}
