// Shapes: counting without overflow, broadcasting, axes, where elements lie, text.
#include "tensor/shape.h"

#include <limits.h>

#include "tests/numbers.h"

Test(shape, counts_elements_and_refuses_what_is_too_many)
{
    const struct {
        Shape shape;
        bool accepted;
        int count;
    } rows[] = {
        {SCALAR, true, 1},
        {SHAPE(7), true, 7},
        {SHAPE(2, 3, 4, 5), true, 120},
        {SHAPE(0), true, 0},
        {SHAPE(4, 0, 5), true, 0},
        {SHAPE(INT_MAX), true, INT_MAX},
        {SHAPE(1, INT_MAX, 1), true, INT_MAX},
        {SHAPE(46340, 46340), true, 2147395600},
        {SHAPE(0, INT_MAX), true, 0},
        {SHAPE(INT_MAX, INT_MAX, 0), false, 0}, // empty, but its strides are no ints
        {SHAPE(0, INT_MAX, INT_MAX), false, 0},
        {SHAPE(46341, 46341), false, 0}, // 2^31 + 4633
        {SHAPE(65536, 32768), false, 0}, // 2^31
        {SHAPE(65536, 65536), false, 0}, // 2^32 wraps to 0
        {SHAPE(65536, 65536, 65536, 65536), false, 0},
        {SHAPE(INT_MAX, 2), false, 0},
        {SHAPE(-1), false, 0},
        {SHAPE(-2, -3), false, 0}, // whose product is positive
        {SHAPE(0, -1), false, 0},
        {SHAPE(INT_MIN), false, 0},
        {(Shape){{1, 1, 1, 1}, 5}, false, 0},
        {(Shape){{0}, -1}, false, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int count = -7;
        cr_expect_eq(shape_count(rows[i].shape, &count), rows[i].accepted, "row %zu", i);
        if (rows[i].accepted)
            cr_expect_eq(count, rows[i].count, "row %zu: %d", i, count);
    }
}

Test(shape, broadcasts_as_numpy_does)
{
    const struct {
        Shape a, b;
        bool accepted;
        Shape both;
    } rows[] = {
        {SHAPE(2, 3), SHAPE(2, 3), true, SHAPE(2, 3)},
        {SHAPE(2, 3), SCALAR, true, SHAPE(2, 3)},
        {SCALAR, SCALAR, true, SCALAR},
        {SHAPE(2, 3), SHAPE(3), true, SHAPE(2, 3)},
        {SHAPE(2, 3), SHAPE(1), true, SHAPE(2, 3)},
        {SHAPE(2, 1), SHAPE(3), true, SHAPE(2, 3)},
        {SHAPE(8, 1, 6, 1), SHAPE(7, 1, 5), true, SHAPE(8, 7, 6, 5)},
        {SHAPE(1), SHAPE(0), true, SHAPE(0)},
        {SHAPE(4, 0), SHAPE(1, 1), true, SHAPE(4, 0)},
        {SHAPE(2, 3), SHAPE(2), false, SCALAR},
        {SHAPE(2, 3), SHAPE(3, 2), false, SCALAR},
        {SHAPE(0), SHAPE(2), false, SCALAR},
        {SHAPE(2, 1), SHAPE(8, 4, 3), false, SCALAR},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Shape ab = SHAPE(9), ba = SHAPE(9);
        cr_expect_eq(shape_broadcast(&ab, rows[i].a, rows[i].b), rows[i].accepted, "row %zu", i);
        cr_expect_eq(shape_broadcast(&ba, rows[i].b, rows[i].a), rows[i].accepted, "row %zu, turned around", i);
        const Shape expected = rows[i].accepted ? rows[i].both : SHAPE(9); // a refusal leaves it as it was
        cr_expect(shape_equal(ab, expected), "row %zu", i);
        cr_expect(shape_equal(ba, expected), "row %zu, turned around", i);
    }
}

Test(shape, is_equal_when_rank_and_sizes_are)
{
    cr_expect(shape_equal(SHAPE(2, 3), SHAPE(2, 3)));
    cr_expect(shape_equal(SCALAR, SCALAR));
    cr_expect(!shape_equal(SHAPE(2, 3), SHAPE(3, 2)));
    cr_expect(!shape_equal(SHAPE(1), SCALAR));
    cr_expect(!shape_equal(SHAPE(2), SHAPE(2, 1)));
    cr_expect(shape_equal((Shape){{2, 7}, 1}, (Shape){{2, 8}, 1}), "what lies beyond the rank counts for nothing");
}

Test(shape, negative_axes_count_from_the_end)
{
    const struct {
        Shape shape;
        int axis, turned; // -1: refused
    } rows[] = {
        {SHAPE(2, 3, 4), 0, 0},  {SHAPE(2, 3, 4), 2, 2},   {SHAPE(2, 3, 4), -1, 2}, {SHAPE(2, 3, 4), -3, 0},
        {SHAPE(2, 3, 4), 3, -1}, {SHAPE(2, 3, 4), -4, -1}, {SCALAR, 0, -1},         {SCALAR, -1, -1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int axis = rows[i].axis;
        const bool found = shape_axis(rows[i].shape, &axis);
        cr_expect_eq(found, rows[i].turned >= 0, "row %zu", i);
        if (found)
            cr_expect_eq(axis, rows[i].turned, "row %zu: %d", i, axis);
    }
}

Test(shape, last_axis_square_and_strides)
{
    const struct {
        Shape shape;
        int last, square, stride; // of axis 0
    } rows[] = {
        {SCALAR, 1, 0, 1},          {SHAPE(7), 7, 0, 1},        {SHAPE(3, 3), 3, 3, 3},        {SHAPE(3, 2), 2, 0, 2},
        {SHAPE(4, 5, 5), 5, 5, 25}, {SHAPE(5, 5, 2), 2, 0, 10}, {SHAPE(2, 3, 4, 4), 4, 4, 48}, {SHAPE(2, 0), 0, 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        cr_expect_eq(shape_last(rows[i].shape), rows[i].last, "row %zu", i);
        cr_expect_eq(shape_square(rows[i].shape), rows[i].square, "row %zu", i);
        cr_expect_eq(shape_stride(rows[i].shape, 0), rows[i].stride, "row %zu", i);
    }
    cr_expect_eq(shape_stride(SHAPE(2, 3, 4), 1), 4);
    cr_expect_eq(shape_stride(SHAPE(2, 3, 4), 2), 1);
}

Test(shape, turning_brings_each_element_to_its_place_in_the_transpose)
{
    const int place[] = {0, 3, 6, 1, 4, 7, 2, 5, 8, 9, 12, 15, 10, 13, 16, 11, 14, 17}; // written down
    for (int i = 0; i < 18; i++)
        cr_expect_eq(shape_turned(SHAPE(2, 3, 3), i), place[i], "element %d", i);
}

Test(shape, text_is_sizes_in_brackets)
{
    const struct {
        Shape shape;
        const char *text;
    } rows[] = {
        {SCALAR, "[]"},
        {SHAPE(7), "[7]"},
        {SHAPE(2, 3), "[2,3]"},
        {SHAPE(1, 0, -4), "[1,0,-4]"},
        {SHAPE(INT_MIN, INT_MIN, INT_MIN, INT_MIN), "[-2147483648,-2147483648,-2147483648,-2147483648]"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[SHAPE_TEXT];
        cr_expect_eq(shape_text(rows[i].shape, text), text);
        cr_expect_str_eq(text, rows[i].text);
    }
}
