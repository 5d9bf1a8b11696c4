// Shapes: counting elements without overflow, the rule of broadcasting, and where elements lie.
#include "tensor/shape.h"

#include <limits.h>

bool shape_count(Shape shape, int *count)
{
    if (shape.rank < 0 || shape.rank > MAX_RANK)
        return false;
    int product = 1; // of the sizes that are not 0: strides are such products
    bool empty = false;
    for (int axis = 0; axis < shape.rank; axis++) {
        const int n = shape.n[axis];
        if (n < 0 || (n > 0 && product > INT_MAX / n))
            return false;
        product *= n > 0 ? n : 1;
        empty = empty || n == 0;
    }
    *count = empty ? 0 : product;
    return true;
}

bool shape_equal(Shape a, Shape b)
{
    if (a.rank != b.rank)
        return false;
    for (int axis = 0; axis < a.rank; axis++)
        if (a.n[axis] != b.n[axis])
            return false;
    return true;
}

bool shape_broadcast(Shape *both, Shape a, Shape b)
{
    Shape y = a.rank >= b.rank ? a : b;
    const Shape other = a.rank >= b.rank ? b : a;
    const int missing = y.rank - other.rank; // leading axes that only y has
    for (int axis = missing; axis < y.rank; axis++) {
        const int n = other.n[axis - missing];
        if (y.n[axis] == 1)
            y.n[axis] = n;
        else if (n != 1 && n != y.n[axis])
            return false;
    }
    *both = y;
    return true;
}

bool shape_axis(Shape shape, int *axis)
{
    if (*axis < 0)
        *axis += shape.rank;
    return *axis >= 0 && *axis < shape.rank;
}

int shape_stride(Shape shape, int axis)
{
    int stride = 1;
    for (int i = axis + 1; i < shape.rank; i++)
        stride *= shape.n[i];
    return stride;
}

int shape_last(Shape shape)
{
    return shape.rank > 0 ? shape.n[shape.rank - 1] : 1;
}

int shape_square(Shape shape)
{
    const int n = shape_last(shape);
    return shape.rank >= 2 && shape.n[shape.rank - 2] == n ? n : 0;
}

int shape_turned(Shape shape, int i)
{
    const int n = shape_last(shape);
    return i - i % (n * n) + i % n * n + i / n % n;
}

const char *shape_text(Shape shape, char text[SHAPE_TEXT])
{
    int length = snprintf(text, SHAPE_TEXT, "[");
    for (int axis = 0; axis < shape.rank && axis < MAX_RANK; axis++)
        length += snprintf(text + length, (size_t)(SHAPE_TEXT - length), axis ? ",%d" : "%d", shape.n[axis]);
    snprintf(text + length, (size_t)(SHAPE_TEXT - length), "]");
    return text;
}
