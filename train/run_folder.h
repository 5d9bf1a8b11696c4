// The folder of a run: whose it is, and the paths in it.
#ifndef HEED_TRAIN_RUN_FOLDER_H
#define HEED_TRAIN_RUN_FOLDER_H

#include "train/run.h"

// Makes the folder and holds it, against every other run, until run_release or the end of the process; temporary files
// that a killed run has left are removed. -1: it cannot be made or written, another run holds it, or it is not empty
// and not a run of heed.
int run_claim(const char *folder, Message *message);
void run_release(int held); // -1 is left alone
// Removes what the run that was in it before has written, but for run.json; its state first.
bool run_clear(const char *folder, Message *message);

// "FOLDER/NAME". The folder's length has been checked by run_claim.
typedef struct {
    char text[RUN_PATH + 64];
} RunPath;
RunPath run_path(const char *folder, const char *name);
// "FOLDER/GROUP/step_000045.SUFFIX"
RunPath run_step_path(const char *folder, const char *group, int step, const char *suffix);
// Whether a name is one that run_step_path gives, and of which step.
bool run_is_step(const char *name, const char *suffix, int *step);

#endif
