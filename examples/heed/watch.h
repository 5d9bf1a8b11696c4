// A run that is being watched: its progress is shown, its gradients are checked, and its fault is planted.
#ifndef HEED_EXAMPLES_HEED_WATCH_H
#define HEED_EXAMPLES_HEED_WATCH_H

#include "examples/heed/faults.h"
#include "examples/heed/progress.h"
#include "examples/heed/train_check.h"

typedef struct {
    Progress progress;
    TrainCheck check;
    const Fault *fault; // still to be planted; NULL: none
    bool lost;          // it could not be, for want of memory
} Watch;

// The options outlive the watch. check says when; its run is set here.
Watch watch_new(const RunOptions *options, TrainCheck check, Display display);
// A RunObserver; the context is the Watch.
void watch_observe(const RunProgress *now, void *watch);

#endif
