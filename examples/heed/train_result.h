// What heed train says when it is over.
#ifndef HEED_EXAMPLES_HEED_TRAIN_RESULT_H
#define HEED_EXAMPLES_HEED_TRAIN_RESULT_H

#include "train/run.h"

// A line of data on stdout.
void result_print(const RunOptions *run, const RunResult *result, RunStatus status);
// For the eye: how it went, and what to open.
void result_say(const RunOptions *run, const RunResult *result);
// EXIT_DONE; or, if there was a goal and it was not reached, says so and returns EXIT_GOAL.
int result_goal(const RunOptions *run, const RunResult *result);
// Says what went wrong, and the flag that mends it; returns the exit code.
int result_failure(const RunOptions *run, RunStatus status, const Message *message);

#endif
