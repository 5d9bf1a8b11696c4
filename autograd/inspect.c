// What a node is called wherever a tape is looked at.
#include "autograd/inspect.h"

const char *node_name(const Node *y)
{
    if (y->op)
        return y->op->name;
    return y->param.store ? param_name(y->param) : y->needs_grad ? "input" : "constant";
}
