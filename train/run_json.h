// run.json: what a run was and what came of it.
#ifndef HEED_TRAIN_RUN_JSON_H
#define HEED_TRAIN_RUN_JSON_H

#include "train/run.h"

// status: "starting", "running", "done", "interrupted", "diverged" or "failed"; result is NULL until it ends. started:
// when, as text.
bool run_json_write(const RunOptions *options, Trainer *trainer, const char *status, const RunResult *result,
                    const char *started, Message *message);
// What a run is, and nothing of what came of it, as text: version, precision, task, options and, where sequences come
// from a file, a hash of them. Two runs of one identity have the same bytes. The caller frees it. NULL: memory is out.
char *run_identity(const RunOptions *options, const Trainer *trainer);

#endif
