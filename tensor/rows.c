// One row at a time. Loops that treat each element alone are marked as such (simd): the compiler makes vectors of them
// without asking whether rows overlap. Sums and maxima go through lanes.h.
#include "tensor/rows.h"

#include "tensor/lanes.h"
#include "tensor/maths.h"

static const real NOTHING = (real)-INFINITY, SMALLEST_EXPONENT = -60;

// --- sums -----------------------------------------------------------------------------------------------------------

real row_sum(const real *x, int n)
{
    Lanes sum = lanes_all(0);
    for (int i = 0; i < n; i += LANES)
        sum = lanes_add(sum, lanes_of(x, i, n, 0));
    return lanes_sum(sum);
}

real row_dot(const real *a, const real *b, int n)
{
    Lanes sum = lanes_all(0);
    for (int i = 0; i < n; i += LANES)
        sum = lanes_add(sum, lanes_product(lanes_of(a, i, n, 0), lanes_of(b, i, n, 0)));
    return lanes_sum(sum);
}

// The largest, but for NaN; NOTHING if there is none.
static real largest_number(const real *x, int n)
{
    Lanes largest = lanes_all(NOTHING);
    for (int i = 0; i < n; i += LANES)
        largest = lanes_larger(largest, lanes_of(x, i, n, NOTHING));
    return lanes_largest(largest);
}

real row_max(const real *x, int n)
{
    for (int i = 0; i < n; i++)
        if (isnan(x[i]))
            return x[i];
    return largest_number(x, n);
}

real row_log_sum_exp(const real *x, int n, real m)
{
    enum { PIECE = 256 };
    real e[PIECE], sum = 0;
    for (int i = 0; i < n; i += PIECE) {
        const int length = n - i < PIECE ? n - i : PIECE;
#pragma omp simd
        for (int j = 0; j < length; j++)
            e[j] = real_exp(x[i + j] - m);
        sum += row_sum(e, length);
    }
    return real_log(sum);
}

// --- softmax --------------------------------------------------------------------------------------------------------

// y_j = scale x_j, and NOTHING where the row does not look.
static void scale_seen(real *y, const real *x, int n, real scale, const uint8_t *seen)
{
    if (seen) {
#pragma omp simd
        for (int j = 0; j < n; j++)
            y[j] = seen[j] ? scale * x[j] : NOTHING;
    } else {
#pragma omp simd
        for (int j = 0; j < n; j++)
            y[j] = scale * x[j];
    }
}

// y_j = exp(y_j - m), and 0 below e^-60
static void exp_less(real *y, int n, real m)
{
#pragma omp simd
    for (int j = 0; j < n; j++) {
        const real z = y[j] - m;
        y[j] = z < SMALLEST_EXPONENT ? 0 : real_exp_weight(z);
    }
}

static void scale_row(real *y, int n, real s)
{
#pragma omp simd
    for (int j = 0; j < n; j++)
        y[j] *= s;
}

// All 0, but what is NaN stays.
static SoftmaxRow nothing_seen(real *y, int n)
{
    for (int j = 0; j < n; j++)
        y[j] = isnan(y[j]) ? y[j] : 0;
    return (SoftmaxRow){0, 1};
}

SoftmaxRow row_softmax(real *y, const real *x, int n, real scale, const uint8_t *seen)
{
    scale_seen(y, x, n, scale, seen);
    const real m = largest_number(y, n);
    if (m == NOTHING)
        return nothing_seen(y, n);
    exp_less(y, n, m);
    const SoftmaxRow row = {m, row_sum(y, n)};
    scale_row(y, n, 1 / row.sum);
    return row;
}

void row_softmax_known(real *y, const real *x, int n, real scale, const uint8_t *seen, SoftmaxRow known)
{
    scale_seen(y, x, n, scale, seen);
    exp_less(y, n, known.m);
    scale_row(y, n, 1 / known.sum);
}

void row_softmax_slope_known(real *dx, const real *y, const real *dy, int n, real scale, real dot)
{
#pragma omp simd
    for (int j = 0; j < n; j++)
        dx[j] = scale * y[j] * (dy[j] - dot);
}

void row_add_softmax_slope(real *dx, const real *y, const real *dy, int n, real scale)
{
    const real dot = row_dot(dy, y, n);
#pragma omp simd
    for (int j = 0; j < n; j++)
        dx[j] += scale * y[j] * (dy[j] - dot);
}

real row_cross_entropy(real *p, const real *x, int n, int target)
{
    const real x_target = x[target];
    const SoftmaxRow row = row_softmax(p, x, n, 1, NULL);
    return (row.m - x_target) + real_log(row.sum);
}

void row_add_cross_entropy_slope(real *dx, const real *p, int n, int target, real share)
{
    const real at_target = dx[target] + share * (p[target] - 1);
#pragma omp simd
    for (int j = 0; j < n; j++)
        dx[j] += share * p[j];
    dx[target] = at_target;
}

// --- layer norm -----------------------------------------------------------------------------------------------------

real row_layer_norm(real *y, real *z, const real *x, const real *g, const real *b, int n, real epsilon)
{
    const real mean = row_sum(x, n) / (real)n;
#pragma omp simd
    for (int j = 0; j < n; j++)
        z[j] = x[j] - mean;
    const real one_over_s = 1 / real_sqrt(row_dot(z, z, n) / (real)n + epsilon);
#pragma omp simd
    for (int j = 0; j < n; j++) {
        z[j] *= one_over_s;
        y[j] = g[j] * z[j] + b[j];
    }
    return one_over_s;
}

void row_add_layer_norm_slope(real *dx, const real *dy, const real *g, const real *z, real one_over_s, int n)
{
    Lanes sum_h = lanes_all(0), sum_hz = lanes_all(0);
    for (int i = 0; i < n; i += LANES) {
        const Lanes h = lanes_product(lanes_of(dy, i, n, 0), lanes_of(g, i, n, 0));
        sum_h = lanes_add(sum_h, h);
        sum_hz = lanes_add(sum_hz, lanes_product(h, lanes_of(z, i, n, 0)));
    }
    const real mean_h = lanes_sum(sum_h) / (real)n, mean_hz = lanes_sum(sum_hz) / (real)n;
#pragma omp simd
    for (int j = 0; j < n; j++)
        dx[j] += (dy[j] * g[j] - mean_h - z[j] * mean_hz) * one_over_s;
}
