// For files of tests of ops: each test has a tape of its own, which only keeps its error.
//   TestSuite(ops, .init = begin, .fini = end);
#ifndef HEED_TESTS_TAPE_SUITE_H
#define HEED_TESTS_TAPE_SUITE_H

#include "tests/support.h"

static Tape *tape;

static void begin(void)
{
    tape = quiet_tape();
}

static void end(void)
{
    tape_free(tape);
}

#define INPUT(shape, ...) op_input(tape, TENSOR(shape, __VA_ARGS__))
#define BACK(y, shape, ...) cr_assert(tape_backward_from(tape, y, TENSOR(shape, __VA_ARGS__)), "%s", tape_error(tape))

#endif
