// Making tensors, and the views that share their memory.
#include "tensor/tensor.h"

#include "tensor/layout.h"

#include <stdlib.h>
#include <string.h>

const char tensor_precision[] = REAL_NAME;

Tensor tensor_on(real *data, Shape shape)
{
    Tensor x = {.data = data, .rank = shape.rank};
    int stride = 1;
    for (int axis = shape.rank - 1; axis >= 0; axis--) {
        x.shape[axis] = shape.n[axis];
        x.stride[axis] = stride;
        stride *= shape.n[axis];
    }
    return x;
}

bool tensor_new(Tensor *x, Shape shape)
{
    *x = (Tensor){0};
    int count = 0;
    if (!shape_count(shape, &count))
        return false;
    real *data = calloc(count ? (size_t)count : 1, sizeof(real)); // an empty tensor still has data
    if (!data)
        return false;
    *x = tensor_on(data, shape);
    return true;
}

void tensor_free(Tensor *x)
{
    free(x->data);
    *x = (Tensor){0};
}

Shape tensor_shape(Tensor x)
{
    Shape shape = {.rank = x.rank};
    memcpy(shape.n, x.shape, sizeof shape.n); // all four: a copy of known size is no loop
    return shape;
}

real tensor_at(Tensor x, Shape index)
{
    const real *element = x.data;
    for (int axis = 0; axis < x.rank; axis++)
        element += index.n[axis] * x.stride[axis];
    return *element;
}

int tensor_count(Tensor x)
{
    int count = 1;
    for (int axis = 0; axis < x.rank; axis++)
        count *= x.shape[axis];
    return count;
}

bool tensor_is_row_major(Tensor x)
{
    return layout_row_major(&x) >= 0;
}

Tensor tensor_transpose(Tensor x, int a, int b)
{
    if (a < 0)
        a += x.rank;
    if (b < 0)
        b += x.rank;
    Tensor view = x;
    view.shape[a] = x.shape[b];
    view.shape[b] = x.shape[a];
    view.stride[a] = x.stride[b];
    view.stride[b] = x.stride[a];
    return view;
}

Tensor tensor_permute(Tensor x, Shape order)
{
    Tensor view = x;
    for (int axis = 0; axis < x.rank; axis++) {
        const int from = order.n[axis] < 0 ? order.n[axis] + x.rank : order.n[axis];
        view.shape[axis] = x.shape[from];
        view.stride[axis] = x.stride[from];
    }
    return view;
}

Tensor tensor_slice(Tensor x, int axis, int begin, int end)
{
    if (axis < 0)
        axis += x.rank;
    if (x.data)
        x.data += begin * x.stride[axis];
    x.shape[axis] = end - begin;
    return x;
}

// The walk over x has merged the axes that lie end to end, so each of its axes is a run of evenly spaced elements. From
// the last axis on, each new axis must split off a whole part of the run that it begins in.
bool tensor_reshape(Tensor *view, Tensor x, Shape shape)
{
    int count = 0;
    if (!shape_count(shape, &count) || count != tensor_count(x))
        return false;
    Tensor y = tensor_on(x.data, shape);
    if (count == 0 || tensor_is_row_major(x)) {
        *view = y;
        return true;
    }
    const Walk runs = walk_over(tensor_shape(x), 1, &x);
    int run = runs.axes - 1, used = 1; // elements of this run that later axes have taken
    for (int axis = shape.rank - 1; axis >= 0; axis--) {
        if (shape.n[axis] == 1)
            continue;
        if (used == runs.size[run]) {
            run--;
            used = 1;
        }
        if (runs.size[run] / used % shape.n[axis] != 0)
            return false;
        y.stride[axis] = runs.stride[0][run] * used;
        used *= shape.n[axis];
    }
    *view = y;
    return true;
}

bool tensor_broadcast(Tensor *view, Tensor x, Shape shape)
{
    Shape both;
    int count = 0;
    if (!shape_count(shape, &count) || !shape_broadcast(&both, tensor_shape(x), shape) || !shape_equal(both, shape))
        return false;
    Tensor y = tensor_on(x.data, shape);
    for (int axis = 0; axis < shape.rank; axis++) {
        const int from = axis - (shape.rank - x.rank);
        y.stride[axis] = from < 0 || (x.shape[from] == 1 && shape.n[axis] != 1) ? 0 : x.stride[from];
    }
    *view = y;
    return true;
}
