// heed ex: what its parts share. Each returns the exit code of the program, and has said what went wrong.
#ifndef HEED_EXAMPLES_HEED_EX_H
#define HEED_EXAMPLES_HEED_EX_H

#include "examples/heed/attempt.h"
#include "examples/heed/mine.h"

#include <signal.h>

typedef struct {
    Ladder ladder;
    const char *self; // how the program was called, for the commands that are told
    AttemptOptions attempt;
    const char *score; // the file for run all
    bool again;        // hints that were shown
} Ex;

// What is waited with for the learner's program, until a signal comes.
typedef struct {
    const volatile sig_atomic_t *signal; // 0: none has come
    const char *stopped_by;              // what to do to stop it
    bool told;                           // on a terminal: that it takes long
} ExPatience;
// Whether to wait on; of ProcessWatch.
bool ex_goes_on(ExPatience *patience, double seconds, int limit);
static const double EX_LONG = 2; // seconds

// Compiles and runs the learner's file while the watch lets it, says what came of it, and remembers what has passed.
// The exit code of one that was stopped is EXIT_SIGNAL.
int ex_try(const Ex *ex, int exercise, ProcessWatch watch);
// The same until it is over, or a signal comes.
int ex_run(const Ex *ex, int exercise);
int ex_run_all(const Ex *ex);
// The same at each save, until it is told to end.
int ex_watch(const Ex *ex, int exercise);

int ex_list(const Ex *ex);
// Makes the learner's file and tells the task.
int ex_task(const Ex *ex, int exercise);
int ex_task_here(const Ex *ex, int exercise); // without a pager
int ex_hint(const Ex *ex, int exercise);
int ex_diff(const Ex *ex, int exercise);
int ex_reset(const Ex *ex, int exercise);

#endif
