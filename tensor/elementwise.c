// Elementwise kernels. Equal row-major tensors are by far the most common and are looked for first: setting up a walk
// costs more than adding a short row.
#include "tensor/tensor.h"

#include "tensor/kernels.h"
#include "tensor/layout.h"
#include "tensor/rows.h"

static Shape shape_of_both(Tensor a, Tensor b)
{
    Shape shape = tensor_shape(a);
    shape_broadcast(&shape, shape, tensor_shape(b));
    return shape;
}

static Shape shape_of_all(Tensor y, Tensor a, Tensor b)
{
    Shape shape = shape_of_both(a, b);
    shape_broadcast(&shape, shape, tensor_shape(y));
    return shape;
}

void tensor_fill(Tensor y, real s)
{
    if (!y.data)
        return;
    const int n = layout_row_major(&y);
    if (n >= 0) {
        for (int i = 0; i < n; i++)
            y.data[i] = s;
        return;
    }
    Walk walk = walk_over(tensor_shape(y), 1, &y);
    while (walk_next(&walk))
        for (int i = 0; i < walk.n; i++)
            walk.at[0][i * walk.step[0]] = s;
}

// Whether x's rows are y's columns: copied one element at a time, each would come from or go to another cache line.
static bool is_turned(const Tensor *y, const Tensor *x)
{
    const int last = y->rank - 1;
    return y->data && x->data && last > 0 && y->rank == x->rank && y->stride[last - 1] == 1 && x->stride[last] == 1 &&
           y->stride[last] > 1 && x->stride[last - 1] > 1 && shape_equal(tensor_shape(*y), tensor_shape(*x));
}

static void copy_turned(Tensor y, Tensor x)
{
    const int rows = x.shape[x.rank - 2], columns = x.shape[x.rank - 1], y_row = y.stride[y.rank - 1],
              x_row = x.stride[x.rank - 2];
    y.rank -= 2; // what remains is where the matrices begin
    x.rank -= 2;
    Walk walk = walk_over(tensor_shape(y), 2, (Tensor[]){y, x});
    while (walk_next(&walk))
        for (int i = 0; i < walk.n; i++)
            kernels()->turn(walk.at[0] + i * walk.step[0], y_row, walk.at[1] + i * walk.step[1], x_row, rows, columns);
}

void tensor_copy(Tensor y, Tensor x)
{
    if (is_turned(&y, &x))
        copy_turned(y, x);
    else
        tensor_scale(y, 1, x);
}

// Slow paths are functions of their own, so that the fast ones need not save registers for them.
__attribute__((noinline)) static void scale_rows(Tensor y, real s, Tensor x)
{
    const Shape shape = shape_of_both(y, x);
    if (!shape_equal(shape, tensor_shape(y))) {
        tensor_fill(y, 0);
        tensor_add_scaled(y, s, x);
        return;
    }
    Walk walk = walk_over(shape, 2, (Tensor[]){y, x});
    while (walk_next(&walk))
        if (walk.step[0] == 1 && walk.step[1] == 1)
            row_scale(walk.at[0], s, walk.at[1], walk.n);
        else
            for (int i = 0; i < walk.n; i++)
                walk.at[0][i * walk.step[0]] = s * walk.at[1][i * walk.step[1]];
}

void tensor_scale(Tensor y, real s, Tensor x)
{
    if (!y.data || !x.data)
        return;
    const int n = layout_alike(&y, &x);
    if (n < 0)
        scale_rows(y, s, x);
    else
        row_scale(y.data, s, x.data, n);
}

// --- y = f(a, b): f is a constant at every call, so inlining it makes one loop for each ---------------------------

static inline real sum(real a, real b)
{
    return a + b;
}

static inline real difference(real a, real b)
{
    return a - b;
}

static inline real product(real a, real b)
{
    return a * b;
}

static inline real quotient(real a, real b)
{
    return a / b;
}

__attribute__((always_inline)) static inline void combine(const Tensor *y, const Tensor *a, const Tensor *b,
                                                          real f(real, real))
{
    if (!y->data || !a->data || !b->data)
        return;
    const int n = layout_alike(y, a);
    if (n >= 0 && layout_alike(y, b) >= 0) {
        for (int i = 0; i < n; i++)
            y->data[i] = f(a->data[i], b->data[i]);
        return;
    }
    const Shape shape = shape_of_all(*y, *a, *b);
    const bool sums = !shape_equal(shape, tensor_shape(*y));
    if (sums)
        tensor_fill(*y, 0);
    Walk walk = walk_over(shape, 3, (Tensor[]){*y, *a, *b});
    while (walk_next(&walk))
        for (int i = 0; i < walk.n; i++) {
            real *y_i = walk.at[0] + i * walk.step[0];
            const real value = f(walk.at[1][i * walk.step[1]], walk.at[2][i * walk.step[2]]);
            *y_i = sums ? *y_i + value : value;
        }
}

void tensor_add(Tensor y, Tensor a, Tensor b)
{
    combine(&y, &a, &b, sum);
}

void tensor_sub(Tensor y, Tensor a, Tensor b)
{
    combine(&y, &a, &b, difference);
}

void tensor_mul(Tensor y, Tensor a, Tensor b)
{
    combine(&y, &a, &b, product);
}

void tensor_div(Tensor y, Tensor a, Tensor b)
{
    combine(&y, &a, &b, quotient);
}

// --- y += ...: where y repeats an element (a step of 0), the row is summed first -----------------------------------

static void add_scaled_row(int n, real *y, int y_step, real s, const real *x, int x_step)
{
    if (y_step == 0 && x_step == 1)
        *y += s * row_sum(x, n);
    else if (y_step == 1 && x_step == 1)
        row_add_scaled(y, s, x, n);
    else
        for (int i = 0; i < n; i++)
            y[i * y_step] += s * x[i * x_step];
}

__attribute__((noinline)) static void add_scaled_rows(Tensor y, real s, Tensor x)
{
    Walk walk = walk_over(shape_of_both(y, x), 2, (Tensor[]){y, x});
    while (walk_next(&walk))
        add_scaled_row(walk.n, walk.at[0], walk.step[0], s, walk.at[1], walk.step[1]);
}

void tensor_add_scaled(Tensor y, real s, Tensor x)
{
    if (!y.data || !x.data)
        return;
    const int n = layout_alike(&y, &x);
    if (n < 0)
        add_scaled_rows(y, s, x);
    else
        row_add_scaled(y.data, s, x.data, n);
}

static void add_product_row(const Walk *walk)
{
    real *y = walk->at[0];
    const real *a = walk->at[1], *b = walk->at[2];
    const int n = walk->n, y_step = walk->step[0], a_step = walk->step[1], b_step = walk->step[2];
    if (y_step == 0 && a_step == 1 && b_step == 1)
        *y += row_dot(a, b, n);
    else
        for (int i = 0; i < n; i++)
            y[i * y_step] += a[i * a_step] * b[i * b_step];
}

void tensor_add_product(Tensor y, Tensor a, Tensor b)
{
    if (!y.data || !a.data || !b.data)
        return;
    const int n = layout_alike(&y, &a);
    if (n >= 0 && layout_alike(&y, &b) >= 0) {
        for (int i = 0; i < n; i++)
            y.data[i] += a.data[i] * b.data[i];
        return;
    }
    Walk walk = walk_over(shape_of_all(y, a, b), 3, (Tensor[]){y, a, b});
    while (walk_next(&walk))
        add_product_row(&walk);
}
