// What is shown while a run goes on: a panel (panel.h) that is redrawn on stderr if that is a terminal, and otherwise
// plain lines of key=value on stdout, at steps 1 2 5 10 20 50 ... and at least every ten seconds.
#ifndef HEED_EXAMPLES_HEED_PROGRESS_H
#define HEED_EXAMPLES_HEED_PROGRESS_H

#include "examples/heed/panel.h"
#include "examples/heed/train_check.h"
#include "train/run.h"

typedef struct {
    const RunOptions *options;
    bool live, quiet;    // a terminal; nothing at all
    double begun, shown; // seconds: the first step, and the last time something was shown
    double pause;        // until the panel is drawn again
    ColorChoice color;   // of the panel
    Metrics held_out;    // of the last evaluation
    int next_round;      // the next of 1 2 5 10 ...
    Panel panel;
} Progress;

// How much is shown, and in which colours.
typedef struct {
    bool quiet;
    ColorChoice color;
} Display;

Progress progress_new(const RunOptions *options, Display display);
// A RunObserver; the context is the Progress.
void progress_show(const RunProgress *now, void *progress);
// A gradient check after so many steps has come to this.
void progress_checked(Progress *progress, int step, const TrainCheckResult *result);
// Takes the panel away.
void progress_clear(Progress *progress);

#endif
