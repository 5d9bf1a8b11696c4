// Layer normalization of the last axis (Ba, Kiros and Hinton 2016), with a gain and a bias that are learned:
//   y = g (x - mean) / sqrt(variance + 1e-5) + b      x, y [..,D]      g, b [D]
//
// A layer belongs to the thread of its store.
#ifndef HEED_LAYERS_LAYER_NORM_H
#define HEED_LAYERS_LAYER_NORM_H

#include "autograd/tape.h"

HEED_BEGIN

typedef struct {
    Param g, b;
} LayerNorm;

// Adds name.g = 1 and name.b = 0. Errors are the store's.
LayerNorm layer_norm_new(Params *params, const char *name, int D);
Var layer_norm_forward(Tape *tape, const LayerNorm *layer, Var x);

#ifndef HEED_NO_HERE
#define layer_norm_new(params, ...) layer_norm_new(params_here(params, __FILE__, __LINE__), __VA_ARGS__)
#define layer_norm_forward(tape, ...) layer_norm_forward(HERE(tape), __VA_ARGS__)
#endif

HEED_END

#endif
