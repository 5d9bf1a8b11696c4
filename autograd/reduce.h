// A set of axes to reduce over, made sense of for one shape.
#ifndef HEED_AUTOGRAD_REDUCE_H
#define HEED_AUTOGRAD_REDUCE_H

#include "autograd/ops.h"

typedef struct {
    Shape kept, dropped; // the result with the axes at size 1, and without them
    int fallen;          // how many elements fall on one of the result
} Reduction;

// False: an axis is not there or named twice, which the tape is told in the name of the op.
bool reduction_of(Tape *tape, const char *name, Shape x, Shape axes, Reduction *reduction);
// y has the kept shape; the handle that the op returns.
Var reduction_var(Tape *tape, const Node *y, const Reduction *reduction, Reduced reduced);

#endif
