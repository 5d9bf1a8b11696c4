// The tape. Invariant: node[i]->in[...] all have an index below i.
#include "autograd/tape_inner.h"

#include "autograd/inspect.h"
#include "autograd/write_op.h"

#include <stdlib.h>
#include <string.h>

// --- life -----------------------------------------------------------------------------------------------------------

Tape *tape_new(void)
{
    Tape *tape = calloc(1, sizeof *tape);
    if (!tape)
        return NULL;
    tape->recording = true;
    tape->error.handler = error_print_and_abort;
    return tape;
}

void tape_reset(Tape *tape)
{
    for (Held *held = tape->held; held; held = held->next)
        params_release(held->store);
    tape->held = NULL;
    tape->nodes = 0;
    tape->pass = 0;
    tape->generation++;
    tape->error.message[0] = '\0';
    arena_reset(&tape->arena);
}

void tape_free(Tape *tape)
{
    if (!tape)
        return;
    tape_reset(tape);
    replaced_free(tape);
    arena_free(&tape->arena);
    free(tape->node);
    free(tape);
}

void tape_record_gradients(Tape *tape, bool on)
{
    tape->recording = on;
}

void tape_detect_anomaly(Tape *tape, bool on)
{
    tape->detecting = on;
}

// --- errors ---------------------------------------------------------------------------------------------------------

Tape *tape_here(Tape *tape, const char *file, int line)
{
    tape->error.file = file;
    tape->error.line = line;
    return tape;
}

Var tape_fail(Tape *tape, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    error_keep(&tape->error, format, arguments);
    va_end(arguments);
    return VAR_NONE;
}

const char *tape_error(const Tape *tape)
{
    return tape->error.message[0] ? tape->error.message : NULL;
}

void tape_on_error(Tape *tape, ErrorHandler *handler, void *context)
{
    tape->error.handler = handler;
    tape->error.context = context;
}

// --- memory ---------------------------------------------------------------------------------------------------------

void *tape_alloc(Tape *tape, size_t bytes)
{
    void *memory = arena_alloc(&tape->arena, bytes);
    if (!memory)
        tape_fail(tape, "out of memory for %zu bytes on the tape", bytes);
    return memory;
}

size_t tape_bytes(const Tape *tape)
{
    return sizeof *tape + arena_bytes(&tape->arena) + tape->capacity * sizeof(Node *);
}

// --- handles --------------------------------------------------------------------------------------------------------

Var node_var(const Node *y)
{
    if (y->tape->probe)
        probe_leave(y);
    return tape_error(y->tape) ? VAR_NONE : (Var){y->tape, y->index, y->tape->generation};
}

// Why v cannot be used on this tape, or NULL.
static const char *unusable(const Tape *tape, Var v)
{
    if (!v.tape)
        return "is missing: it was never set, or comes from a failed op";
    if (v.tape != tape)
        return "is of another tape";
    if (v.generation != tape->generation)
        return "is from before tape_reset";
    return v.index < tape->nodes ? NULL : "is not on the tape";
}

Node *tape_input(Tape *tape, Var v, const char *name, int i)
{
    const char *why = unusable(tape, v);
    if (why && i < 0)
        tape_fail(tape, "%s: the Var %s", name, why);
    else if (why)
        tape_fail(tape, "%s: input %d %s", name, i, why);
    return why ? NULL : tape->node[v.index];
}

bool node_reached(const Node *y)
{
    return y->pass == y->tape->pass && y->pass > 0;
}

int tape_nodes(const Tape *tape)
{
    return (int)tape->nodes;
}

const Node *tape_node(const Tape *tape, int index)
{
    return tape->node[index];
}

// --- appending ------------------------------------------------------------------------------------------------------

static Node *append(Tape *tape, const Op *op)
{
    if (tape->nodes == tape->capacity) {
        const uint32_t capacity = tape->capacity ? 2 * tape->capacity : 64;
        Node **node = realloc(tape->node, capacity * sizeof *node);
        if (!node) {
            tape_fail(tape, "out of memory for %u nodes", capacity);
            return NULL;
        }
        tape->node = node;
        tape->capacity = capacity;
    }
    Node *y = tape_alloc(tape, sizeof *y);
    if (!y)
        return NULL;
    memset(y, 0, sizeof *y);
    y->op = op;
    y->tape = tape;
    y->index = tape->nodes;
    tape->node[tape->nodes++] = y;
    return y;
}

Node *tape_push_inputs(Tape *tape, const Op *op, const Var *in, int inputs)
{
    if (tape_error(tape))
        return NULL;
    if (!op->name || !op->backward || !op->sample || op->samples < 1) {
        tape_fail(tape, "%s: the row of an op needs a name, a backward and a sample for the gradient checker",
                  op->name ? op->name : "op");
        return NULL;
    }
    if (inputs > MAX_INPUTS) {
        tape_fail(tape, "%s: %d inputs; an op has at most %d", op->name, inputs, MAX_INPUTS);
        return NULL;
    }
    for (int i = 0; i < inputs; i++)
        if (!tape_input(tape, in[i], op->name, i))
            return NULL;
    Node *y = append(tape, op);
    if (!y)
        return NULL;
    y->inputs = inputs;
    for (int i = 0; i < inputs; i++) {
        y->in[i] = tape->node[in[i].index];
        y->needs_grad = y->needs_grad || (tape->recording && y->in[i]->needs_grad);
    }
    if (tape->probe)
        probe_enter(y);
    return y;
}

Node *tape_push_leaf(Tape *tape, bool wants_grad)
{
    Node *y = tape_error(tape) ? NULL : append(tape, NULL);
    if (y)
        y->needs_grad = wants_grad && tape->recording;
    return y;
}

bool tape_hold(Tape *tape, Params *store)
{
    for (const Held *held = tape->held; held; held = held->next)
        if (held->store == store)
            return true;
    Held *held = tape_alloc(tape, sizeof *held);
    if (!held)
        return false;
    *held = (Held){store, tape->held};
    tape->held = held;
    params_hold(store);
    return true;
}

// --- backward -------------------------------------------------------------------------------------------------------

// Readies x's gradient for the first write of this pass. A parameter's keeps what earlier passes have added.
static bool begin_gradient(Node *x)
{
    const uint32_t pass = x->tape->pass;
    if (!x->needs_grad || x->pass == pass)
        return true;
    x->pass = pass;
    if (x->param.store)
        return true;
    if (!x->grad.data)
        x->grad = tape_tensor_like(x->tape, x->value); // kept for the next pass
    tensor_fill(x->grad, 0);
    return x->grad.data != NULL;
}

bool node_step_back(Node *y)
{
    for (int k = 0; k < y->inputs; k++)
        if (!begin_gradient(y->in[k]))
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
    if (!begin_gradient(last))
        return false;
    tensor_add_scaled(last->grad, 1, dy);
    for (uint32_t i = last->index + 1; i-- > 0;) {
        Node *y = tape->node[i];
        if (!y->op || y->pass != tape->pass)
            continue; // a leaf, or the loss does not depend on it
        if (!node_step_back(y) || (tape->detecting && !node_gradients_are_finite(y)))
            return false;
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
