// Where the path from a parameter ends, if it does not lead to the loss.
#include "autograd/inspect.h"
#include "autograd/write_op.h"

#include <string.h>

enum { WHY_TEXT = 256 };

static bool is_leaf_of(const Node *y, Param param)
{
    return y->param.store == param.store && y->param.index == param.index;
}

static const char *say(char *text, const char *format, const Node *end)
{
    char shape[SHAPE_TEXT];
    snprintf(text, WHY_TEXT, format, end->op ? end->op->name : "the parameter itself",
             shape_text(tensor_shape(end->value), shape), end->index);
    return text;
}

// Follows what depends on the parameter: depends[i] tells it of node i. The path ends at the last such node.
const char *tape_why_unreached(Tape *tape, Param param)
{
    const int nodes = tape_nodes(tape);
    bool *depends = tape_alloc(tape, (size_t)nodes * sizeof *depends);
    char *text = tape_alloc(tape, WHY_TEXT);
    const Node *end = NULL;
    if (!depends || !text)
        return tape_error(tape);
    memset(depends, 0, (size_t)nodes * sizeof *depends);
    for (int i = 0; i < nodes; i++) {
        const Node *y = tape_node(tape, i);
        depends[i] = is_leaf_of(y, param);
        for (int k = 0; k < y->inputs; k++)
            depends[i] = depends[i] || depends[y->in[k]->index];
        if (is_leaf_of(y, param) && node_reached(y))
            return NULL;
        if (depends[i])
            end = y;
    }
    if (!end)
        return strcpy(text, "it is not on the tape");
    return say(text, "the path from it ends at %s %s, node %u, which does not lead to the loss", end);
}
