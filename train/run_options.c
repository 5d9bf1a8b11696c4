// The table of a run's options.
#include "train/run_options.h"

#include "train/text.h"

#include <string.h>

const char *const RUN_PNG_NAMES[] = {"keyframes", "final", "none", NULL};
const char *const RUN_MASK_NAMES[] = {"none", "causal", "strict", NULL};
const char *const RUN_ATTENTION_NAMES[] = {"composed", "fused", NULL};
const char *const RUN_POSITIONS_NAMES[] = {"learned", "sinusoidal", "none", NULL};
const char *const RUN_TIE_NAMES[] = {"none", "k=q", "v=k", NULL};

enum { MOST_HEADS = 64 };

static RunOption yes(const char *name, bool *at, const char *help)
{
    return (RunOption){.name = name, .kind = OPTION_YES, .at = {.yes = at}, .help = help};
}

static RunOption integer(const char *name, int *at, int least, int most, const char *help)
{
    return (RunOption){
        .name = name, .kind = OPTION_INTEGER, .at = {.integer = at}, .least = least, .most = most, .help = help};
}

static RunOption number(const char *name, double *at, double least, double most, const char *help)
{
    return (RunOption){
        .name = name, .kind = OPTION_NUMBER, .at = {.number = at}, .least = least, .most = most, .help = help};
}

// Least is not allowed itself.
static RunOption above(RunOption option)
{
    option.open_least = true;
    return option;
}

// Most is not allowed itself.
static RunOption below(RunOption option)
{
    option.open_most = true;
    return option;
}

// An enum's place is an int's: C lets a signed and an unsigned integer of one size look at the same bytes.
_Static_assert(sizeof(MaskKind) == sizeof(int) && sizeof(OptimizerKind) == sizeof(int), "an enum is no int here");

static RunOption word(const char *name, int *at, const char *const *words, const char *help)
{
    return (RunOption){.name = name, .kind = OPTION_WORD, .at = {.integer = at}, .words = words, .help = help};
}

static int training(TrainerOptions *o, RunOption *row)
{
    OptimizerOptions *optimizer = &o->optimizer;
    const RunOption rows[] = {
        integer("steps", &o->steps, 0, MOST_STEPS, "updates of the weights"),
        integer("batch", &o->batch, 1, 65536, "sequences a step"),
        word("optimizer", (int *)&optimizer->kind, OPTIMIZER_NAMES, "as in torch.optim"),
        above(number("lr", &optimizer->rate, 0, 1e6, "learning rate")),
        below(number("momentum", &optimizer->momentum, 0, 1, "of sgd: share of the last step that is kept")),
        yes("nesterov", &optimizer->nesterov, "of sgd: Nesterov's momentum"),
        below(number("beta1", &optimizer->beta1, 0, 1, "of adam, adamw: share kept of the gradients' mean")),
        below(number("beta2", &optimizer->beta2, 0, 1, "of adam, adamw: and of that of their squares")),
        above(number("epsilon", &optimizer->epsilon, 0, 1, "of adam, adamw")),
        number("weight_decay", &optimizer->weight_decay, 0, 1000,
               "share of each weight that is taken off, times the rate"),
        number("clip", &optimizer->clip, 0, 1e6, "largest norm of all gradients together; 0: any"),
        word("schedule", (int *)&o->schedule.kind, SCHEDULE_NAMES, "of the learning rate"),
        integer("warmup", &o->schedule.warmup, 0, MOST_STEPS, "steps in which the rate rises to its height"),
        integer("threads", &o->threads, 1, 64, "of the processor that work; the numbers stay the same"),
    };
    memcpy(row, rows, sizeof rows);
    return sizeof rows / sizeof rows[0];
}

static RunOption text(const char *name, const char **at, const char *help)
{
    return (RunOption){.name = name, .kind = OPTION_TEXT, .at = {.text = at}, .help = help};
}

static int data(DataOptions *o, RunOption *row)
{
    const RunOption rows[] = {
        text("data", &o->file, "examples, one a line: the cat sat -> sat cat the; of the task text, a text"),
        text("eval_data", &o->eval_file, "examples that are only evaluated on"),
        text("expected", &o->expected_file, "the right map: T lines of T numbers, 0 or 1"),
        below(number("held_out", &o->held_out, 0, 1, "share of --data that is not trained on")),
        yes("no_shuffle", &o->no_shuffle, "batches take the lines in their order"),
    };
    memcpy(row, rows, sizeof rows);
    return sizeof rows / sizeof rows[0];
}

static int model(TrainerOptions *o, RunOption *row)
{
    const RunOption rows[] = {
        {.name = "seed",
         .kind = OPTION_SEED,
         .at = {.seed = &o->seed},
         .help = "of weights, data, held-out data, probe"},
        integer("length", &o->size.T, 1, 512, "T, tokens in a sequence"),
        integer("vocab", &o->size.vocabulary, 1, 65536, "different tokens"),
        integer("dim", &o->D, 1, 4096, "D, the width of the model"),
        integer("heads", &o->heads, 1, MOST_HEADS, "H, heads of each layer"),
        integer("key_size", &o->key_size, 0, 4096, "d_k, the width of a head; 0: D / H"),
        integer("layers", &o->layers, 1, MAX_LAYERS, "layers of attention"),
        word("mask", (int *)&o->mask, RUN_MASK_NAMES, "what a query sees; strict: only earlier ones"),
        word("attention", (int *)&o->attention, RUN_ATTENTION_NAMES, "in steps, or in one op without maps: faster"),
        yes("output_projection", &o->output_projection, "W_O after each layer"),
        yes("residual", &o->residual, "X + attention(X)"),
        integer("feed_forward", &o->feed_forward, 0, 16384, "inner width of a network after each layer; 0: none"),
        yes("layer_norm", &o->layer_norm, "layer normalization after each part of a layer"),
        word("positions", (int *)&o->positions, RUN_POSITIONS_NAMES, "what tells them apart"),
    };
    memcpy(row, rows, sizeof rows);
    return sizeof rows / sizeof rows[0];
}

// What is taken away, or begins otherwise, to see what it is for.
static int ablations(TrainerOptions *o, RunOption *row)
{
    const RunOption rows[] = {
        text("freeze", &o->freeze, "W_Q,W_K,...: parameters that stay"),
        word("tie", (int *)&o->tie, RUN_TIE_NAMES, "one matrix for two"),
        yes("no_scale", &o->no_scale, "scores are not divided by sqrt(d_k)"),
        number("gain_qk", &o->gain_qk, 0, 100, "W_Q, W_K begin as this times N(0, 1/D)"),
        number("embedding_std", &o->embedding_std, 0, 100, "deviation with which E and P begin"),
    };
    memcpy(row, rows, sizeof rows);
    return sizeof rows / sizeof rows[0];
}

static int faults(TrainerOptions *o, RunOption *row)
{
    *row = (RunOption){.name = "fault",
                       .kind = OPTION_TEXT,
                       .at = {.text = &o->fault},
                       .help = "plants a wrong backward; --fault list names them"};
    return 1;
}

static int looking(RunOptions *run, RunOption *row)
{
    const RunOption rows[] = {
        {.name = "init", .kind = OPTION_TEXT, .at = {.text = &run->init}, .help = "FILE.safetensors to begin with"},
        text("goal", &run->goal, "stop when held for 3 evaluations, such as exact=0.99; else exit code 1"),
        integer("eval_every", &run->eval_every, 1, MOST_STEPS, "steps between evaluations"),
        {.name = "keyframes",
         .kind = OPTION_STEPS,
         .at = {.integer = run->keyframe},
         .help = "steps whose weights and maps are kept",
         .most = MOST_STEPS,
         .count = &run->keyframes,
         .room = MAX_KEYFRAMES},
        word("png", (int *)&run->png, RUN_PNG_NAMES, "which maps are drawn"),
        integer("scale", &run->png_scale, 1, 2, "of the pictures"),
    };
    memcpy(row, rows, sizeof rows);
    return sizeof rows / sizeof rows[0];
}

int run_model_options_table(RunOptions *options, RunOption table[MOST_RUN_OPTIONS])
{
    int rows = data(&options->trainer.data, table);
    rows += model(&options->trainer, table + rows);
    return rows + ablations(&options->trainer, table + rows);
}

int run_options_table(RunOptions *options, RunOption table[MOST_RUN_OPTIONS])
{
    int rows = training(&options->trainer, table);
    rows += run_model_options_table(options, table + rows);
    rows += faults(&options->trainer, table + rows);
    return rows + looking(options, table + rows);
}

void run_options_round(RunOptions *options)
{
    RunOption table[MOST_RUN_OPTIONS];
    const int rows = run_options_table(options, table);
    for (int i = 0; i < rows; i++) {
        char text[64];
        if (table[i].kind != OPTION_NUMBER)
            continue;
        text_format(text, sizeof text, "%.*g", RUN_DIGITS, *table[i].at.number);
        *table[i].at.number = text_number(text);
    }
}

RunOptions run_defaults(const Task *task)
{
    return (RunOptions){.trainer = trainer_defaults(task),
                        .eval_every = 10,
                        .keyframe = {0, 1, 2, 5, 10, 20, 40, 60, 80, 120, 200, 400},
                        .keyframes = 12,
                        .png_scale = 1};
}
