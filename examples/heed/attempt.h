// One attempt at an exercise: the learner's file is compiled with its check, and run.
#ifndef HEED_EXAMPLES_HEED_ATTEMPT_H
#define HEED_EXAMPLES_HEED_ATTEMPT_H

#include "examples/heed/ladder.h"
#include "examples/heed/process.h"

#include <stdint.h>

typedef enum {
    ATTEMPT_RIGHT,
    ATTEMPT_WRONG,   // a number is wrong
    ATTEMPT_REFUSED, // it does not compile
    ATTEMPT_CRASHED,
    ATTEMPT_ENDLESS, // or prints without end
    ATTEMPT_SILENT,  // it ended before the check did
    ATTEMPT_STOPPED, // by the watch
    ATTEMPT_WORLD,   // nothing can be said of it; a message says why
} AttemptEnd;

extern const char *const ATTEMPT_NAMES[]; // by AttemptEnd

typedef struct {
    bool sanitizers;
    int seconds;   // of processor time, before it is stopped
    bool seeded;   // the check draws its numbers from this seed; else from a fixed one, so that they stay while one
    uint64_t seed; // searches, and, when all is right, once more from a new one
} AttemptOptions;

typedef struct {
    AttemptEnd end;
    char *report; // owned: what is to be told, with its newlines. Not NULL, but with ATTEMPT_WORLD
} Attempt;

// source is the learner's file. The watch is asked while it is compiled, and while it runs. The caller frees the
// report.
Attempt attempt(const Ladder *ladder, int exercise, const char *source, AttemptOptions options, ProcessWatch watch,
                Message *message);

#endif
