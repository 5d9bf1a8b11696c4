// Rows: each function is that of the chosen instruction set (tensor/kernels/rows.c).
#include "tensor/rows.h"

#include "tensor/kernels.h"

void row_scale(real *y, real s, const real *x, int n)
{
    kernels()->row_scale(y, s, x, n);
}

void row_add_scaled(real *y, real s, const real *x, int n)
{
    kernels()->row_add_scaled(y, s, x, n);
}

real row_sum(const real *x, int n)
{
    return kernels()->row_sum(x, n);
}

real row_dot(const real *a, const real *b, int n)
{
    return kernels()->row_dot(a, b, n);
}

real row_max(const real *x, int n)
{
    return kernels()->row_max(x, n);
}

real row_log_sum_exp(const real *x, int n, real m)
{
    return kernels()->row_log_sum_exp(x, n, m);
}

SoftmaxRow row_softmax(real *y, const real *x, int n, real scale, const uint8_t *seen)
{
    return kernels()->row_softmax(y, x, n, scale, seen);
}

void row_softmax_each(SoftmaxRow *row, real *y, const real *x, int rows, int n, real scale)
{
    kernels()->row_softmax_each(row, y, x, rows, n, scale);
}

void row_softmax_known(real *y, const real *x, int n, real scale, const uint8_t *seen, SoftmaxRow known)
{
    kernels()->row_softmax_known(y, x, n, scale, seen, known);
}

void row_add_softmax_slope(real *dx, const real *y, const real *dy, int n, real scale, real dot)
{
    kernels()->row_add_softmax_slope(dx, y, dy, n, scale, dot);
}

void row_softmax_slope(real *dx, const real *y, const real *dy, int n, real scale, real dot)
{
    kernels()->row_softmax_slope(dx, y, dy, n, scale, dot);
}

void row_add_cross_entropy_slope(real *dx, const real *p, int n, int target, real share)
{
    kernels()->row_add_cross_entropy_slope(dx, p, n, target, share);
}

real row_layer_norm(real *y, real *z, const real *x, const real *g, const real *b, int n, real epsilon)
{
    return kernels()->row_layer_norm(y, z, x, g, b, n, epsilon);
}

void row_add_layer_norm_slope(real *dx, const real *dy, const real *g, const real *z, real one_over_s, int n)
{
    kernels()->row_add_layer_norm_slope(dx, dy, g, z, one_over_s, n);
}
