// Compiling a learner's file with the check of its exercise, and what the compiler says of it.
#ifndef HEED_EXAMPLES_HEED_COMPILE_H
#define HEED_EXAMPLES_HEED_COMPILE_H

#include "examples/heed/ladder.h"
#include "examples/heed/process.h"

#include <stdbool.h>
#include <stdio.h>

typedef struct {
    const char *source; // the learner's file
    bool sanitizers;    // wanted; afterwards whether there are any
    ProcessWatch watch;
} CompileOptions;

typedef enum { COMPILE_DONE, COMPILE_REFUSED, COMPILE_STOPPED, COMPILE_WORLD } CompileEnd;

// Makes the program. What is wrong with the source, or the warning that matters most, is said in the report: one
// complaint, with its line and the lines around it. COMPILE_STOPPED: by the watch. COMPILE_WORLD: there is no compiler,
// or it cannot work; the message says why.
CompileEnd compile(const Ladder *ladder, int exercise, CompileOptions *options, const char *program, FILE *report,
                   Message *message);

#endif
