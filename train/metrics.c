// Counting what a model gets right, and where it looks.
#include "train/metrics.h"

#include "tensor/maths.h"

#include <stdlib.h>
#include <string.h>

static const double SOLVED = 0.99, ALIGNED = 0.5;

bool metrics_wrong_reason(const Metrics *metrics, int layers)
{
    return metrics->exact >= SOLVED && metrics->alignment[layers - 1] < ALIGNED;
}

int row_argmax(const real *x, int n)
{
    int best = 0;
    for (int i = 1; i < n; i++)
        if (x[i] > x[best])
            best = i;
    return best;
}

double row_entropy(const real *a, int n)
{
    double sum = 0;
    for (int j = 0; j < n; j++)
        if (a[j] > 0)
            sum -= (double)a[j] * double_log((double)a[j]);
    return sum;
}

bool tally_new(Tally *tally, const Task *task, const ModelOptions *model)
{
    *tally = (Tally){.task = task,
                     .size = {.T = model->T, .vocabulary = model->vocabulary},
                     .layers = model->layers,
                     .heads = model->attention.H};
    const size_t maps = (size_t)tally->layers * (size_t)tally->heads, T = (size_t)tally->size.T;
    tally->alignment = calloc(maps * TASK_WAYS, sizeof(double));
    tally->entropy = calloc(maps, sizeof(double));
    tally->cells = malloc(T * T);
    if (tally->alignment && tally->entropy && tally->cells)
        return true;
    tally_free(tally);
    return false;
}

void tally_free(Tally *tally)
{
    free(tally->alignment);
    free(tally->entropy);
    free(tally->cells);
    *tally = (Tally){0};
}

void tally_clear(Tally *tally)
{
    const size_t maps = (size_t)tally->layers * (size_t)tally->heads;
    memset(tally->alignment, 0, maps * TASK_WAYS * sizeof(double));
    memset(tally->entropy, 0, maps * sizeof(double));
    memset(tally->looking, 0, sizeof tally->looking);
    tally->sequences = tally->exact = tally->rows = tally->right = 0;
    tally->loss = 0;
}

// How many cells of a row of the right map are lit.
static int lit_cells(const uint8_t *cells, int T)
{
    int lit = 0;
    for (int j = 0; j < T; j++)
        lit += cells[j] > 0;
    return lit;
}

bool tally_expected(const Tally *tally, const int32_t *token, int layer, uint8_t *cells)
{
    const Task *task = tally->task;
    const int T = tally->size.T;
    const bool before = layer < tally->layers - 1 && task->expected_before;
    task_no_cells(tally->size, cells);
    if (!tally->map && !task->expected)
        return false;
    if (!tally->map)
        (before ? task->expected_before : task->expected)(tally->size, token, cells);
    for (int i = 0; tally->map && i < T * T; i++)
        cells[i] = tally->map[i] && token[i / T] != PADDING && token[i % T] != PADDING;
    return true;
}

// One map [T,T] of one sequence, against the cells. asked: the targets, if nobody knows the right map, else NULL.
static void add_map(Tally *tally, int map, const real *A, const int32_t *asked)
{
    const int T = tally->size.T;
    for (int t = 0; t < T; t++) {
        const uint8_t *cells = tally->cells + t * T;
        const int lit = lit_cells(cells, T);
        if (lit == 0 && (!asked || asked[t] == IGNORED))
            continue;
        const double most = tally->task->uniform ? 1.0 / lit : 1;
        for (int j = 0; j < T; j++)
            if (cells[j] > 0)
                tally->alignment[map * TASK_WAYS + cells[j] - 1] += fmin((double)A[t * T + j], most);
        tally->entropy[map] += row_entropy(A + t * T, T);
    }
}

// All maps of one sequence.
static void add_maps(Tally *tally, const Prediction *out, const int32_t *token, const int32_t *target, int b)
{
    const int T = tally->size.T, H = tally->heads;
    for (int l = 0; l < tally->layers; l++) {
        const bool known = tally_expected(tally, token, l, tally->cells);
        for (int t = 0; t < T; t++)
            tally->looking[l] += known ? lit_cells(tally->cells + t * T, T) > 0 : target[t] != IGNORED;
        for (int h = 0; h < H; h++)
            add_map(tally, l * H + h, var_value(out->A[l]).data + (b * H + h) * T * T, known ? NULL : target);
    }
}

static void add_sequence(Tally *tally, const real *logits, int classes, const int32_t *target)
{
    int rows = 0, right = 0;
    for (int t = 0; t < tally->size.T; t++) {
        if (target[t] == IGNORED)
            continue;
        rows++;
        right += row_argmax(logits + t * classes, classes) == target[t];
    }
    tally->rows += rows;
    tally->right += right;
    tally->exact += right == rows;
    tally->sequences++;
}

void tally_add(Tally *tally, const Prediction *out, double loss, const int32_t *token, const int32_t *target, int B)
{
    const int T = tally->size.T;
    const Tensor logits = var_value(out->logits);
    const int classes = logits.shape[2], rows_before = tally->rows;
    for (int b = 0; b < B; b++) {
        add_sequence(tally, logits.data + b * T * classes, classes, target + b * T);
        add_maps(tally, out, token + b * T, target + b * T, b);
    }
    tally->loss += loss * (tally->rows - rows_before);
}

// The mean, over the ways to look, of the best head.
static double layer_alignment(const Tally *tally, int layer)
{
    const int ways = tally->task->ways > 0 ? tally->task->ways : 1;
    double sum = 0;
    if (!tally->map && !tally->task->expected)
        return (double)NAN;
    for (int way = 0; way < ways; way++) {
        double best = 0;
        for (int h = 0; h < tally->heads; h++)
            best = fmax(best, tally->alignment[(layer * tally->heads + h) * TASK_WAYS + way]);
        sum += best;
    }
    return sum / ways / tally->looking[layer];
}

Metrics tally_mean(const Tally *tally)
{
    const double rows = tally->rows, sequences = tally->sequences;
    Metrics mean = {.loss = tally->loss / rows, .accuracy = tally->right / rows, .exact = tally->exact / sequences};
    for (int l = 0; l < tally->layers; l++) {
        mean.alignment[l] = layer_alignment(tally, l);
        for (int h = 0; h < tally->heads; h++)
            mean.entropy[l] += tally->entropy[l * tally->heads + h] / tally->looking[l] / tally->heads;
    }
    return mean;
}
