// Running a run from the command line, and saying what came of it.
#ifndef HEED_EXAMPLES_HEED_OUTCOME_H
#define HEED_EXAMPLES_HEED_OUTCOME_H

#include "examples/heed/progress.h"
#include "examples/heed/train_check.h"
#include "train/run.h"

// run_train or run_resume.
typedef RunStatus BeginRun(const RunOptions *options, RunObserver *observer, void *context, RunResult *result,
                           Message *message);

// Runs it so that Ctrl-C stops it, shows how it goes unless quiet, checks its gradients when check says so, and says on
// stdout what came of it and on stderr what there is to see, or what went wrong and mends it. Returns the exit code.
int train_and_tell(RunOptions *run, BeginRun *begin, TrainCheck check, Display display);

#endif
