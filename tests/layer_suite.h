// For files of tests of layers: each test has a store, a tape that only keeps its error, and a generator of its own.
//   TestSuite(layers, .init = begin, .fini = end);
#ifndef HEED_TESTS_LAYER_SUITE_H
#define HEED_TESTS_LAYER_SUITE_H

#include "tests/support.h"

static Params *params;
static Tape *tape;
static Rng rng;

static void begin(void)
{
    params = quiet_params();
    tape = quiet_tape();
    rng = rng_seed(5, 1);
}

static void end(void)
{
    tape_free(tape);
    params_free(params);
}

#define SET(name, shape, ...) tensor_copy(param_value(params_find(params, name)), TENSOR(shape, __VA_ARGS__))

#endif
