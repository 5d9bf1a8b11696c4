// Token and position embedding.
#include "layers/embedding.h"

#include "autograd/ops.h"
#include "autograd/write_op.h"
#include "layers/name.h"
#include "tensor/maths.h"

static const real LONGEST_WAVE = 10000; // over 2 pi, in positions
static const double HALF_PI = 1.57079632679489661923;

Embedding embedding_new(Params *params, const char *name, EmbeddingOptions options, Rng *rng)
{
    Embedding layer = {.options = options, .P = {params, -1}};
    layer.E = params_add_normal(params, name_join(name, "E").text, SHAPE(options.vocabulary, options.D), 1, rng);
    if (options.positions == POSITIONS_LEARNED)
        layer.P = params_add_normal(params, name_join(name, "P").text, SHAPE(options.T, options.D), 1, rng);
    return layer;
}

void embedding_sinusoids(Tensor P)
{
    const int T = P.shape[0], D = P.shape[1];
    for (int column = 0; column < D; column++) {
        const double frequency = (double)real_pow(LONGEST_WAVE, -(real)(column - column % 2) / (real)D);
        const double phase = column % 2 ? 0 : HALF_PI; // sin x = cos(x - pi/2)
        for (int t = 0; t < T; t++)
            P.data[t * D + column] = (real)double_cos(t * frequency - phase);
    }
}

static Var sinusoids(Tape *tape, int T, int D)
{
    const Tensor P = tape_tensor(tape, SHAPE(T, D));
    if (P.data)
        embedding_sinusoids(P);
    return op_constant(tape, P);
}

Var embedding_forward(Tape *tape, const Embedding *layer, const int32_t *tokens, int B, int T)
{
    const Var E = op_param(tape, layer->E);
    if (layer->options.positions == POSITIONS_NONE)
        return op_gather(tape, E, tokens, SHAPE(B, T));
    const Var P = layer->options.positions == POSITIONS_SINUSOIDAL ? sinusoids(tape, T, layer->options.D)
                                                                   : op_slice(tape, op_param(tape, layer->P), 0, 0, T);
    return op_add(tape, op_gather(tape, E, tokens, SHAPE(B, T)), P);
}
