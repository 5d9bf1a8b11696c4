// Reductions: the destination is smaller than x, and takes up what falls on it.
#include "tensor/tensor.h"

#include <math.h>

void tensor_sum(Tensor y, Tensor x)
{
    if (!x.data)
        return;
    tensor_fill(y, 0);
    tensor_add_scaled(y, 1, x);
}

void tensor_max(Tensor y, Tensor x)
{
    if (!y.data || !x.data)
        return;
    tensor_fill(y, (real)-INFINITY);
    Walk walk = walk_over(tensor_shape(x), 2, (Tensor[]){y, x});
    while (walk_next(&walk))
        for (int i = 0; i < walk.n; i++) {
            real *largest = walk.at[0] + i * walk.step[0];
            const real candidate = walk.at[1][i * walk.step[1]];
            if (!(candidate <= *largest) && !isnan(*largest)) // so that a NaN stays
                *largest = candidate;
        }
}
