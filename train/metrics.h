// What is measured of a model on sequences that it has not been trained on. Loss and entropy are in nats.
//
// A tally belongs to one thread; all else is thread-safe.
#ifndef HEED_TRAIN_METRICS_H
#define HEED_TRAIN_METRICS_H

#include "layers/model.h"
#include "train/task.h"

HEED_BEGIN

typedef struct {
    double loss;     // mean cross-entropy over the supervised positions
    double accuracy; // share of the supervised positions that are right
    double exact;    // share of the sequences in which all of them are
    // Of each layer. A head's alignment is the mean, over supervised query rows, of its weight on the expected cells; a
    // layer's is that of its best head. A head's entropy is the mean over the same rows; a layer's, the mean of its
    // heads.
    double alignment[MAX_LAYERS], entropy[MAX_LAYERS];
} Metrics;

// The largest entry of each row.
int row_argmax(const real *x, int n);
// -sum_j a_j log a_j
double row_entropy(const real *a, int n);

// Sums over sequences, batch by batch.
typedef struct {
    const Task *task;
    TaskSize size;
    int layers, heads;
    int sequences, exact, rows, right; // seen, all right, supervised, right
    double loss, *alignment, *entropy; // sums; of each map [layers,heads]
    uint8_t *cells;                    // [T,T]
} Tally;

bool tally_new(Tally *tally, const Task *task, const ModelOptions *model); // false: memory is out
void tally_free(Tally *tally);
void tally_clear(Tally *tally);
// Adds B sequences and what the model says of them; loss is their mean over supervised rows.
void tally_add(Tally *tally, const Prediction *out, double loss, const int32_t *token, const int32_t *target, int B);
Metrics tally_mean(const Tally *tally);

HEED_END

#endif
