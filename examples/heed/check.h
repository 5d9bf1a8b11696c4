// What the command line of heed check says, and the parts of the command.
#ifndef HEED_EXAMPLES_HEED_CHECK_H
#define HEED_EXAMPLES_HEED_CHECK_H

#include "examples/heed/check_subject.h"
#include "examples/heed/check_target.h"
#include "examples/heed/faults.h"
#include "examples/heed/flags.h"
#include "train/figures/canvas.h"
#include "train/run.h"

typedef struct {
    Targets targets;
    const char *self;      // how the program was called
    char *const *argument; // all of its arguments, for the other program
    RunOptions run;        // the seed; and the model, where the target is one task
    const char *weights;   // a file that the model's weights are read from; NULL: they are the first ones of the seed
    const Fault *fault;    // NULL: none
    const char *picture;   // a file's name; NULL: none
    int scale;
    int directions; // of each tensor; 0: every element
    int step;       // of a run
    bool json, symmetry, sweep, one_precision;
} CheckLine;

// Fills the line in. False: the program is to end with this code; help or an error has been printed.
bool check_line_parse(CheckLine *line, int argc, char **argument, int *code);
// Prints the help, and returns the program's exit code.
int check_help(const Flag *flag, int flags);

// Opens one of the targets, with the fault planted. Not EXIT_DONE: the program's exit code; the error has been printed.
// The subject is freed in any case.
int check_open(Subject *subject, const CheckLine *line, Target target);
// Writes a picture, which says its title and the command that makes it again.
bool check_save(Canvas *canvas, const CheckLine *line, const char *title, const char *path, Message *message);
// Measures the target in both precisions and prints the table; returns the program's exit code.
int check_sweep(const CheckLine *line);

#endif
