// The position-wise feed-forward network of Vaswani et al. (2017), equation 2, the same at every position:
//   y = relu(x W_1 + b_1) W_2 + b_2      x, y [..,D]      W_1 [D,N]  b_1 [N]  W_2 [N,D]  b_2 [D]
//
// A layer belongs to the thread of its store.
#ifndef HEED_LAYERS_FEED_FORWARD_H
#define HEED_LAYERS_FEED_FORWARD_H

#include "layers/linear.h"

HEED_BEGIN

typedef struct {
    Linear inner, outer;
} FeedForward;

// Adds name.W_1 ~ N(0, 1/D), name.b_1 = 0, name.W_2 ~ N(0, 1/N) and name.b_2 = 0. Errors are the store's.
FeedForward feed_forward_new(Params *params, const char *name, int D, int N, Rng *rng);
Var feed_forward_forward(Tape *tape, const FeedForward *layer, Var x);

#ifndef HEED_NO_HERE
#define feed_forward_new(params, ...) feed_forward_new(params_here(params, __FILE__, __LINE__), __VA_ARGS__)
#define feed_forward_forward(tape, ...) feed_forward_forward(HERE(tape), __VA_ARGS__)
#endif

HEED_END

#endif
