// The affine map.
#include "layers/linear.h"

#include "autograd/ops.h"
#include "tensor/maths.h"

Linear linear_new(Params *params, const char *weight, const char *bias, int inputs, int outputs, int scale, Rng *rng)
{
    Linear layer = {.b = {params, -1}};
    layer.W = params_add_normal(params, weight, SHAPE(inputs, outputs), 1 / real_sqrt((real)scale), rng);
    if (bias)
        layer.b = params_add(params, bias, SHAPE(outputs));
    return layer;
}

Var linear_forward(Tape *tape, const Linear *layer, Var x)
{
    const Var y = op_matmul(tape, x, op_param(tape, layer->W));
    return layer->b.index < 0 ? y : op_add(tape, y, op_param(tape, layer->b));
}
