// Looking at a tape: what is not finite, what the loss does not reach, and the graph as a picture.
//
// Calls belong to the thread of their tape.
#ifndef HEED_AUTOGRAD_INSPECT_H
#define HEED_AUTOGRAD_INSPECT_H

#include "autograd/tape.h"

HEED_BEGIN

// The op's name or the parameter's; of another leaf, whether it is an "input" or a "constant".
const char *node_name(const Node *y);

// --- NaN and infinity -----------------------------------------------------------------------------------------------

// False: some value on the tape is NaN or infinite. The tape's error names the first, and its inputs with their ranges.
bool tape_values_are_finite(Tape *tape);
// The same of the gradients of y's inputs, after y's backward.
bool node_gradients_are_finite(const Node *y);

// --- a parameter that the loss does not reach -----------------------------------------------------------------------

// Why the last backward left this parameter without a gradient: it is not on the tape, or the path from it ends at a
// node that leads nowhere, which is named. NULL: it was reached. The text is the tape's, until tape_reset.
const char *tape_why_unreached(Tape *tape, Param param);

// --- decisions ------------------------------------------------------------------------------------------------------

// A signature of all that the ops on the tape decide (which side of 0, which is the largest): when two runs of a
// function have the same, it has no kink between them, to all appearance.
uint64_t tape_decisions(const Tape *tape);

// --- the graph ------------------------------------------------------------------------------------------------------

typedef struct {
    bool values, gradients; // of tensors with at most `largest` elements
    int largest;
} DotOptions;

// Writes the tape in Graphviz's language: a box for each node with its op and shape, parameters with their names, and
// an arrow from each input.  dot -Tsvg tape.dot > tape.svg
void tape_write_dot(const Tape *tape, FILE *out, DotOptions options);

HEED_END

#endif
