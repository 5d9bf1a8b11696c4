// How a tensor lies in memory: asked before every fast path, hence inline and by pointer. Axes of size 1 have no say.
#ifndef HEED_TENSOR_LAYOUT_H
#define HEED_TENSOR_LAYOUT_H

#include "tensor/tensor.h"

// The number of elements if x is row-major, else -1.
static inline int layout_row_major(const Tensor *x)
{
    int stride = 1;
    for (int axis = x->rank - 1; axis >= 0; axis--) {
        if (x->shape[axis] != 1 && x->stride[axis] != stride)
            return -1;
        stride *= x->shape[axis];
    }
    return stride;
}

// The number of elements if a and b have one shape and are both row-major, else -1.
static inline int layout_alike(const Tensor *a, const Tensor *b)
{
    int stride = 1;
    if (a->rank != b->rank)
        return -1;
    for (int axis = a->rank - 1; axis >= 0; axis--) {
        const int n = a->shape[axis];
        if (n != b->shape[axis] || (n != 1 && (a->stride[axis] != stride || b->stride[axis] != stride)))
            return -1;
        stride *= n;
    }
    return stride;
}

#endif
