// Leaves: where values enter the tape. They have no inputs, and so no backward.
#include "autograd/write_op.h"

Var op_param(Tape *tape, Param param)
{
    if (!tape_error(tape) && (!param.store || param.index < 0)) {
        const char *why = param.store ? params_error(param.store) : NULL;
        return tape_fail(tape, "param: there is no such parameter%s%s", why ? "; its store says: " : "",
                         why ? why : "");
    }
    Node *y = tape_push_leaf(tape, true);
    if (!y || !tape_hold(tape, param.store))
        return VAR_NONE;
    y->value = param_value(param);
    y->param = param;
    if (y->needs_grad)
        y->grad = param_grad(param);
    return node_var(y);
}

static Var copy_of(Tape *tape, Tensor x, bool needs_grad, const char *name)
{
    if (!x.data)
        return tape_fail(tape, "%s: the tensor has no data", name);
    Node *y = tape_push_leaf(tape, needs_grad);
    if (!y)
        return VAR_NONE;
    y->value = tape_tensor(tape, tensor_shape(x));
    if (!y->value.data)
        return VAR_NONE;
    tensor_copy(y->value, x);
    return node_var(y);
}

Var op_constant(Tape *tape, Tensor x)
{
    return copy_of(tape, x, false, "constant");
}

Var op_input(Tape *tape, Tensor x)
{
    return copy_of(tape, x, true, "input");
}

Var op_number(Tape *tape, real x)
{
    return copy_of(tape, tensor_on(&x, SCALAR), false, "number");
}

Var op_variable(Tape *tape, real x)
{
    return copy_of(tape, tensor_on(&x, SCALAR), true, "variable");
}
