// What many ops do alike: taking tensors from the tape, and pushing a node whose value has a common shape.
#include "autograd/map.h"
#include "autograd/tape_inner.h"
#include "tensor/layout.h"

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

Node *tape_push_like(Tape *tape, const Op *op, Var x)
{
    Node *y = tape_push(tape, op, x);
    return y && tape_place_like(tape, &y->value, &y->in[0]->value) ? y : NULL;
}

Node *tape_push_both(Tape *tape, const Op *op, Var a, Var b)
{
    Node *y = tape_push(tape, op, a, b);
    if (!y)
        return NULL;
    if (layout_alike(&y->in[0]->value, &y->in[1]->value) >= 0)
        return tape_place_like(tape, &y->value, &y->in[0]->value) ? y : NULL;
    const Shape shape_a = tensor_shape(y->in[0]->value), shape_b = tensor_shape(y->in[1]->value);
    char text_a[SHAPE_TEXT], text_b[SHAPE_TEXT];
    Shape both;
    if (!shape_broadcast(&both, shape_a, shape_b)) {
        tape_fail(tape, "%s: a%s and b%s do not broadcast: from the last axis on, sizes must be equal or 1", op->name,
                  shape_text(shape_a, text_a), shape_text(shape_b, text_b));
        return NULL;
    }
    y->value = tape_tensor(tape, both);
    return y->value.data ? y : NULL;
}

Node *map_push(Tape *tape, const Op *op, Var x, const real *constants, int count)
{
    Node *y = tape_push_like(tape, op, x);
    real *saved = y && count > 0 ? tape_alloc(tape, (size_t)count * sizeof *saved) : NULL;
    if (!y || (count > 0 && !saved))
        return NULL;
    for (int i = 0; i < count; i++)
        saved[i] = constants[i];
    y->saved = saved;
    return y;
}
