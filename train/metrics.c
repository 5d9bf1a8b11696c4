// Counting what a model gets right, and where it looks.
#include "train/metrics.h"

#include "tensor/maths.h"

#include <stdlib.h>
#include <string.h>

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
    tally->alignment = calloc(maps, sizeof(double));
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
    memset(tally->alignment, 0, maps * sizeof(double));
    memset(tally->entropy, 0, maps * sizeof(double));
    tally->sequences = tally->exact = tally->rows = tally->right = 0;
    tally->loss = 0;
}

// One map [T,T] of one sequence.
static void add_map(Tally *tally, int map, const real *A, const int32_t *target)
{
    const int T = tally->size.T;
    for (int t = 0; t < T; t++) {
        if (target[t] == IGNORED)
            continue;
        for (int j = 0; j < T; j++)
            tally->alignment[map] += tally->cells[t * T + j] ? (double)A[t * T + j] : 0;
        tally->entropy[map] += row_entropy(A + t * T, T);
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
    const int T = tally->size.T, H = tally->heads;
    const Tensor logits = var_value(out->logits);
    const int classes = logits.shape[2], rows_before = tally->rows;
    for (int b = 0; b < B; b++) {
        tally->task->expected(tally->size, token + b * T, tally->cells);
        add_sequence(tally, logits.data + b * T * classes, classes, target + b * T);
        for (int l = 0; l < tally->layers; l++)
            for (int h = 0; h < H; h++)
                add_map(tally, l * H + h, var_value(out->A[l]).data + (b * H + h) * T * T, target + b * T);
    }
    tally->loss += loss * (tally->rows - rows_before);
}

Metrics tally_mean(const Tally *tally)
{
    const double rows = tally->rows, sequences = tally->sequences;
    Metrics mean = {.loss = tally->loss / rows, .accuracy = tally->right / rows, .exact = tally->exact / sequences};
    for (int l = 0; l < tally->layers; l++) {
        for (int h = 0; h < tally->heads; h++) {
            const int map = l * tally->heads + h;
            mean.alignment[l] = fmax(mean.alignment[l], tally->alignment[map] / rows);
            mean.entropy[l] += tally->entropy[map] / rows / tally->heads;
        }
    }
    return mean;
}
