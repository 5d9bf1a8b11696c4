// Walking several tensors together. This is the one place where broadcasting turns into strides of 0.
#include "tensor/tensor.h"

// x's stride along an axis of shape, aligned at the last axis: 0 where x repeats.
static int stride_along(Tensor x, Shape shape, int axis)
{
    const int own = axis - (shape.rank - x.rank);
    return own < 0 || x.shape[own] == 1 ? 0 : x.stride[own];
}

// Whether the axis with this size and these strides lies end to end with the last axis of walk, in every tensor.
static bool continues(const Walk *walk, int size, const int stride[WALK_MAX])
{
    if (walk->axes == 0)
        return false;
    for (int k = 0; k < walk->tensors; k++)
        if (walk->stride[k][walk->axes - 1] != stride[k] * size)
            return false;
    return true;
}

Walk walk_over(Shape shape, int tensors, const Tensor *x)
{
    Walk walk = {.n = 1, .tensors = tensors, .rows = 1};
    bool empty = false;
    for (int axis = 0; axis < shape.rank; axis++) {
        if (shape.n[axis] == 1)
            continue;
        empty = empty || shape.n[axis] == 0;
        int stride[WALK_MAX] = {0};
        for (int k = 0; k < tensors; k++)
            stride[k] = stride_along(x[k], shape, axis);
        const bool merged = continues(&walk, shape.n[axis], stride);
        const int at = merged ? walk.axes - 1 : walk.axes++;
        walk.size[at] = merged ? walk.size[at] * shape.n[axis] : shape.n[axis];
        for (int k = 0; k < tensors; k++)
            walk.stride[k][at] = stride[k];
    }
    const int last = walk.axes - 1;
    for (int axis = 0; axis < last && !empty; axis++)
        walk.rows *= walk.size[axis];
    if (empty)
        walk.rows = 0;
    else if (last >= 0)
        walk.n = walk.size[last];
    for (int k = 0; k < tensors; k++) {
        walk.at[k] = x[k].data;
        walk.step[k] = last >= 0 ? walk.stride[k][last] : 0;
    }
    return walk;
}

// Counts the outer axes up like the digits of an odometer.
static void next_row(Walk *walk)
{
    for (int axis = walk->axes - 2; axis >= 0; axis--) {
        for (int k = 0; k < walk->tensors; k++)
            walk->at[k] += walk->stride[k][axis];
        if (++walk->index[axis] < walk->size[axis])
            return;
        for (int k = 0; k < walk->tensors; k++)
            walk->at[k] -= walk->stride[k][axis] * walk->size[axis];
        walk->index[axis] = 0;
    }
}

bool walk_next(Walk *walk)
{
    if (walk->row == walk->rows)
        return false;
    if (walk->row++ > 0)
        next_row(walk);
    return true;
}
