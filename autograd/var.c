// Reading a value or a gradient through its handle.
#include "autograd/write_op.h"

#include <math.h>

Tensor var_value(Var v)
{
    const Node *y = v.tape ? tape_input(v.tape, v, "var_value", -1) : NULL;
    return y ? y->value : (Tensor){0};
}

Tensor var_grad(Var v)
{
    const Node *y = v.tape ? tape_input(v.tape, v, "var_grad", -1) : NULL;
    return y && node_reached(y) ? y->grad : (Tensor){0};
}

int var_size(Var v, int axis)
{
    const Tensor x = var_value(v);
    return shape_axis(tensor_shape(x), &axis) ? x.shape[axis] : 0;
}

double var_scalar(Var v)
{
    char text[SHAPE_TEXT];
    const Tensor x = var_value(v);
    if (x.data && tensor_count(x) == 1)
        return (double)x.data[0];
    if (x.data)
        tape_fail(v.tape, "var_scalar: the value has shape %s, not one element", shape_text(tensor_shape(x), text));
    return (double)NAN;
}
