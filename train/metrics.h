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
    // Of each layer. A head's alignment is the mean, over the query rows that are expected to look somewhere (those
    // that are supervised; in layers before the last those of Task's expected_before), of its weight on the expected
    // cells; where the right map is even over n cells, of the sum of min(weight, 1/n) over them. A layer's is that of
    // its best head; where heads have two ways to look, the mean of the best head of each way; where nobody knows the
    // right map, NaN. A head's entropy is the mean over the same rows (if nobody knows, those that are supervised); a
    // layer's, the mean of its heads.
    double alignment[MAX_LAYERS], entropy[MAX_LAYERS];
} Metrics;

// Right answers with a wrong map: at least 99 % exactly right, and less than half of the last layer's weight where it
// is expected. layers is the model's.
bool metrics_wrong_reason(const Metrics *metrics, int layers);

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
    int looking[MAX_LAYERS];           // rows that are expected to look somewhere
    const uint8_t *map; // borrowed [T,T]: the right map of every sequence, in place of the task's; or NULL
    double loss, *alignment, *entropy; // sums; of each map [layers,heads,TASK_WAYS] and [layers,heads]
    uint8_t *cells;                    // [T,T], of the layer that is looked at
} Tally;

bool tally_new(Tally *tally, const Task *task, const ModelOptions *model); // false: memory is out
void tally_free(Tally *tally);
void tally_clear(Tally *tally);
// Adds B sequences and what the model says of them; loss is their mean over supervised rows.
void tally_add(Tally *tally, const Prediction *out, double loss, const int32_t *token, const int32_t *target, int B);
// Fills cells [T,T] with where queries of this layer are to look. False: nobody knows.
bool tally_expected(const Tally *tally, const int32_t *token, int layer, uint8_t *cells);
Metrics tally_mean(const Tally *tally);

HEED_END

#endif
