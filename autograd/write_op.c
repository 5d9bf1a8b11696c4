// What many ops do alike: taking tensors from the tape, and pushing a node that treats each element alone.
#include "autograd/map.h"
#include "autograd/tape_inner.h"

#include <string.h>

// The op that is being computed is the last on the tape.
static const char *last_name(const Tape *tape)
{
    const Node *last = tape_nodes(tape) > 0 ? tape_node(tape, tape_nodes(tape) - 1) : NULL;
    return last && last->op ? last->op->name : "tape";
}

Tensor tape_tensor(Tape *tape, Shape shape)
{
    int count = 0;
    char text[SHAPE_TEXT];
    if (!shape_count(shape, &count)) {
        tape_fail(tape, "%s: the shape %s has a negative size, too many axes or more than 2^31 - 1 elements",
                  last_name(tape), shape_text(shape, text));
        return (Tensor){0};
    }
    real *data = tape_alloc(tape, (size_t)count * sizeof(real));
    return data ? tensor_on(data, shape) : (Tensor){0};
}

Tensor tape_row_major(Tape *tape, Tensor x)
{
    if (!x.data || tensor_is_row_major(x))
        return x;
    const Tensor copy = tape_tensor(tape, tensor_shape(x));
    tensor_copy(copy, x);
    return copy;
}

void *tape_keep(Tape *tape, const void *data, size_t bytes)
{
    void *copy = tape_alloc(tape, bytes);
    if (copy && bytes > 0) // of nothing, there need be no data
        memcpy(copy, data, bytes);
    return copy;
}

bool node_keep(Node *y, const void *data, size_t bytes)
{
    y->saved = tape_keep(y->tape, data, bytes);
    return y->saved != NULL;
}

Node *map_push(Tape *tape, const Op *op, Var x, const real *constants, int count)
{
    Node *y = tape_push_like(tape, op, x);
    return y && node_keep(y, constants, (size_t)count * sizeof *constants) ? y : NULL;
}
