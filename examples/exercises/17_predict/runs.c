// The runs of exercise 17.
#include "examples/exercises/17_predict/runs.h"

#include "train/trainer.h"

#include <math.h>

// --- how far the matrices have moved --------------------------------------------------------------------------------

// ||W - W(0)||: the root of the sum of squares of all changes.
static double moved(Trainer *trainer, const char *name)
{
    const Tensor W = param_value(params_find(trainer->params, name));
    const real *before = trainer->initial.data + (W.data - params_values(trainer->params).data);
    double squares = 0;
    for (int i = 0; i < tensor_count(W); i++)
        squares += (W.data[i] - before[i]) * (W.data[i] - before[i]);
    return sqrt(squares);
}

static void measure_moves(Trainer *trainer, double far[MATRICES])
{
    far[0] = moved(trainer, "layer0.attention.W_Q");
    far[1] = moved(trainer, "layer0.attention.W_K");
    far[2] = moved(trainer, "layer0.attention.W_V");
}

// --- what the maps look like ----------------------------------------------------------------------------------------

// The column at which this kind of map would look from row t; -1: it has none, or there is none.
static int column_of(Map map, int T, int t)
{
    switch (map) {
    case DIAGONAL: return t;
    case BEFORE: return t - 1;
    case ANTI_DIAGONAL: return T - 1 - t;
    case FIRST_COLUMN: return 0;
    default: return -1;
    }
}

static int places_seen(MaskKind mask, int T, int t)
{
    return mask == MASK_NONE ? T : mask == MASK_CAUSAL ? t + 1 : t;
}

// Adds one row of weights a. Its entropy is held against that of an even row over the places that it sees.
static void add_row(Run *run, const real *a, const uint8_t *cells, int t, int sees)
{
    double by_content = 0;
    for (int j = 0; j < run->T; j++)
        by_content += cells[j] ? a[j] : 0;
    run->share[BY_CONTENT] += by_content;
    run->share[EVEN] += sees > 1 ? row_entropy(a, run->T) / log(sees) : 1;
    for (int map = DIAGONAL; map <= FIRST_COLUMN; map++) {
        const int column = column_of((Map)map, run->T, t);
        run->share[map] += column >= 0 ? a[column] : 0;
    }
}

// The first sequence that begins with three different tokens; the first of all if none does.
static int telling(const Sequences *sequences)
{
    for (int b = 0; b < sequences->count; b++) {
        const int32_t *token = sequences->token + b * sequences->T;
        if (token[0] != token[1] && token[1] != token[2] && token[0] != token[2])
            return b;
    }
    return 0;
}

// Over the rows that must say something, of sequences that were not trained on.
static void measure_maps(Trainer *trainer, Run *run)
{
    const Sequences *held_out = &trainer->held_out;
    const int T = run->T;
    const Tensor A = var_value(model_forward(trainer->tape, &trainer->model, held_out->token, held_out->count).A[0]);
    uint8_t cells[MOST_T * MOST_T];
    int rows = 0;
    for (int b = 0; b < held_out->count; b++) {
        trainer_expected(trainer, held_out->token + b * T, cells);
        for (int t = 0; t < T; t++) {
            if (held_out->target[b * T + t] == IGNORED)
                continue;
            add_row(run, A.data + (b * T + t) * T, cells + t * T, t, places_seen(trainer->options.mask, T, t));
            rows++;
        }
    }
    for (int map = EVEN; map <= BY_CONTENT; map++)
        run->share[map] /= rows;
    const int shown = telling(held_out);
    for (int i = 0; i < T * T; i++)
        run->map[i] = A.data[shown * T * T + i];
    for (int t = 0; t < T; t++)
        run->token[t] = held_out->token[shown * T + t];
    tape_reset(trainer->tape);
}

// A map that stands still is named by its shape, even where that is what the content asks for as well.
static Map name_map(const Run *run)
{
    if (run->share[EVEN] > 0.9)
        return EVEN;
    for (int map = DIAGONAL; map < BY_CONTENT; map++)
        if (run->share[map] > fmax(0.5, 0.9 * run->share[BY_CONTENT]))
            return (Map)map;
    return run->share[BY_CONTENT] > 0.5 ? BY_CONTENT : NO_MAP;
}

// --- a run ----------------------------------------------------------------------------------------------------------

static bool train(Trainer *trainer, Run *run)
{
    BatchResult result;
    Metrics metrics;
    for (int step = 1; step <= run->steps; step++) {
        if (!trainer_backward(trainer, &result))
            return false;
        trainer_update(trainer);
        if (step == EARLY)
            measure_moves(trainer, run->early);
    }
    measure_moves(trainer, run->late);
    run->farthest = run->late[2] > fmax(run->late[0], run->late[1]) ? W_V : W_Q_AND_W_K;
    if (!trainer_evaluate(trainer, &metrics))
        return false;
    run->accuracy = metrics.accuracy;
    measure_maps(trainer, run);
    run->is = name_map(run);
    return true;
}

bool run_task(const char *task, double gain_qk, uint64_t seed, Run *run)
{
    TrainerOptions options = trainer_defaults(task_find(task));
    Trainer trainer;
    options.seed = seed;
    options.gain_qk = gain_qk;
    *run = (Run){.steps = options.steps, .T = options.size.T};
    const bool done = trainer_new(&trainer, options) && train(&trainer, run);
    trainer_free(&trainer);
    return done;
}
