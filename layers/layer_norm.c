// Layer normalization.
#include "layers/layer_norm.h"

#include "autograd/ops.h"
#include "layers/name.h"

static const real EPSILON = REAL(1e-5);

LayerNorm layer_norm_new(Params *params, const char *name, int D)
{
    LayerNorm layer;
    layer.g = params_add(params, name_join(name, "g").text, SHAPE(D));
    layer.b = params_add(params, name_join(name, "b").text, SHAPE(D));
    if (layer.g.index >= 0)
        tensor_fill(param_value(layer.g), 1);
    return layer;
}

Var layer_norm_forward(Tape *tape, const LayerNorm *layer, Var x)
{
    const Var g = op_param(tape, layer->g), b = op_param(tape, layer->b);
    return op_layer_norm(tape, x, g, b, EPSILON);
}
