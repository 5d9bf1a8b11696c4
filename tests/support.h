// What the tests of tapes and stores use beside numbers.
#ifndef HEED_TESTS_SUPPORT_H
#define HEED_TESTS_SUPPORT_H

#include "autograd/tape.h"
#include "tests/numbers.h"

#include <string.h>

// A tape that only keeps its error.
static inline Tape *quiet_tape(void)
{
    Tape *tape = tape_new();
    cr_assert(tape != NULL);
    tape_on_error(tape, NULL, NULL);
    return tape;
}

static inline Params *quiet_params(void)
{
    Params *params = params_new();
    cr_assert(params != NULL);
    params_on_error(params, NULL, NULL);
    return params;
}

// The error is this text, and the line of the program's own call.
static inline void expect_error(const char *error, const char *text, const char *file, int line)
{
    char expected[600];
    snprintf(expected, sizeof expected, "%s (%s:%d)", text, file, line);
    cr_expect_str_eq(error ? error : "no error", expected);
}

#endif
