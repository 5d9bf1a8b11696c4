// The command that makes a run again: the task and the options that change a result, in the order of their table
// (run_options.h), those left out that are the task's defaults. Never folders, threads or what is only display: two
// runs with the same command have the same weights and the same log.
#ifndef HEED_TRAIN_RUN_COMMAND_H
#define HEED_TRAIN_RUN_COMMAND_H

#include "train/run.h"

// A command that would be longer ends in an ellipsis.
enum { RUN_COMMAND = 4096 };
typedef struct {
    char text[RUN_COMMAND]; // "heed train reverse --heads 2 --seed 7"
} RunCommand;

RunCommand run_command(const RunOptions *options);

#endif
