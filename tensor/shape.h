// What is asked of a shape within the library, beside tensor.h.
#ifndef HEED_TENSOR_SHAPE_H
#define HEED_TENSOR_SHAPE_H

#include "tensor/tensor.h"

int shape_stride(Shape shape, int axis); // how far apart neighbours along an axis lie, row-major
int shape_last(Shape shape);             // the size of the last axis; of a scalar, 1
int shape_square(Shape shape);           // that of the last two, where it is the same; else 0
// Of square matrices: the place to which transposing each of them brings element i, row-major.
int shape_turned(Shape shape, int i);

#endif
