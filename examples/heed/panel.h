// The live panel: what a run looks like while it trains, redrawn in place on a terminal. The probe's attention, the
// loss so far as a row of bars, how far each matrix has moved, and the time that is left.
//
// It draws what fits: where the terminal is too small for maps, it draws none, and below PANEL_COLUMNS one line is all.
#ifndef HEED_EXAMPLES_HEED_PANEL_H
#define HEED_EXAMPLES_HEED_PANEL_H

#include "train/run.h"

#include <stdio.h>

typedef enum { COLOR_PLAIN, COLOR_256, COLOR_TRUE } TerminalColor;

// What --color says, in this order.
typedef enum { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER } ColorChoice;
extern const char *const COLOR_CHOICES[];

// The colours of the terminal: what was chosen, else NO_COLOR, CLICOLOR_FORCE and FORCE_COLOR, else TERM and COLORTERM.
TerminalColor terminal_color(ColorChoice choice);

// One row of a map [T,T] for the terminal, of 3 columns a cell: its colour, or ink where there is none, with the weight
// in per cent from 10 on. For heed show as well.
void map_row_print(FILE *out, TerminalColor color, Tensor A, int row);
enum { MAP_CELL = 3 };

enum { PANEL_COLUMNS = 60, PANEL_ROWS = 6, PANEL_SPARKS = 48, PANEL_LINES = 64 };

typedef struct {
    TerminalColor color;
    bool utf8;
    double spark[PANEL_SPARKS]; // the losses so far, each the mean of `stride` steps
    int sparks, stride, summed;
    double sum;
    int width[PANEL_LINES], lines; // what is on the screen
} Panel;

Panel panel_new(ColorChoice choice);
// The loss of a step.
void panel_loss(Panel *panel, double loss);
// Draws it on stderr in place of what was drawn before, for a terminal of this size.
void panel_draw(Panel *panel, const RunProgress *now, const Metrics *held_out, double seconds, int columns, int rows);
// Takes it away.
void panel_clear(Panel *panel, int columns);

#endif
