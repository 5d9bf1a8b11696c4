// The trainer: a task, a model, its optimizer, and the steps between them. It writes no files and prints nothing.
//
// Initial weights, training data, held-out data and the probe draw from streams of their own, so that looking at a run
// (evaluating it, drawing it) never changes it.
//
// A trainer belongs to one thread; several may run in parallel, each in its own.
#ifndef HEED_TRAIN_TRAINER_H
#define HEED_TRAIN_TRAINER_H

#include "autograd/ops.h"
#include "layers/model.h"
#include "train/data.h"
#include "train/metrics.h"
#include "train/optimizer.h"
#include "train/schedule.h"
#include "train/task.h"

HEED_BEGIN

enum { STREAM_INIT = 1, STREAM_DATA = 2, STREAM_HELD_OUT = 3, STREAM_PROBE = 4 };
enum { HELD_OUT_SEQUENCES = 512 };

typedef struct {
    const Task *task;
    TaskSize size;
    DataOptions data; // of tasks whose sequences come from a file; their size is the file's
    int steps, batch;
    OptimizerOptions optimizer;
    Schedule schedule;
    uint64_t seed;
    int threads;                    // the numbers are the same with any number
    int D, heads, key_size, layers; // key_size is d_k; 0: D / heads
    MaskKind mask;
    bool output_projection, residual, layer_norm;
    AttentionForm attention; // of training steps; to evaluate and to look it is composed, since A is wanted
    int feed_forward;        // inner width; 0: there is none
    Positions positions;
    // To see what each part is for:
    const char *freeze; // borrowed: full or last names of parameters that stay as they begin, with commas; NULL: none
    Tie tie;
    bool no_scale;
    double gain_qk;       // W_Q, W_K ~ gain_qk N(0, 1/D)
    double embedding_std; // E and learned P ~ N(0, embedding_std^2)
    const char *fault;    // borrowed: the wrong backward that the program plants on the tape; NULL: none. Only recorded
} TrainerOptions;

// The task's defaults: most have batch 32, rate 0.1, D 32, one head, one layer; all have plain SGD.
TrainerOptions trainer_defaults(const Task *task);

// Why a function of the trainer returned false.
typedef enum {
    FAILURE_NONE,
    FAILURE_REFUSED,
    FAILURE_MEMORY,
    FAILURE_NOT_FINITE,
    FAILURE_FILE,    // it cannot be read
    FAILURE_DAMAGED, // it is malformed
} Failure;

typedef struct {
    TrainerOptions options;
    Params *params;
    Tape *tape; // forgets the gradients of inner nodes (tape_keep_gradients)
    Model model;
    Optimizer optimizer;
    Rng data;
    Tally tally;
    int step;                         // updates done
    Data data_file;                   // of a task whose sequences come from one
    Sequences batch, held_out, probe; // the last step's; up to HELD_OUT_SEQUENCES; one held-out one, always the same
    Tensor initial;                   // owned: the weights of step 0
    Failure failure;
    char error[512]; // the failure in words
} Trainer;

// What a step saw: the loss and the share of right answers of its batch, before its update.
typedef struct {
    double loss, accuracy;
} BatchResult;

// False: memory is out, or the options are refused: sizes that do not fit together, or too few sequences of this size
// to hold some out. The caller frees the trainer, also then.
bool trainer_new(Trainer *trainer, TrainerOptions options);
void trainer_free(Trainer *trainer);
// Draws a batch, goes forward and back. The gradients stay in the store until trainer_update, which does the step of
// the optimizer. False: memory is out, or the numbers are no longer finite (error names the first tensor).
bool trainer_backward(Trainer *trainer, BatchResult *result);
void trainer_update(Trainer *trainer);
// What a token, or an answer, is called. Writes it into text and returns that.
const char *trainer_word(const Trainer *trainer, int32_t token, bool is_answer, char text[TASK_WORD]);
// Fills cells [T,T] with where queries of the last layer are to look, as Task's expected. False: nobody knows.
bool trainer_expected(const Trainer *trainer, const int32_t *token, uint8_t *cells);
// For tasks whose sequences come from a file: their size, which the options are then to have. False: as data_load.
bool trainer_measure(const TrainerOptions *options, TaskSize *size, Message *message);
// On the held-out sequences. False: as above.
bool trainer_evaluate(Trainer *trainer, Metrics *metrics);
// Runs the probe through the model as it is; A and logits are borrowed until the next call of the trainer.
bool trainer_probe(Trainer *trainer, Prediction *out);

HEED_END

#endif
