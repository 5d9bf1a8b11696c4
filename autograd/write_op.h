// What is needed to write an op; autograd/ops/mul.c is the shortest example.
//
// An op is a row (Op) and a function op_NAME that pushes a node, computes its value and returns its handle. Its
// backward only adds (+=) to its inputs' gradients. They are row-major tensors of the inputs' shapes; for an input that
// wants none the gradient has no data, and every kernel leaves such a tensor alone. An op whose row says that it stores
// (Op.stores) asks node_first_write whether there is anything yet to add to.
//
// All of this belongs to the thread of its tape; but a row, being constant, may serve many.
//
// Where an op needs an input's tensor as well as its handle, the handle is written x_ and the tensor x. Layers use
// tape_fail and tape_alloc from here.
#ifndef HEED_AUTOGRAD_WRITE_OP_H
#define HEED_AUTOGRAD_WRITE_OP_H

#include "autograd/tape.h"

HEED_BEGIN

// Appends a node. NULL: the tape has failed before, the row is incomplete, there are more than MAX_INPUTS, or an input
// is missing, stale or of another tape. The op returns VAR_NONE then, and after its own tape_fail; a half-made node is
// harmless, since the tape has failed.
Node *tape_push_inputs(Tape *tape, const Op *op, const Var *in, int inputs);
#define tape_push(tape, op, ...)                                                                                       \
    tape_push_inputs(tape, op, (Var[]){__VA_ARGS__}, (int)(sizeof((Var[]){__VA_ARGS__}) / sizeof(Var)))
// The same, and the node's value is allocated: with the shape of x, or the one that a and b broadcast to.
Node *tape_push_like(Tape *tape, const Op *op, Var x);
Node *tape_push_both(Tape *tape, const Op *op, Var a, Var b);

// Keeps the error "op: ..." with the program's line, and returns VAR_NONE.
Var tape_fail(Tape *tape, const char *format, ...) __attribute__((format(printf, 2, 3)));

// Memory of the tape, until tape_reset. No data (NULL): the tape has failed, for want of memory or over the shape.
Tensor tape_tensor(Tape *tape, Shape shape);                 // uninitialised
Tensor tape_row_major(Tape *tape, Tensor x);                 // x itself, or a row-major copy
void *tape_alloc(Tape *tape, size_t bytes);                  // uninitialised
void *tape_keep(Tape *tape, const void *data, size_t bytes); // a copy
// Makes y->saved a copy of what backward is to know. False: memory is out.
bool node_keep(Node *y, const void *data, size_t bytes);

Var node_var(const Node *y); // VAR_NONE if the tape has failed meanwhile
// The node of v, which is input i of the op or function of this name; -1: its only one. NULL: it cannot be used, and
// the tape remembers why.
Node *tape_input(Tape *tape, Var v, const char *name, int i);
// Whether the last backward reached it.
bool node_reached(const Node *y);

// True once, in the backward of an op that stores: dx holds nothing yet, and is to be written, not added to.
static inline bool node_first_write(Node *x)
{
    const bool first = x->unwritten;
    x->unwritten = false;
    return first;
}
// dx += s dy, or dx = s dy if it is the first write. dy is repeated, or summed, to dx's shape.
void node_give(Node *x, real s, const Node *y);

// For leaves. tape_hold keeps a store from growing until tape_reset; false: memory is out.
Node *tape_push_leaf(Tape *tape, bool wants_grad);
bool tape_hold(Tape *tape, Params *store);

// --- decisions ------------------------------------------------------------------------------------------------------

// Mixes one decision into the signature: a step of FNV-1a.
static inline uint64_t signature_mix(uint64_t signature, int decision)
{
    return (signature ^ (uint64_t)(int64_t)decision) * UINT64_C(1099511628211);
}

// --- samples: inputs for the gradient checker, made from its seed ---------------------------------------------------

typedef enum { SAMPLE_NORMAL, SAMPLE_POSITIVE } SampleOf; // N(0,1), or in [0.5, 2)

int sample_kind(const Sampler *s);                        // 0 .. samples - 1
Var sample_normal(Tape *tape, Sampler *s, Shape shape);   // with a gradient
Var sample_positive(Tape *tape, Sampler *s, Shape shape); // the same
int sample_below(Sampler *s, int bound);                  // 0 .. bound - 1

// An input as the kind of sample has it, for ops that take any shape: ranks 0 to 4, sizes 1 and 0, transposed, sliced.
enum { SAMPLE_LAYOUTS = 8 };
Var sample_layout(Tape *tape, Sampler *s, SampleOf of);
// Two inputs that broadcast, either way; in the last kind they are one and the same.
enum { SAMPLE_PAIRS = 8 };
typedef struct {
    Var a, b;
} Pair;
Pair sample_pair(Tape *tape, Sampler *s, SampleOf of_b);
// An input of at least one axis, for ops on rows.
enum { SAMPLE_ROWS = 5 };
Var sample_rows(Tape *tape, Sampler *s);

HEED_END

#ifdef __cplusplus // has no compound literals
#undef tape_push
template <typename... Vars> Node *tape_push(Tape *tape, const Op *op, Vars... x)
{
    const Var in[] = {x...};
    return tape_push_inputs(tape, op, in, static_cast<int>(sizeof...(x)));
}
#endif

#endif
