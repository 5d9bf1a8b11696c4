// Taking an op's own backward aside, so that what it gives can be changed before it is added.
#ifndef HEED_EXAMPLES_HEED_SPOIL_H
#define HEED_EXAMPLES_HEED_SPOIL_H

#include "autograd/write_op.h"

// What y's own backward gives each input; no data for one that wants nothing. Of an input that stands twice, the second
// place has none. The memory is the tape's.
typedef struct {
    Tensor dx[MAX_INPUTS];
} Parts;

Parts parts_of(Node *y);
void parts_add(Node *y, Parts parts); // to the gradients of y's inputs

Tensor tape_copy_of(const Node *y, Tensor x); // row-major
int last_size(Tensor x);                      // of its last axis; 1 for a scalar
bool is_square(Tensor x);                     // its last two axes
// Whether nothing above the diagonal is seen, in any of the maps A.
bool is_causal(Tensor A);
// The s of y = softmax(s x), from what its backward gives: s y (dy - sum dy y).
real softmax_scale(const Node *y, Tensor dx);

#endif
