// checkpoint.safetensors: the whole state of a run between two steps. With it and the options of run.json a run goes on
// to the same bytes as one that was never stopped.
//   tensors   the weights under their names, and optimizer.STATE.NAME of each vector that the optimizer keeps
//   metadata  "run": what the state belongs to; "state": the step, the random stream, the length of the log, ..., as
//   JSON
//
// It replaces the one before it only when all that it counts on (rows of the log, maps, pictures) is on the disk: it is
// the one file that decides where a run goes on.
#ifndef HEED_TRAIN_CHECKPOINT_H
#define HEED_TRAIN_CHECKPOINT_H

#include "train/run.h"

// A keyframe that has been reached, but for its maps, which are in attn.npy.
typedef struct {
    int step;
    double loss, alignment;
} KeyframeRecord;

typedef struct {
    BatchResult batch; // of the last step
    int solved_at, goal_held;
    int64_t log_length; // in bytes
    int keyframes;
    KeyframeRecord keyframe[MAX_KEYFRAMES + 1];
} Checkpoint;

// Whether all numbers that it would keep are finite.
bool checkpoint_finite(const Trainer *trainer);
// identity: what the state belongs to, as text (run_identity). The trainer is between two steps.
bool checkpoint_write(const char *path, const Checkpoint *state, Trainer *trainer, const char *identity,
                      Message *message);
// Fills state and trainer, which is new and of the same options. False: it cannot be read, or is damaged, or of another
// run.
bool checkpoint_read(const char *path, Checkpoint *state, Trainer *trainer, const char *identity, Message *message);

#endif
