// The position-wise feed-forward network.
#include "layers/feed_forward.h"

#include "autograd/ops.h"
#include "layers/name.h"

FeedForward feed_forward_new(Params *params, const char *name, int D, int N, Rng *rng)
{
    FeedForward layer;
    layer.inner = linear_new(params, name_join(name, "W_1").text, name_join(name, "b_1").text, D, N, D, rng);
    layer.outer = linear_new(params, name_join(name, "W_2").text, name_join(name, "b_2").text, N, D, N, rng);
    return layer;
}

Var feed_forward_forward(Tape *tape, const FeedForward *layer, Var x)
{
    return linear_forward(tape, &layer->outer, op_relu(tape, linear_forward(tape, &layer->inner, x)));
}
