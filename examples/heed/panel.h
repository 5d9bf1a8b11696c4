// The live panel: what a run looks like while it trains, redrawn in place on a terminal. The probe's attention, the
// loss so far as a row of bars, how far each matrix has moved, and the time that is left.
//
// It draws what fits: maps shrink and go without labels, and on a small terminal one line is all.
#ifndef HEED_EXAMPLES_HEED_PANEL_H
#define HEED_EXAMPLES_HEED_PANEL_H

#include "examples/heed/terminal.h"
#include "train/run.h"

#include <stdio.h>

enum { PANEL_COLUMNS = 60, PANEL_ROWS = 6, PANEL_SPARKS = 48, PANEL_LINES = 64 };

typedef struct {
    double spark[PANEL_SPARKS]; // the losses so far, each the mean of `stride` steps
    int sparks, stride, summed;
    double sum;
    int width[PANEL_LINES], lines; // what is on the screen
} Panel;

Panel panel_new(void);
// The loss of a step.
void panel_loss(Panel *panel, double loss);
// Draws it on stderr, which is this terminal, in place of what was drawn before.
void panel_draw(Panel *panel, const RunProgress *now, const Metrics *held_out, double seconds,
                const Terminal *terminal);
// Takes it away.
void panel_clear(Panel *panel, const Terminal *terminal);

#endif
