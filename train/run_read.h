// A run read back from its folder: what it was, and the weights that it kept. Runs of either precision are read.
//
//   RunRecord record;
//   Trainer trainer;
//   if (run_read(&record, "runs/reverse-s1", &message) && trainer_new(&trainer, record.options.trainer) &&
//       run_read_weights(&record, RUN_LAST_STEP, trainer.params, &message))
//       ...
//
// Nothing here writes; a run that is still going on can be read.
#ifndef HEED_TRAIN_RUN_READ_H
#define HEED_TRAIN_RUN_READ_H

#include "train/run.h"

HEED_BEGIN

typedef struct {
    RunOptions options; // what they borrow is the record's, but for the folder, which is the caller's
    int format;
    bool in_double;                     // its numbers
    char status[16];                    // "running", "done", "interrupted", "diverged" or "failed"
    int step[MAX_KEYFRAMES + 1], steps; // whose weights are kept, rising
    struct json_t *document;            // owned
} RunRecord;

enum { RUN_LAST_STEP = -1 };

// Reads run.json, and looks which weights there are. False: there is no run, or (message.damaged) it is not heed's, of
// a newer format, or says what no run can be. The caller frees the record, also then.
bool run_read(RunRecord *record, const char *folder, Message *message);
// The same of a run.json of any name, without the weights beside it; the folder is NULL.
bool run_read_file(RunRecord *record, const char *path, Message *message);
void run_record_free(RunRecord *record);
// The step itself, or the last one whose weights are kept. False: there are none of this step; the message lists them.
bool run_find_step(const RunRecord *record, int wanted, int *step, Message *message);
// Fills the store with the weights of this step. False: as run_find_step and safetensors_read say.
bool run_read_weights(const RunRecord *record, int wanted, Params *params, Message *message);

HEED_END

#endif
