// A run that a command looks at: its folder found, its model made, the weights of one step in it.
#ifndef HEED_EXAMPLES_HEED_OPENED_H
#define HEED_EXAMPLES_HEED_OPENED_H

#include "train/run_read.h"

typedef struct {
    char folder[RUN_PATH];
    RunRecord record;
    Trainer trainer;
    int step;
} Opened;

// "reverse-s1" is runs/reverse-s1, where no folder of this name has a run. False: the name is too long.
bool opened_folder(char folder[RUN_PATH], const char *name);

// name is the run's folder, or its name in runs/; step may be RUN_LAST_STEP. What is wrong is said on stderr. Returns
// the exit code; EXIT_DONE: it is open. Close it also then.
int opened_open(Opened *run, const char *name, int step);
void opened_close(Opened *run);

#endif
