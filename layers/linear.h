// An affine map of the last axis:  y = x W + b      x [..,inputs]  W [inputs,outputs]  b [outputs]  y [..,outputs]
//
// A layer belongs to the thread of its store.
#ifndef HEED_LAYERS_LINEAR_H
#define HEED_LAYERS_LINEAR_H

#include "autograd/tape.h"

HEED_BEGIN

typedef struct {
    Param W, b; // b.index -1: there is no bias
} Linear;

// Adds W ~ N(0, 1/scale) and, unless bias is NULL, b = 0 under these names. The layers of heed use scale = inputs,
// except where the paper or the task says otherwise. Errors are the store's.
Linear linear_new(Params *params, const char *weight, const char *bias, int inputs, int outputs, int scale, Rng *rng);
Var linear_forward(Tape *tape, const Linear *layer, Var x);

#ifndef HEED_NO_HERE
#define linear_new(params, ...) linear_new(params_here(params, __FILE__, __LINE__), __VA_ARGS__)
#define linear_forward(tape, ...) linear_forward(HERE(tape), __VA_ARGS__)
#endif

HEED_END

#endif
