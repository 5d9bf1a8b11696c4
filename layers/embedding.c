// Token and position embedding.
#include "layers/embedding.h"

#include "autograd/ops.h"
#include "layers/name.h"

Embedding embedding_new(Params *params, const char *name, int vocabulary, int T, int D, Rng *rng)
{
    Embedding layer;
    layer.E = params_add_normal(params, name_join(name, "E").text, SHAPE(vocabulary, D), 1, rng);
    layer.P = params_add_normal(params, name_join(name, "P").text, SHAPE(T, D), 1, rng);
    return layer;
}

Var embedding_forward(Tape *tape, const Embedding *layer, const int32_t *tokens, int B, int T)
{
    const Var E = op_param(tape, layer->E);
    const Var P = op_slice(tape, op_param(tape, layer->P), 0, 0, T);
    return op_add(tape, op_gather(tape, E, tokens, SHAPE(B, T)), P);
}
