// What is needed to write an op; autograd/ops/mul.c is the shortest example.
//
// An op is a row (Op) and a function op_NAME that pushes a node, computes its value and returns its handle. Its
// backward only adds (+=) to its inputs' gradients. They are row-major tensors of the inputs' shapes; for an input that
// wants none the gradient has no data, and every kernel leaves such a tensor alone.
#ifndef HEED_AUTOGRAD_WRITE_OP_H
#define HEED_AUTOGRAD_WRITE_OP_H

#include "autograd/tape.h"

// Appends a node. NULL: the tape has failed before, the row is incomplete, or an input is missing, stale or of another
// tape. The op returns VAR_NONE then, and after its own tape_fail; a half-made node is harmless, since the tape has
// failed.
Node *tape_push_inputs(Tape *tape, const Op *op, const Var *in, int inputs);
#define tape_push(tape, op, ...)                                                                                       \
    tape_push_inputs(tape, op, (Var[]){__VA_ARGS__}, (int)(sizeof((Var[]){__VA_ARGS__}) / sizeof(Var)))
// The same, and the node's value is allocated: with the shape of x, or the one that a and b broadcast to.
Node *tape_push_like(Tape *tape, const Op *op, Var x);
Node *tape_push_both(Tape *tape, const Op *op, Var a, Var b);

// Keeps the error "op: ..." with the program's line, and returns VAR_NONE.
Var tape_fail(Tape *tape, const char *format, ...) __attribute__((format(printf, 2, 3)));

// Memory of the tape, until tape_reset. No data (NULL): the tape has failed, for want of memory or over the shape.
Tensor tape_tensor(Tape *tape, Shape shape); // uninitialised
Tensor tape_row_major(Tape *tape, Tensor x); // x itself, or a row-major copy
void *tape_alloc(Tape *tape, size_t bytes);  // uninitialised

Var node_var(const Node *y);
// The node of v, for a function of this name. NULL: v cannot be used, and the tape remembers why.
Node *tape_input(Tape *tape, Var v, const char *name);
// Whether the last backward reached it.
bool node_reached(const Node *y);

// For leaves. tape_hold keeps a store from growing until tape_reset; false: memory is out.
Node *tape_push_leaf(Tape *tape);
bool tape_records(const Tape *tape);
bool tape_hold(Tape *tape, Params *store);

// --- samples: inputs for the gradient checker, made from its seed ---------------------------------------------------

int sample_kind(const Sampler *s);                        // 0 .. samples - 1
Var sample_normal(Tape *tape, Sampler *s, Shape shape);   // N(0,1), with a gradient
Var sample_positive(Tape *tape, Sampler *s, Shape shape); // in [0.5, 2), with a gradient
int sample_below(Sampler *s, int bound);                  // 0 .. bound - 1

#endif
