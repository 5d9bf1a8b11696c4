// Making tensors, and the views that share their memory. x[i,j,..] is named by its place in memory: x [2,3] counts up
// 1 2 3, 4 5 6.
#include <limits.h>

#include "tests/numbers.h"

#define X_2_3 TENSOR(SHAPE(2, 3), 1, 2, 3, 4, 5, 6)

static Tensor counted(real *data, Shape shape)
{
    const Tensor x = tensor_on(data, shape);
    count_up(x);
    return x;
}

// --- making ---------------------------------------------------------------------------------------------------------

Test(tensor, new_is_row_major_zeros)
{
    Tensor x;
    cr_assert(tensor_new(&x, SHAPE(2, 3, 4)));
    expect_shape(x, 2, 3, 4);
    cr_expect(x.stride[0] == 12 && x.stride[1] == 4 && x.stride[2] == 1);
    for (int i = 0; i < 24; i++)
        cr_expect_eq(x.data[i], 0);
    tensor_free(&x);
    cr_expect(x.data == NULL && x.rank == 0);
}

Test(tensor, new_refuses_what_cannot_be_counted)
{
    const Shape refused[] = {SHAPE(65536, 65536), SHAPE(2, -1), (Shape){{1, 1, 1, 1}, 5}};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        Tensor x = X_2_3;
        cr_expect(!tensor_new(&x, refused[i]), "row %zu", i);
        cr_expect(x.data == NULL, "row %zu", i);
    }
}

Test(tensor, a_scalar_has_one_element)
{
    Tensor x;
    cr_assert(tensor_new(&x, SCALAR));
    cr_expect_eq(tensor_count(x), 1);
    cr_expect(tensor_is_row_major(x));
    expect_elements(x, 0);
    tensor_free(&x);
}

Test(tensor, an_empty_one_has_data)
{
    const Shape empty[] = {SHAPE(0), SHAPE(3, 0, 2), SHAPE(INT_MAX, 0), SHAPE(0, INT_MAX)};
    for (size_t i = 0; i < sizeof empty / sizeof empty[0]; i++) {
        Tensor x;
        cr_assert(tensor_new(&x, empty[i]), "row %zu", i);
        cr_expect(x.data != NULL, "row %zu", i);
        cr_expect_eq(tensor_count(x), 0, "row %zu", i);
        cr_expect(tensor_is_row_major(x), "row %zu", i);
        tensor_fill(x, 1);
        tensor_free(&x);
    }
}

Test(tensor, row_major_means_without_gaps_or_turns)
{
    real data[24];
    const Tensor x = counted(data, SHAPE(2, 3, 4));
    Tensor repeated_x;
    cr_assert(tensor_broadcast(&repeated_x, X_2_3, SHAPE(4, 2, 3)));
    cr_expect(tensor_is_row_major(x));
    cr_expect(!tensor_is_row_major(tensor_transpose(x, 0, 1)));
    cr_expect(!tensor_is_row_major(repeated_x));
    cr_expect(tensor_is_row_major(tensor_slice(x, 0, 1, 2)));
    cr_expect(!tensor_is_row_major(tensor_slice(x, 1, 0, 2)));
    cr_expect(!tensor_is_row_major(tensor_slice(x, 2, 0, 1)));
    // The stride of an axis of size 1 is never used.
    cr_expect(tensor_is_row_major(tensor_slice(tensor_slice(x, 0, 1, 2), 1, 1, 3)));
    cr_expect(tensor_is_row_major(tensor_transpose(tensor_on(data, SHAPE(1, 24)), 0, 1)));
}

// --- views ----------------------------------------------------------------------------------------------------------

Test(tensor, transpose_swaps_two_axes_and_shares_memory)
{
    const Tensor x = X_2_3;
    const Tensor y = tensor_transpose(x, 0, 1);
    expect_shape(y, 3, 2);
    expect_elements(y, 1, 4, 2, 5, 3, 6);
    expect_elements(tensor_transpose(x, -1, -2), 1, 4, 2, 5, 3, 6);
    expect_elements(tensor_transpose(x, 1, 1), 1, 2, 3, 4, 5, 6);
    cr_expect_eq(y.data, x.data);
}

Test(tensor, permute_takes_axis_order_i_as_axis_i)
{
    real data[24];
    const Tensor x = counted(data, SHAPE(2, 3, 4)); // x[a,b,c] = 1 + 12 a + 4 b + c
    const Tensor y = tensor_permute(x, SHAPE(2, 0, 1)), negative = tensor_permute(x, SHAPE(-1, -3, -2));
    expect_shape(y, 4, 2, 3);
    expect_shape(negative, 4, 2, 3);
    for (int i = 0; i < 24; i++) {
        const int c = i / 6, a = i / 3 % 2, b = i % 3;
        cr_expect_eq(element(y, i), (real)(1 + 12 * a + 4 * b + c), "element %d", i);
        cr_expect_eq(element(negative, i), (real)(1 + 12 * a + 4 * b + c), "element %d", i);
    }
}

Test(tensor, slices_of_slices_and_of_transposes)
{
    real data[20];
    const Tensor x = counted(data, SHAPE(4, 5)); // x[a,b] = 1 + 5 a + b
    const Tensor middle = tensor_slice(tensor_slice(x, 0, 1, 4), 1, 1, 4);
    expect_shape(middle, 3, 3);
    expect_elements(middle, 7, 8, 9, 12, 13, 14, 17, 18, 19);
    expect_elements(tensor_slice(tensor_slice(middle, -2, 1, 3), -1, 2, 3), 14, 19);
    expect_elements(tensor_slice(tensor_transpose(x, 0, 1), 0, 4, 5), 5, 10, 15, 20);
    expect_elements(tensor_transpose(tensor_slice(x, 1, 0, 2), 0, 1), 1, 6, 11, 16, 2, 7, 12, 17);
    expect_shape(tensor_slice(x, 1, 3, 3), 4, 0);
    cr_expect_eq(tensor_count(tensor_slice(x, 0, 4, 4)), 0);
}

Test(tensor, broadcast_repeats_by_a_stride_of_0)
{
    const Tensor row = TENSOR(SHAPE(3), 1, 2, 3), column = TENSOR(SHAPE(2, 1), 4, 5), one = TENSOR(SCALAR, 6);
    Tensor y;
    cr_assert(tensor_broadcast(&y, row, SHAPE(2, 3)));
    cr_expect(y.data == row.data && y.stride[0] == 0 && y.stride[1] == 1);
    expect_elements(y, 1, 2, 3, 1, 2, 3);
    cr_assert(tensor_broadcast(&y, column, SHAPE(2, 2, 3)));
    expect_elements(y, 4, 4, 4, 5, 5, 5, 4, 4, 4, 5, 5, 5);
    cr_assert(tensor_broadcast(&y, one, SHAPE(2, 2)));
    expect_elements(y, 6, 6, 6, 6);
    cr_assert(tensor_broadcast(&y, column, SHAPE(2, 0)));
    cr_expect_eq(tensor_count(y), 0);
}

Test(tensor, broadcast_refuses_what_cannot_be_repeated_or_counted)
{
    const Tensor x = X_2_3, column = TENSOR(SHAPE(2, 1), 1, 2), one = TENSOR(SHAPE(1), 1);
    const struct {
        Tensor x;
        Shape shape;
    } rows[] = {
        {x, SHAPE(3)},    {x, SHAPE(2, 4)},           {x, SHAPE(2, 1)},
        {x, SCALAR},      {column, SHAPE(3, 3)},      {column, SHAPE(1, 3)}, // the two broadcast, but not to this
        {one, SHAPE(-3)}, {one, SHAPE(65536, 65536)},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Tensor view;
        cr_expect(!tensor_broadcast(&view, rows[i].x, rows[i].shape), "row %zu", i);
    }
}

// --- reshape --------------------------------------------------------------------------------------------------------

typedef enum { ROW_MAJOR, TRANSPOSED, PERMUTED, SLICED_OUTER, SLICED_INNER, SLICED_MIDDLE, REPEATED } Layout;

// x [2,3,4] counts up; the views have these shapes: [4,3,2], [3,2,4], [1,3,4], [2,3,2], [2,2,4], [5,2,3,4].
static Tensor laid_out(Layout layout, real data[24])
{
    const Tensor x = counted(data, SHAPE(2, 3, 4));
    Tensor y = x;
    switch (layout) {
    case ROW_MAJOR: break;
    case TRANSPOSED: y = tensor_transpose(x, 0, 2); break;
    case PERMUTED: y = tensor_permute(x, SHAPE(1, 0, 2)); break;
    case SLICED_OUTER: y = tensor_slice(x, 0, 1, 2); break;
    case SLICED_INNER: y = tensor_slice(x, 2, 1, 3); break;
    case SLICED_MIDDLE: y = tensor_slice(x, 1, 1, 3); break;
    case REPEATED: cr_assert(tensor_broadcast(&y, x, SHAPE(5, 2, 3, 4))); break;
    }
    return y;
}

Test(tensor, reshape_keeps_row_major_order_or_refuses)
{
    const struct {
        Layout layout;
        Shape shape;
        bool possible;
    } rows[] = {
        {ROW_MAJOR, SHAPE(24), true},          {ROW_MAJOR, SHAPE(4, 6), true},
        {ROW_MAJOR, SHAPE(1, 24, 1, 1), true}, {ROW_MAJOR, SHAPE(23), false},
        {ROW_MAJOR, SHAPE(-4, -6), false},     {ROW_MAJOR, SHAPE(0), false},
        {TRANSPOSED, SHAPE(4, 1, 3, 2), true}, {TRANSPOSED, SHAPE(2, 2, 3, 2), true}, // splits the axis of 4
        {TRANSPOSED, SHAPE(24), false},        {TRANSPOSED, SHAPE(4, 6), false},      // strides 4 and 12 do not merge
        {PERMUTED, SHAPE(3, 2, 2, 2), true},                                          // splits the axis of 4
        {PERMUTED, SHAPE(3, 8), false},        {PERMUTED, SHAPE(6, 4), false},
        {SLICED_OUTER, SHAPE(12), true},       {SLICED_OUTER, SHAPE(3, 2, 2), true},
        {SLICED_INNER, SHAPE(6, 2), true},    // the outer axes lie end to end
        {SLICED_INNER, SHAPE(3, 2, 2), true}, // and can be split elsewhere
        {SLICED_INNER, SHAPE(12), false},      {SLICED_INNER, SHAPE(3, 4), false},
        {SLICED_MIDDLE, SHAPE(2, 8), true},    {SLICED_MIDDLE, SHAPE(2, 4, 2), true},
        {SLICED_MIDDLE, SHAPE(4, 4), false},   {SLICED_MIDDLE, SHAPE(16), false},
        {REPEATED, SHAPE(5, 24), true},        {REPEATED, SHAPE(5, 4, 6), true},
        {REPEATED, SHAPE(120), false},         {REPEATED, SHAPE(10, 12), false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        real data[24];
        const Tensor x = laid_out(rows[i].layout, data);
        Tensor y;
        const bool possible = tensor_reshape(&y, x, rows[i].shape);
        cr_expect_eq(possible, rows[i].possible, "row %zu", i);
        if (!possible)
            continue;
        cr_expect(shape_equal(tensor_shape(y), rows[i].shape) && y.data == x.data, "row %zu", i);
        for (int k = 0; k < tensor_count(x); k++)
            cr_expect_eq(element(y, k), element(x, k), "row %zu, element %d", i, k);
    }
}

Test(tensor, reshape_of_one_number_repeated_and_of_nothing)
{
    const Tensor one = TENSOR(SHAPE(1), 7);
    Tensor x, y;
    cr_assert(tensor_broadcast(&x, one, SHAPE(3, 4)));
    cr_assert(tensor_reshape(&y, x, SHAPE(2, 6)), "all of its strides are 0");
    expect_elements(y, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7);
    cr_assert(tensor_reshape(&y, one, SCALAR));
    expect_elements(y, 7);
    cr_assert(tensor_reshape(&y, tensor_slice(X_2_3, 1, 1, 1), SHAPE(0, 5)));
    expect_shape(y, 0, 5);
    cr_expect(!tensor_reshape(&y, tensor_slice(X_2_3, 1, 1, 1), SHAPE(1)));
}

Test(tensor, two_axes_of_a_transpose_merge_back)
{
    real data[24];
    const Tensor x = tensor_permute(counted(data, SHAPE(2, 3, 4)), SHAPE(1, 2, 0)); // b and c still lie end to end
    Tensor y;
    cr_assert(tensor_reshape(&y, x, SHAPE(12, 2)));
    for (int i = 0; i < 24; i++)
        cr_expect_eq(element(y, i), (real)(1 + i / 2 + i % 2 * 12), "element %d", i);
    cr_expect(!tensor_reshape(&y, x, SHAPE(2, 12)), "but a does not follow them");
}
