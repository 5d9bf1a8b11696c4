// The gradient check of the model that is being trained. heed64 does it, as a child with the run's options and weights,
// since float cannot tell a bug from rounding. Whatever comes of it, training goes on: a loss can fall while a gradient
// is wrong, and that is worth seeing.
#ifndef HEED_EXAMPLES_HEED_TRAIN_CHECK_H
#define HEED_EXAMPLES_HEED_TRAIN_CHECK_H

#include "autograd/gradcheck.h"
#include "train/run.h"

typedef struct {
    const char *self;      // how the program was called
    const RunOptions *run; // borrowed
    int every;             // steps from check to check; 0: only before the first step; -1: none at all
    bool missing;          // it could not be done, and that has been said
    Verdict worst;         // of all checks
} TrainCheck;

// "off", "start" or "every:N". False: it is none of these.
bool train_check_when(TrainCheck *check, const char *word);
// Whether there is a check after so many steps.
bool train_check_due(const TrainCheck *check, int step);

enum { TRAIN_CHECK_TEXT = 1400 };
typedef struct {
    Verdict verdict;
    char fields[256];                // "verdict=pass tensors=7 ...": a line for programs
    char sentence[TRAIN_CHECK_TEXT]; // for the eye
} TrainCheckResult;

// Checks the trainer's model as it is, and writes the report into the run's folder, gradcheck.json. False: it could not
// be done, which the message says.
bool train_check_run(TrainCheck *check, Trainer *trainer, TrainCheckResult *result, Message *message);

#endif
