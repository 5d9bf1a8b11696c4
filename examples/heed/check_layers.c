// The layers that heed check knows: a row for each layer, and for each way to use it.
#include "examples/heed/check_subject.h"

#include "autograd/ops.h"
#include "layers/model.h"
#include "train/file.h"

#include <stdio.h>
#include <stdlib.h>

// All different, as are their products, quotients and roots.
enum { B = 3, T = 5, D = 14, H = 2, D_K = 7, VOCABULARY = 4, INNER = 9 };

// A layer, and its input: a parameter too, so that its gradient is checked with the others.
typedef struct {
    Params *params;
    Tape *tape;
    Param X;
    union {
        Linear linear;
        Embedding embedding;
        SelfAttention attention;
        FeedForward feed_forward;
        LayerNorm layer_norm;
        Block block;
    } layer;
} LayerSubject;

// What a row can choose.
typedef struct {
    BlockOptions block;
    Positions positions;
} LayerOptions;

typedef struct {
    const char *name, *variant;
    void (*make)(LayerSubject *subject, const LayerOptions *options, Rng *rng);
    CheckFunction *run;
    LayerOptions options;
} LayerRow;

static Var input(Tape *tape, const LayerSubject *s)
{
    return op_param(tape, s->X);
}

// --- each layer -----------------------------------------------------------------------------------------------------

static void make_linear(LayerSubject *s, const LayerOptions *options, Rng *rng)
{
    (void)options;
    s->layer.linear = linear_new(s->params, "W", "b", D, D_K, D, rng);
}

static Var run_linear(Tape *tape, void *context)
{
    const LayerSubject *s = context;
    return linear_forward(tape, &s->layer.linear, input(tape, s));
}

static void make_embedding(LayerSubject *s, const LayerOptions *options, Rng *rng)
{
    const EmbeddingOptions sizes = {.vocabulary = VOCABULARY, .T = T, .D = D, .positions = options->positions};
    s->layer.embedding = embedding_new(s->params, "embed", sizes, rng);
}

// Tokens come twice within a sequence and in several sequences, so that gradients of their rows must be summed.
static Var run_embedding(Tape *tape, void *context)
{
    static const int32_t TOKEN[B * T] = {0, 2, 1, 2, 3, 1, 1, 0, 3, 2, 2, 0, 3, 3, 1};
    const LayerSubject *s = context;
    return op_add(tape, embedding_forward(tape, &s->layer.embedding, TOKEN, B, T), input(tape, s));
}

static void make_attention(LayerSubject *s, const LayerOptions *options, Rng *rng)
{
    s->layer.attention = attention_new(s->params, "attention", options->block.attention, rng);
}

static Var run_attention(Tape *tape, void *context)
{
    const LayerSubject *s = context;
    return attention_forward(tape, &s->layer.attention, input(tape, s)).Y;
}

static void make_feed_forward(LayerSubject *s, const LayerOptions *options, Rng *rng)
{
    s->layer.feed_forward = feed_forward_new(s->params, "feed_forward", D, options->block.feed_forward, rng);
}

static Var run_feed_forward(Tape *tape, void *context)
{
    const LayerSubject *s = context;
    return feed_forward_forward(tape, &s->layer.feed_forward, input(tape, s));
}

static void make_layer_norm(LayerSubject *s, const LayerOptions *options, Rng *rng)
{
    (void)options;
    (void)rng;
    s->layer.layer_norm = layer_norm_new(s->params, "norm", D);
}

static Var run_layer_norm(Tape *tape, void *context)
{
    const LayerSubject *s = context;
    return layer_norm_forward(tape, &s->layer.layer_norm, input(tape, s));
}

static void make_block(LayerSubject *s, const LayerOptions *options, Rng *rng)
{
    s->layer.block = block_new(s->params, "layer0", options->block, rng);
}

static Var run_block(Tape *tape, void *context)
{
    const LayerSubject *s = context;
    const Mask mask = attention_mask(tape, s->layer.block.options.attention.mask, T);
    return block_forward(tape, &s->layer.block, input(tape, s), mask).Y;
}

// --- the table ------------------------------------------------------------------------------------------------------

#define ATTENTION(...) .block.attention = {.D = D, .d_k = D_K, __VA_ARGS__}

static const LayerRow ROWS[] = {
    {"linear", "", make_linear, run_linear, {.positions = 0}},
    {"embedding", "learned positions", make_embedding, run_embedding, {.positions = POSITIONS_LEARNED}},
    {"embedding", "sinusoidal positions", make_embedding, run_embedding, {.positions = POSITIONS_SINUSOIDAL}},
    {"attention", "one head", make_attention, run_attention, {ATTENTION(.H = 1)}},
    {"attention", "two heads", make_attention, run_attention, {ATTENTION(.H = H)}},
    {"attention",
     "strict, residual",
     make_attention,
     run_attention,
     {ATTENTION(.H = H, .mask = MASK_STRICT, .residual = true)}},
    {"attention",
     "two heads, causal, W_O",
     make_attention,
     run_attention,
     {ATTENTION(.H = H, .mask = MASK_CAUSAL, .output_projection = true)}},
    {"attention",
     "W_K is W_Q, no scale",
     make_attention,
     run_attention,
     {ATTENTION(.H = 1, .tie = TIE_K_Q, .no_scale = true)}},
    {"attention", "W_V is W_K", make_attention, run_attention, {ATTENTION(.H = H, .tie = TIE_V_K)}},
    {"feed_forward", "", make_feed_forward, run_feed_forward, {.block.feed_forward = INNER}},
    {"layer_norm", "", make_layer_norm, run_layer_norm, {.positions = 0}},
    {"block",
     "causal, residual, W_O",
     make_block,
     run_block,
     {ATTENTION(.H = H, .mask = MASK_CAUSAL, .output_projection = true, .residual = true), .block.feed_forward = INNER,
      .block.layer_norm = true}},
};

int layer_rows(void)
{
    return sizeof ROWS / sizeof ROWS[0];
}

const char *layer_name(int row)
{
    return ROWS[row].name;
}

static void free_layer(void *context)
{
    LayerSubject *s = context;
    tape_free(s->tape);
    params_free(s->params);
    free(s);
}

bool subject_of_layer(Subject *subject, int row, uint64_t seed, Message *message)
{
    LayerSubject *s = calloc(1, sizeof *s);
    *subject = (Subject){.context = s, .function = ROWS[row].run, .free_all = free_layer};
    snprintf(subject->name, sizeof subject->name, "layer:%s", ROWS[row].name);
    snprintf(subject->variant, sizeof subject->variant, "%s", ROWS[row].variant);
    if (s) {
        s->params = subject->params = params_new();
        s->tape = subject->tape = tape_new();
    }
    if (!s || !s->params || !s->tape)
        return message_set(message, "%s: out of memory", subject->name);
    params_on_error(s->params, NULL, NULL);
    tape_on_error(s->tape, NULL, NULL);
    Rng rng = rng_seed(seed, STREAM_INIT);
    ROWS[row].make(s, &ROWS[row].options, &rng);
    s->X = params_add_normal(s->params, "X", SHAPE(B, T, D), 1, &rng);
    const AttentionOptions *attention = &ROWS[row].options.block.attention;
    subject->sizes = (CheckSizes){.B = B, .T = T, .D = D, .H = attention->H, .d_k = attention->d_k};
    return !params_error(s->params) || message_set(message, "%s: %s", subject->name, params_error(s->params));
}
