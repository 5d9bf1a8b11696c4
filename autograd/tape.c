// The tape. Invariant: node[i]->in[...] all have an index below i.
#include "autograd/tape_inner.h"

#include "autograd/write_op.h"
#include "tensor/isa.h"
#include "tensor/layout.h"

#include <stdlib.h>

// --- life -----------------------------------------------------------------------------------------------------------

Tape *tape_new(void)
{
    Tape *tape = calloc(1, sizeof *tape);
    if (!tape)
        return NULL;
    tape->recording = true;
    tape->error.handler = error_print_and_abort;
    char why[ISA_TEXT];
    if (isa_error(why))
        tape_fail(tape, "%s", why);
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
    threads_free(tape->threads);
    arena_free(&tape->arena);
    free(tape->node);
    free(tape);
}

void tape_record_gradients(Tape *tape, bool on)
{
    tape->recording = on;
}

void tape_keep_gradients(Tape *tape, bool on)
{
    tape->forgetting = !on;
}

void tape_use_threads(Tape *tape, int count)
{
    threads_free(tape->threads);
    tape->threads = threads_new(count);
}

Threads *tape_threads(const Tape *tape)
{
    return tape->threads;
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

bool tape_place_like(Tape *tape, Tensor *y, const Tensor *x)
{
    const int count = layout_row_major(x);
    if (count < 0) {
        *y = tape_tensor(tape, tensor_shape(*x));
        return y->data != NULL;
    }
    *y = *x;
    y->data = tape_alloc(tape, (size_t)count * sizeof(real));
    return y->data != NULL;
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

// Why v cannot be used on this tape.
static const char *why_unusable(const Tape *tape, Var v)
{
    if (!v.tape)
        return "is missing: it was never set, or comes from a failed op";
    if (v.tape != tape)
        return "is of another tape";
    return v.generation != tape->generation ? "is from before tape_reset" : "is not on the tape";
}

Node *tape_input(Tape *tape, Var v, const char *name, int i)
{
    if (v.tape == tape && v.generation == tape->generation && v.index < tape->nodes)
        return tape->node[v.index];
    if (i < 0)
        tape_fail(tape, "%s: the Var %s", name, why_unusable(tape, v));
    else
        tape_fail(tape, "%s: input %d %s", name, i, why_unusable(tape, v));
    return NULL;
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
    // Member by member: compilers clear so large a struct by an instruction that takes longer than all the rest.
    y->op = op;
    y->tape = tape;
    for (int i = 0; i < MAX_INPUTS; i++)
        y->in[i] = NULL;
    y->inputs = 0;
    y->index = tape->nodes;
    y->pass = 0;
    y->needs_grad = y->unwritten = false;
    y->param = (Param){0};
    y->value = y->grad = (Tensor){0};
    y->saved = NULL;
    tape->node[tape->nodes++] = y;
    return y;
}

// Inlined where the number of inputs is known.
__attribute__((always_inline)) static inline Node *push(Tape *tape, const Op *op, const Var *in, int inputs)
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
        y->needs_grad |= tape->recording && y->in[i]->needs_grad;
    }
    if (tape->probe)
        probe_enter(y);
    return y;
}

Node *tape_push_inputs(Tape *tape, const Op *op, const Var *in, int inputs)
{
    return push(tape, op, in, inputs);
}

Node *tape_push_like(Tape *tape, const Op *op, Var x)
{
    Node *y = push(tape, op, &x, 1);
    return y && tape_place_like(tape, &y->value, &y->in[0]->value) ? y : NULL;
}

Node *tape_push_both(Tape *tape, const Op *op, Var a, Var b)
{
    Node *y = push(tape, op, (Var[]){a, b}, 2);
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
