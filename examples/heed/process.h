// Running another program to its end, with limits: a compiler, or a learner's code, which may do anything.
#ifndef HEED_EXAMPLES_HEED_PROCESS_H
#define HEED_EXAMPLES_HEED_PROCESS_H

#include "train/message.h"

#include <stdbool.h>

typedef struct {
    int seconds;              // of processor time, and twice as many of the clock's; 0: no limit
    long long memory, output; // bytes of its address space, and of each file that it writes; 0: no limit
} ProcessLimits;

// Asked many times a second while the program runs, with the seconds since it was begun, and those of its limits; at
// false it is ended.
typedef struct {
    bool (*goes_on)(void *context, double seconds, int limit);
    void *context;
} ProcessWatch;

typedef enum { PROCESS_ENDED, PROCESS_SIGNAL, PROCESS_TIME, PROCESS_OUTPUT, PROCESS_STOPPED } ProcessEnd;

typedef struct {
    ProcessEnd end; // by itself, by a signal, over its time, over its output, by its watch
    int code;       // its exit code, or the signal
    char *output;   // owned: what it said on stdout,
    char *errors;   // on stderr
    char *report;   // and in the file that it was given for it
} Process;

// Runs argument[0], which is looked for on PATH; the arguments end with NULL. Where one of them is PROCESS_REPORT, the
// program is given the number of a descriptor that it can write a report to. It reads nothing from stdin. What it has
// begun itself ends with it. False: it cannot be run. The caller frees the result with process_free.
#define PROCESS_REPORT "@report"
bool process_run(Process *process, const char *const *argument, ProcessLimits limits, ProcessWatch watch,
                 Message *message);
void process_free(Process *process);

#endif
