// Going back through the tape: one loop in reverse.
#include "autograd/inspect.h"
#include "autograd/tape_inner.h"
#include "autograd/write_op.h"
#include "tensor/layout.h"
#include "tensor/rows.h"

#include <math.h>
#include <string.h>

static bool place_gradient(Node *x)
{
    int count = layout_row_major(&x->value);
    x->grad = count < 0 ? tensor_on(NULL, tensor_shape(x->value)) : x->value;
    count = count < 0 ? tensor_count(x->value) : count;
    const size_t bytes = (size_t)count * sizeof(real);
    x->grad.data = arena_alloc_returned(&x->tape->arena, bytes);
    if (!x->grad.data)
        tape_fail(x->tape, "out of memory for a gradient of %zu bytes", bytes);
    return x->grad.data != NULL;
}

static void forget_gradient(Node *y)
{
    arena_return(&y->tape->arena, y->grad.data, (size_t)tensor_count(y->grad) * sizeof(real));
    y->grad.data = NULL;
}

// Readies x's gradient for the first write of this pass: with zeros, unless the op that writes it stores. Then it holds
// no numbers; where somebody looks for what the op leaves unwritten, NaN. A parameter's keeps what earlier passes have
// added.
static bool begin_gradient(Node *x, bool stores)
{
    const Tape *tape = x->tape;
    if (!x->needs_grad || x->pass == tape->pass)
        return true;
    x->pass = tape->pass;
    if (x->param.store)
        return true;
    if (!x->grad.data && !place_gradient(x))
        return false;
    x->unwritten = stores;
    if (!stores)
        memset(x->grad.data, 0, (size_t)layout_row_major(&x->grad) * sizeof(real));
    else if (tape->detecting || tape->checking)
        tensor_fill(x->grad, (real)NAN);
    return true;
}

void node_give(Node *x, real s, const Node *y)
{
    const bool first = node_first_write(x);
    const int n = x->grad.data ? layout_alike(&x->grad, &y->grad) : 0;
    if (n < 0)
        (first ? tensor_scale : tensor_add_scaled)(x->grad, s, y->grad);
    else
        (first ? row_scale : row_add_scaled)(x->grad.data, s, y->grad.data, n);
}

bool node_hand_on(Node *x, Node *y)
{
    const Tape *tape = x->tape;
    if (!tape->forgetting || tape->detecting || !x->op || !node_first_write(x))
        return false; // a leaf's gradient is borrowed by the caller; what is detected prints y's
    real *spare = x->grad.data;
    x->grad.data = y->grad.data;
    y->grad.data = spare;
    return true;
}

bool node_step_back(Node *y)
{
    const bool stores = y->op->stores && !y->tape->replaced; // what stands in its place may add
    for (int k = 0; k < y->inputs; k++)
        if (!begin_gradient(y->in[k], stores))
            return false;
    node_go_back(y);
    return true;
}

// Whether backward can begin at y with this dy; if not, the tape remembers why.
static bool can_begin(Tape *tape, const Node *y, Tensor dy)
{
    char text_y[SHAPE_TEXT], text_dy[SHAPE_TEXT];
    const Shape shape = tensor_shape(y->value);
    if (!dy.data || !shape_equal(shape, tensor_shape(dy)))
        tape_fail(tape, "backward: y%s needs an upstream gradient of its own shape, not dy%s",
                  shape_text(shape, text_y), shape_text(tensor_shape(dy), text_dy));
    else if (!y->needs_grad)
        tape_fail(tape, "backward: no parameter leads to this value%s",
                  tape->recording ? "" : ": tape_record_gradients is off");
    else if (tape->detecting)
        tape_values_are_finite(tape);
    return !tape_error(tape);
}

bool tape_backward_from(Tape *tape, Var y_, Tensor dy)
{
    Node *last = tape_error(tape) ? NULL : tape_input(tape, y_, "backward", -1);
    if (!last || !can_begin(tape, last, dy))
        return false;
    tape->pass++;
    if (!begin_gradient(last, false))
        return false;
    tensor_add_scaled(last->grad, 1, dy);
    for (uint32_t i = last->index + 1; i-- > 0;) {
        Node *y = tape->node[i];
        if (!y->op || y->pass != tape->pass)
            continue; // a leaf, or the loss does not depend on it
        if (!node_step_back(y) || (tape->detecting && !node_gradients_are_finite(y)))
            return false;
        if (tape->forgetting)
            forget_gradient(y);
    }
    return true;
}

bool tape_backward(Tape *tape, Var loss)
{
    const Node *y = tape_error(tape) ? NULL : tape_input(tape, loss, "backward", -1);
    char text[SHAPE_TEXT];
    real one = 1;
    if (!y)
        return false;
    if (tensor_count(y->value) != 1)
        tape_fail(tape, "backward: the loss has shape %s, not one element; sum it, or give dL/dy to tape_backward_from",
                  shape_text(tensor_shape(y->value), text));
    return !tape_error(tape) && tape_backward_from(tape, loss, tensor_on(&one, tensor_shape(y->value)));
}
