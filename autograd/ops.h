// The catalogue of ops. Each takes the tape first and returns a handle, or VAR_NONE when the tape has failed; what is
// wrong with shapes is reported by tape_error. Equations, forward and backward, stand above each op in its own file.
//
// a and b broadcast against each other as in NumPy. Axes may be negative: -1 is the last. Arrays are borrowed for the
// call only. C leaves open in which order the arguments of a call are computed: with two ops as arguments of a third,
// compilers may put them on the tape in another order, and add up gradients with other roundings.
#ifndef HEED_AUTOGRAD_OPS_H
#define HEED_AUTOGRAD_OPS_H

#include "autograd/tape.h"

// --- arithmetic -----------------------------------------------------------------------------------------------------

Var op_add(Tape *tape, Var a, Var b); // y = a + b
Var op_sub(Tape *tape, Var a, Var b); // y = a - b
Var op_mul(Tape *tape, Var a, Var b); // y = a * b, element by element

// --- the list of all rows, for tests and for the gradient checker ---------------------------------------------------

extern const Op OP_ADD, OP_SUB, OP_MUL;
extern const Op *const HEED_OPS[];
extern const int HEED_OPS_COUNT;

// Each call notes its place, so that an error can name it. heed's own sources define HEED_NO_HERE: an error inside a
// layer names the line that called the layer. A macro is not expanded inside itself: the function keeps its name.
#ifndef HEED_NO_HERE
#define op_add(tape, ...) op_add(HERE(tape), __VA_ARGS__)
#define op_sub(tape, ...) op_sub(HERE(tape), __VA_ARGS__)
#define op_mul(tape, ...) op_mul(HERE(tape), __VA_ARGS__)
#endif

#endif
