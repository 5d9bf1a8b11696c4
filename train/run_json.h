// run.json: what a run was and what came of it.
#ifndef HEED_TRAIN_RUN_JSON_H
#define HEED_TRAIN_RUN_JSON_H

#include "train/run.h"

// status: "running", "done", "diverged" or "failed"; result is NULL while it runs. started: when, as text.
bool run_json_write(const RunOptions *options, Trainer *trainer, const char *status, const RunResult *result,
                    const char *started, Message *message);

#endif
