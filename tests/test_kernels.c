// Elementwise kernels and reductions, on operands of every layout, against loops over indices. All numbers are whole,
// or quotients by powers of two, so the comparisons are exact.
#include "tests/numbers.h"

enum { A = 2, B = 3, C = 4, ALL = A * B * C };

// Numbers seen in different ways. The first four are [A,B,C] as a whole, the others broadcast to it.
typedef enum { ROW_MAJOR, TRANSPOSED, SLICED, STRIDED, ROW, COLUMN, FIRST, NUMBER, LAYOUTS } Layout;
enum { WHOLE = ROW };

typedef struct {
    real data[4 * ALL];
    Tensor x;
} Operand;

// Powers of two, with both signs, in an order that repeats nowhere near.
static void lay_out(Operand *o, Layout layout, int shift)
{
    for (int i = 0; i < 4 * ALL; i++)
        o->data[i] = (real)((1 << (i * i + i / 5 + shift) % 7) * (i % 3 == 1 ? -1 : 1));
    switch (layout) {
    case ROW_MAJOR: o->x = tensor_on(o->data, SHAPE(A, B, C)); break;
    case TRANSPOSED: o->x = tensor_transpose(tensor_on(o->data, SHAPE(C, B, A)), 0, 2); break;
    case SLICED: o->x = tensor_slice(tensor_on(o->data, SHAPE(A, B, 2 * C)), -1, 3, 3 + C); break;
    case STRIDED:
        o->x = tensor_permute(tensor_slice(tensor_on(o->data, SHAPE(B, C, A + 1)), 2, 1, 1 + A), SHAPE(2, 0, 1));
        break;
    case ROW: o->x = tensor_on(o->data, SHAPE(C)); break;
    case COLUMN: o->x = tensor_on(o->data, SHAPE(B, 1)); break;
    case FIRST: o->x = tensor_on(o->data, SHAPE(A, 1, 1)); break;
    case NUMBER: o->x = tensor_on(o->data, SCALAR); break;
    case LAYOUTS: break;
    }
}

// --- y = f(a, b) ----------------------------------------------------------------------------------------------------

static real sum(real a, real b)
{
    return a + b;
}

static real difference(real a, real b)
{
    return a - b;
}

static real product(real a, real b)
{
    return a * b;
}

static real quotient(real a, real b)
{
    return a / b;
}

static const struct {
    const char *name;
    void (*kernel)(Tensor y, Tensor a, Tensor b);
    real (*f)(real a, real b);
} COMBINE[] = {
    {"add", tensor_add, sum},
    {"sub", tensor_sub, difference},
    {"mul", tensor_mul, product},
    {"div", tensor_div, quotient},
};
enum { COMBINE_COUNT = sizeof COMBINE / sizeof COMBINE[0] };

static void check_combine(int kernel, Layout layout_y, Layout layout_a, Layout layout_b)
{
    Operand y, a, b;
    const Shape shape = SHAPE(A, B, C);
    lay_out(&y, layout_y, 0);
    lay_out(&a, layout_a, 1);
    lay_out(&b, layout_b, 3);
    COMBINE[kernel].kernel(y.x, a.x, b.x);
    for (int i = 0; i < ALL; i++)
        cr_expect_eq(element(y.x, i), COMBINE[kernel].f(repeated(a.x, shape, i), repeated(b.x, shape, i)),
                     "%s: y %d, a %d, b %d: element %d", COMBINE[kernel].name, (int)layout_y, (int)layout_a,
                     (int)layout_b, i);
}

Test(kernels, combine_operands_of_every_layout)
{
    for (int kernel = 0; kernel < COMBINE_COUNT; kernel++)
        for (int y = 0; y < WHOLE; y++)
            for (int a = 0; a < LAYOUTS; a++)
                for (int b = 0; b < LAYOUTS; b++)
                    check_combine(kernel, (Layout)y, (Layout)a, (Layout)b);
}

Test(kernels, write_nothing_outside_the_destination)
{
    Operand y, x;
    lay_out(&x, ROW_MAJOR, 1);
    for (int layout = 0; layout < WHOLE; layout++) {
        Operand untouched;
        bool covered[4 * ALL] = {false};
        lay_out(&y, (Layout)layout, 0);
        lay_out(&untouched, (Layout)layout, 0);
        tensor_add(y.x, x.x, x.x);
        tensor_add_scaled(y.x, 3, x.x);
        tensor_fill(y.x, 1000);
        for (int i = 0; i < 4 * ALL; i++)
            covered[i] = y.data[i] == 1000;
        int count = 0;
        for (int i = 0; i < 4 * ALL; i++) {
            count += covered[i];
            cr_expect(covered[i] || y.data[i] == untouched.data[i], "layout %d: place %d was written", layout, i);
        }
        cr_expect_eq(count, ALL, "layout %d", layout);
    }
}

Test(kernels, copy_and_scale_read_every_layout)
{
    const Shape shape = SHAPE(A, B, C);
    for (int layout_y = 0; layout_y < WHOLE; layout_y++)
        for (int layout_x = 0; layout_x < LAYOUTS; layout_x++) {
            Operand y, x;
            lay_out(&y, (Layout)layout_y, 0);
            lay_out(&x, (Layout)layout_x, 2);
            tensor_copy(y.x, x.x);
            for (int i = 0; i < ALL; i++)
                cr_expect_eq(element(y.x, i), repeated(x.x, shape, i), "%d %d", layout_y, layout_x);
            tensor_scale(y.x, -3, x.x);
            for (int i = 0; i < ALL; i++)
                cr_expect_eq(element(y.x, i), -3 * repeated(x.x, shape, i), "%d %d", layout_y, layout_x);
        }
}

// Columns that become rows, in a batch: y[b,i,j] = x[b,i,j], where y's columns and x's rows are adjacent.
Test(kernels, a_copy_turns_matrices)
{
    enum { BATCH = 2, LEAST = 1, MOST = 19 };
    real from[BATCH * (MOST + 1) * MOST], to[BATCH * MOST * (MOST + 1)];
    count_up(tensor_on(from, SHAPE(BATCH, MOST + 1, MOST)));
    for (int rows = LEAST; rows <= MOST; rows++)
        for (int columns = LEAST; columns <= MOST; columns++) {
            const Tensor room = tensor_on(from, SHAPE(BATCH, MOST + 1, MOST));
            const Tensor x = tensor_slice(tensor_slice(room, 1, 1, 1 + rows), 2, 0, columns);
            const Tensor y = tensor_slice(tensor_on(to, SHAPE(BATCH, columns, MOST + 1)), 2, 0, rows);
            tensor_fill(tensor_on(to, SHAPE(BATCH * MOST * (MOST + 1))), -1);
            tensor_copy(tensor_transpose(y, 1, 2), x);
            for (int b = 0; b < BATCH; b++)
                for (int j = 0; j < columns; j++) {
                    for (int i = 0; i < rows; i++)
                        cr_assert_eq(tensor_at(y, SHAPE(b, j, i)), tensor_at(x, SHAPE(b, i, j)), "%d x %d", rows,
                                     columns);
                    cr_assert_eq(to[(b * columns + j) * (MOST + 1) + rows], -1, "%d x %d: beside", rows, columns);
                }
        }
}

Test(kernels, copy_keeps_the_bits_of_special_numbers)
{
    real x[] = {(real)-0.0, (real)INFINITY, (real)-INFINITY, (real)NAN, REAL_MAX, REAL_EPSILON * REAL_EPSILON}, y[6];
    tensor_copy(tensor_on(y, SHAPE(6)), tensor_on(x, SHAPE(6)));
    cr_expect_arr_eq(y, x, sizeof x);
}

// --- += : what falls on an element of y is summed --------------------------------------------------------------------

// The element of y, counted row-major, that element i of shape falls on.
static int falls_on(Shape y, Shape shape, int i)
{
    int at = 0, stride = 1;
    for (int axis = shape.rank - 1; axis >= 0; axis--) {
        const int own = axis - (shape.rank - y.rank), index = i % shape.n[axis];
        i /= shape.n[axis];
        if (own < 0)
            continue;
        at += y.n[own] > 1 ? index * stride : 0;
        stride *= y.n[own];
    }
    return at;
}

// What must be in y after y += s a b over the whole of [A,B,C]. Without b: y += s a.
static void add_reference(real expected[ALL], Tensor y, real s, Tensor a, const Tensor *b)
{
    const Shape shape = SHAPE(A, B, C);
    for (int i = 0; i < tensor_count(y); i++)
        expected[i] = element(y, i);
    for (int i = 0; i < ALL; i++)
        expected[falls_on(tensor_shape(y), shape, i)] += s * repeated(a, shape, i) * (b ? repeated(*b, shape, i) : 1);
}

Test(kernels, add_scaled_and_add_product_sum_what_falls_on_y)
{
    for (int layout_y = 0; layout_y < LAYOUTS; layout_y++)
        for (int layout_a = 0; layout_a < WHOLE; layout_a++)
            for (int layout_b = 0; layout_b < LAYOUTS; layout_b++) {
                Operand y, a, b;
                real expected[ALL];
                lay_out(&y, (Layout)layout_y, 0);
                lay_out(&a, (Layout)layout_a, 1);
                lay_out(&b, (Layout)layout_b, 2);
                add_reference(expected, y.x, -2, a.x, NULL);
                tensor_add_scaled(y.x, -2, a.x);
                for (int i = 0; i < tensor_count(y.x); i++)
                    cr_expect_eq(element(y.x, i), expected[i], "add_scaled: y %d, a %d", layout_y, layout_a);
                add_reference(expected, y.x, 1, a.x, &b.x);
                tensor_add_product(y.x, a.x, b.x);
                for (int i = 0; i < tensor_count(y.x); i++)
                    cr_expect_eq(element(y.x, i), expected[i], "add_product: y %d, a %d, b %d", layout_y, layout_a,
                                 layout_b);
            }
}

Test(kernels, add_scaled_repeats_an_operand_that_is_smaller_than_y)
{
    Tensor y = TENSOR(SHAPE(2, 3), 10, 20, 30, 40, 50, 60);
    tensor_add_scaled(y, 2, TENSOR(SHAPE(3), 1, 2, 3));
    expect_elements(y, 12, 24, 36, 42, 54, 66);
    tensor_add_scaled(y, 1, TENSOR(SHAPE(2, 1), 100, 200));
    expect_elements(y, 112, 124, 136, 242, 254, 266);
    tensor_add_product(y, TENSOR(SHAPE(3), 1, 2, 3), TENSOR(SHAPE(2, 1), 10, -10));
    expect_elements(y, 122, 144, 166, 232, 234, 236);
}

Test(kernels, both_sides_may_be_smaller)
{
    const Tensor y = TENSOR(SHAPE(2, 1), 0, 100);
    tensor_add_scaled(y, 1, TENSOR(SHAPE(3), 1, 2, 4)); // the row falls on each of y's two, three numbers on one
    expect_elements(y, 7, 107);
    tensor_add_product(y, TENSOR(SHAPE(3), 1, 2, 4), TENSOR(SCALAR, 10));
    expect_elements(y, 77, 177);
}

// tensor.h: "A destination smaller than its operands sums what falls on it".
Test(kernels, a_smaller_destination_sums_in_y_equals_too)
{
    const Tensor x = TENSOR(SHAPE(2, 3), 1, 2, 3, 4, 5, 6), row = TENSOR(SHAPE(3), 9, 9, 9);
    tensor_copy(row, x);
    expect_elements(row, 5, 7, 9);
    tensor_scale(row, 2, x);
    expect_elements(row, 10, 14, 18);
    tensor_add(row, x, x);
    expect_elements(row, 10, 14, 18);
    tensor_mul(row, x, x);
    expect_elements(row, 17, 29, 45);
}

// --- reductions -----------------------------------------------------------------------------------------------------

Test(kernels, sum_and_max_over_every_set_of_axes)
{
    for (int axes = 0; axes < 8; axes++)
        for (int layout = 0; layout < WHOLE; layout++) {
            Operand x;
            lay_out(&x, (Layout)layout, 1);
            real data[ALL], sums[ALL] = {0}, largest[ALL];
            const Shape shape = SHAPE(A, B, C);
            const Shape reduced = SHAPE(axes & 1 ? 1 : A, axes & 2 ? 1 : B, axes & 4 ? 1 : C);
            const Tensor y = tensor_on(data, reduced);
            for (int i = 0; i < ALL; i++)
                largest[i] = -REAL_MAX;
            for (int i = 0; i < ALL; i++) {
                const int at = falls_on(reduced, shape, i);
                sums[at] += element(x.x, i);
                largest[at] = element(x.x, i) > largest[at] ? element(x.x, i) : largest[at];
            }
            tensor_fill(y, 77);
            tensor_sum(y, x.x);
            cr_expect_arr_eq(data, sums, (size_t)tensor_count(y) * sizeof(real), "axes %d, layout %d", axes, layout);
            tensor_max(y, x.x);
            cr_expect_arr_eq(data, largest, (size_t)tensor_count(y) * sizeof(real), "axes %d, layout %d", axes, layout);
        }
}

Test(kernels, max_of_negative_numbers_of_infinities_and_of_nan)
{
    const struct {
        real x[3];
        double largest;
    } rows[] = {
        {{-3, -1, -2}, -1},
        {{(real)-INFINITY, -5, (real)-INFINITY}, -5},
        {{(real)-INFINITY, (real)-INFINITY, (real)-INFINITY}, (double)-INFINITY},
        {{1, (real)INFINITY, 2}, (double)INFINITY},
        {{(real)NAN, 1, 2}, (double)NAN},
        {{1, (real)NAN, 2}, (double)NAN},
        {{1, 2, (real)NAN}, (double)NAN},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        real x[3];
        memcpy(x, rows[i].x, sizeof x);
        const Tensor y = TENSOR(SHAPE(1), 0);
        tensor_max(y, tensor_on(x, SHAPE(3)));
        const double largest = (double)y.data[0];
        cr_expect(isnan(rows[i].largest) ? isnan(largest) : largest == rows[i].largest, "row %zu: %g", i, largest);
    }
}
