// Every option of a run by its name, what it is and where it lies. One table, so that an option that is added to it is
// written to run.json, read back from it, and a flag of heed train (there with - for _).
#ifndef HEED_TRAIN_RUN_OPTIONS_H
#define HEED_TRAIN_RUN_OPTIONS_H

#include "train/run.h"

typedef enum {
    OPTION_YES,
    OPTION_INTEGER,
    OPTION_NUMBER,
    OPTION_SEED,  // any 64 bits
    OPTION_TEXT,  // NULL: none
    OPTION_WORD,  // one of a list; kept as its place in it
    OPTION_STEPS, // a list of rising integers
} OptionKind;

typedef struct {
    const char *name; // "weight_decay"
    OptionKind kind;
    union {
        bool *yes;
        int *integer; // also the place of a word, and the first of a list of steps
        double *number;
        uint64_t *seed;
        const char **text; // borrowed
    } at;
    const char *help;
    double least, most;         // of an integer, a number, or each of a list
    bool open_least, open_most; // of a number: the end itself is refused
    const char *const *words;   // end with NULL
    int *count, room;           // of a list of steps
} RunOption;

enum { MOST_RUN_OPTIONS = 64, MOST_STEPS = 1000000000 };

// Fills the table for these options, and returns how many rows it has. The task and the folder are no options.
int run_options_table(RunOptions *options, RunOption table[MOST_RUN_OPTIONS]);
// Only those that say what the model, its data and its first weights are: what a gradient check must know.
int run_model_options_table(RunOptions *options, RunOption table[MOST_RUN_OPTIONS]);
// Rounds every number to the digits with which run.json has it, so that what is read back is what was run.
enum { RUN_DIGITS = 15 };
void run_options_round(RunOptions *options);

#endif
