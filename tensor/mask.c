// Masks.
#include "tensor/mask.h"

Mask mask_on(const uint8_t *data, Shape shape)
{
    Mask mask = {.data = data, .rank = shape.rank};
    int stride = 1;
    for (int axis = shape.rank - 1; axis >= 0; axis--) {
        mask.shape[axis] = shape.n[axis];
        mask.stride[axis] = stride;
        stride *= shape.n[axis];
    }
    return mask;
}

Mask mask_causal(uint8_t *cells, int T)
{
    for (int t = 0; t < T; t++)
        for (int j = 0; j < T; j++)
            cells[t * T + j] = j <= t;
    return mask_on(cells, SHAPE(T, T));
}

Mask mask_strict(uint8_t *cells, int T)
{
    const Mask mask = mask_causal(cells, T);
    for (int t = 1; t < T; t++)
        cells[t * T + t] = 0;
    return mask;
}

Shape mask_shape(Mask mask)
{
    Shape shape = {.rank = mask.rank};
    for (int axis = 0; axis < mask.rank; axis++)
        shape.n[axis] = mask.shape[axis];
    return shape;
}

bool mask_fits(Mask mask, Shape shape)
{
    Shape both;
    if (!mask.data)
        return true;
    return mask.rank > 0 && shape.rank > 0 && mask.shape[mask.rank - 1] == shape.n[shape.rank - 1] &&
           mask.stride[mask.rank - 1] == 1 && shape_broadcast(&both, mask_shape(mask), shape) &&
           shape_equal(both, shape);
}

const uint8_t *mask_row(Mask mask, Shape shape, int r)
{
    if (!mask.data)
        return NULL;
    const uint8_t *row = mask.data;
    for (int axis = shape.rank - 2; axis >= 0; axis--) {
        const int own = axis - (shape.rank - mask.rank), i = r % shape.n[axis];
        if (own >= 0 && mask.shape[own] > 1)
            row += i * mask.stride[own];
        r /= shape.n[axis];
    }
    return row;
}
