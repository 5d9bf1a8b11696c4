// What a sanitizer or a signal says of a crash, in one sentence with the line of the learner's file.
#ifndef HEED_EXAMPLES_HEED_CRASH_H
#define HEED_EXAMPLES_HEED_CRASH_H

#include <stdbool.h>
#include <stdio.h>

// errors is what the program said on stderr. False: no sanitizer speaks there.
bool crash_explain(FILE *report, const char *errors, const char *source);
// The same of a program that was ended by a signal.
void crash_explain_signal(FILE *report, int number, const char *errors, const char *source);

#endif
