// The folder of a run: whose it is, and the paths in it.
#ifndef HEED_TRAIN_RUN_FOLDER_H
#define HEED_TRAIN_RUN_FOLDER_H

#include "train/run.h"

// Makes the folder. False: it cannot be made or written, or it is not empty and not a run of heed.
bool run_claim(const char *folder, Message *message);
// Removes the pictures and weights of the run that was in it before, and what a run that was cut off has left.
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
