// Comparing numbers in tests: relative to the scale of what is expected; NaN is equal to nothing.
#ifndef HEED_TESTS_NUMBERS_H
#define HEED_TESTS_NUMBERS_H

#include "tensor/tensor.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>

enum { ROUNDINGS = 32 };

static const bool IN_DOUBLE = sizeof(real) == sizeof(double);

// Whether x is the expected number, within 32 roundings of a number as large as the scale.
static inline bool is_near(real x, double expected, double scale)
{
    return fabs((double)x - expected) <= ROUNDINGS * (double)REAL_EPSILON * fmax(scale, fabs(expected));
}

// Element i, counted row-major, of x repeated to a shape: the index is taken apart axis by axis. It shares nothing with
// the way the kernels walk.
static inline real repeated(Tensor x, Shape shape, int i)
{
    const real *at = x.data;
    for (int axis = shape.rank - 1; axis >= 0; axis--) {
        const int own = axis - (shape.rank - x.rank), index = i % shape.n[axis];
        i /= shape.n[axis];
        if (own >= 0 && x.shape[own] > 1)
            at += index * x.stride[own];
    }
    return *at;
}

static inline real element(Tensor x, int i)
{
    return repeated(x, tensor_shape(x), i);
}

// x has these elements, in row-major order.
#define expect_elements(x, ...)                                                                                        \
    check_elements(x, (const double[]){__VA_ARGS__}, (int)(sizeof((double[]){__VA_ARGS__}) / sizeof(double)), __LINE__)

static inline void check_elements(Tensor x, const double *expected, int count, int line)
{
    cr_expect(x.data && tensor_count(x) == count, "line %d: %d elements, expected %d", line,
              x.data ? tensor_count(x) : 0, count);
    if (!x.data || tensor_count(x) != count)
        return;
    double scale = 0;
    for (int i = 0; i < count; i++)
        scale = fmax(scale, fabs(expected[i]));
    for (int i = 0; i < count; i++)
        cr_expect(is_near(element(x, i), expected[i], scale), "line %d: element %d is %.9g, expected %.9g", line, i,
                  (double)element(x, i), expected[i]);
}

#define expect_shape(x, ...) check_shape(x, SHAPE(__VA_ARGS__), __LINE__)

static inline void check_shape(Tensor x, Shape expected, int line)
{
    char text[SHAPE_TEXT], text_expected[SHAPE_TEXT];
    cr_expect(shape_equal(tensor_shape(x), expected), "line %d: shape %s, expected %s", line,
              shape_text(tensor_shape(x), text), shape_text(expected, text_expected));
}

// A row-major tensor on these numbers, which live as long as the block they stand in.
#define TENSOR(shape, ...) tensor_on((real[]){__VA_ARGS__}, shape)

// Fills x with 1, 2, 3, ... so that sums and products are whole numbers, which every precision holds exactly.
static inline void count_up(Tensor x)
{
    for (int i = 0; i < tensor_count(x); i++)
        x.data[i] = (real)(i + 1);
}

#endif
