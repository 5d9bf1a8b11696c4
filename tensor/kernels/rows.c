// One row at a time (tensor/rows.h). Loops that treat each element alone are marked as such (simd): the compiler makes
// vectors of them without asking whether rows overlap. Sums and maxima go through lanes.h. There is no fused
// multiply-add, so the bits are the same at every instruction set.
#include "tensor/kernels.h"
#include "tensor/kernels/lanes.h"
#include "tensor/maths.h"

static const real NOTHING = (real)-INFINITY, SMALLEST_EXPONENT = -60;

// --- elementwise ----------------------------------------------------------------------------------------------------

void KERNEL(row_scale)(real *y, real s, const real *x, int n)
{
#pragma omp simd
    for (int i = 0; i < n; i++)
        y[i] = s * x[i];
}

void KERNEL(row_add_scaled)(real *y, real s, const real *x, int n)
{
#pragma omp simd
    for (int i = 0; i < n; i++)
        y[i] += s * x[i];
}

// --- sums -----------------------------------------------------------------------------------------------------------

real KERNEL(row_sum)(const real *x, int n)
{
    Lanes sum = lanes_all(0);
    for (int i = 0; i < n; i += ROW_LANES)
        sum = lanes_add(sum, lanes_of(x, i, n));
    return lanes_sum(sum);
}

real KERNEL(row_dot)(const real *a, const real *b, int n)
{
    Lanes sum = lanes_all(0);
    for (int i = 0; i < n; i += ROW_LANES)
        sum = lanes_add(sum, lanes_product(lanes_of(a, i, n), lanes_of(b, i, n)));
    return lanes_sum(sum);
}

// The largest scale x_j, but for NaN; NOTHING if there is none. The last 16 elements are looked at twice in part.
static real largest_number(const real *x, int n, real scale)
{
    real largest = NOTHING;
    if (n < ROW_LANES) {
        for (int i = 0; i < n; i++)
            largest = scale * x[i] > largest ? scale * x[i] : largest;
        return largest;
    }
    Lanes even = lanes_all(NOTHING), odd = even; // two, since each has to wait for its own
    const Lanes scales = lanes_all(scale);
    for (int i = 0; i < n; i += 2 * ROW_LANES) {
        const int last = n - ROW_LANES, next = i + ROW_LANES;
        even = lanes_larger(even, lanes_product(scales, lanes_of(x, i < last ? i : last, n)));
        odd = lanes_larger(odd, lanes_product(scales, lanes_of(x, next < last ? next : last, n)));
    }
    return lanes_largest(lanes_larger(even, odd));
}

real KERNEL(row_max)(const real *x, int n)
{
    for (int i = 0; i < n; i++)
        if (isnan(x[i]))
            return x[i];
    return largest_number(x, n, 1);
}

real KERNEL(row_log_sum_exp)(const real *x, int n, real m)
{
    enum { PIECE = 256 };
    real e[PIECE], sum = 0;
    for (int i = 0; i < n; i += PIECE) {
        const int length = n - i < PIECE ? n - i : PIECE;
#pragma omp simd
        for (int j = 0; j < length; j++)
            e[j] = real_exp(x[i + j] - m);
        sum += KERNEL(row_sum)(e, length);
    }
    return real_log(sum);
}

// --- softmax --------------------------------------------------------------------------------------------------------

// y_j = scale x_j, and NOTHING where the row does not look.
static void scores_seen(real *y, const real *x, int n, real scale, const uint8_t *seen)
{
#pragma omp simd
    for (int j = 0; j < n; j++)
        y[j] = seen[j] ? scale * x[j] : NOTHING;
}

static void weights_of(real *y, const real *x, int n, real scale, real m, real s)
{
#pragma omp simd
    for (int j = 0; j < n; j++) {
        const real z = scale * x[j] - m;
        y[j] = z < SMALLEST_EXPONENT ? 0 : real_exp_weight(z) * s;
    }
}

// y_j = exp(z_j) s,  z_j = scale x_j - m, and 0 where z_j is below -60. What is left over is done as one more 16.
static void weights(real *y, const real *x, int n, real scale, real m, real s)
{
    const int whole = n / ROW_LANES * ROW_LANES, left = n - whole;
    weights_of(y, x, whole, scale, m, s);
    if (left > 0) {
        real rest[ROW_LANES] = {0};
        for (int j = 0; j < left; j++)
            rest[j] = x[whole + j];
        weights_of(rest, rest, ROW_LANES, scale, m, s);
        for (int j = 0; j < left; j++)
            y[whole + j] = rest[j];
    }
}

// Step by step for all rows: within a row each step waits for the one before, and those of the other rows fill the
// time. A row that sees nothing has no largest element; with 0 in its place its weights are 0, and what is NaN stays.
void KERNEL(row_softmax_each)(SoftmaxRow *row, real *y, const real *x, int rows, int n, real scale)
{
    for (int r = 0; r < rows; r++)
        row[r].m = largest_number(x + r * n, n, scale);
    for (int r = 0; r < rows; r++)
        weights(y + r * n, x + r * n, n, scale, row[r].m == NOTHING ? 0 : row[r].m, 1);
    for (int r = 0; r < rows; r++)
        row[r] = row[r].m == NOTHING ? (SoftmaxRow){0, 1} : (SoftmaxRow){row[r].m, KERNEL(row_sum)(y + r * n, n)};
    for (int r = 0; r < rows; r++)
        KERNEL(row_scale)(y + r * n, 1 / row[r].sum, y + r * n, n);
}

SoftmaxRow KERNEL(row_softmax)(real *y, const real *x, int n, real scale, const uint8_t *seen)
{
    SoftmaxRow row;
    if (seen)
        scores_seen(y, x, n, scale, seen);
    KERNEL(row_softmax_each)(&row, y, seen ? y : x, 1, n, seen ? 1 : scale);
    return row;
}

void KERNEL(row_softmax_known)(real *y, const real *x, int n, real scale, const uint8_t *seen, SoftmaxRow known)
{
    if (seen) {
        scores_seen(y, x, n, scale, seen);
        weights(y, y, n, 1, known.m, 1 / known.sum);
    } else
        weights(y, x, n, scale, known.m, 1 / known.sum);
}

void KERNEL(row_softmax_slope)(real *dx, const real *y, const real *dy, int n, real scale, real dot)
{
#pragma omp simd
    for (int j = 0; j < n; j++)
        dx[j] = scale * y[j] * (dy[j] - dot);
}

void KERNEL(row_add_softmax_slope)(real *dx, const real *y, const real *dy, int n, real scale, real dot)
{
#pragma omp simd
    for (int j = 0; j < n; j++)
        dx[j] += scale * y[j] * (dy[j] - dot);
}

void KERNEL(row_add_cross_entropy_slope)(real *dx, const real *p, int n, int target, real share)
{
    const real at_target = dx[target] + share * (p[target] - 1);
#pragma omp simd
    for (int j = 0; j < n; j++)
        dx[j] += share * p[j];
    dx[target] = at_target;
}

// --- layer norm -----------------------------------------------------------------------------------------------------

real KERNEL(row_layer_norm)(real *y, real *z, const real *x, const real *g, const real *b, int n, real epsilon)
{
    const real mean = KERNEL(row_sum)(x, n) / (real)n;
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

void KERNEL(row_add_layer_norm_slope)(real *dx, const real *dy, const real *g, const real *z, real one_over_s, int n)
{
    Lanes sum_h = lanes_all(0), sum_hz = lanes_all(0);
    for (int i = 0; i < n; i += ROW_LANES) {
        const Lanes h = lanes_product(lanes_of(dy, i, n), lanes_of(g, i, n));
        sum_h = lanes_add(sum_h, h);
        sum_hz = lanes_add(sum_hz, lanes_product(h, lanes_of(z, i, n)));
    }
    const real mean_h = lanes_sum(sum_h) / (real)n, mean_hz = lanes_sum(sum_hz) / (real)n;
#pragma omp simd
    for (int j = 0; j < n; j++)
        dx[j] += (dy[j] * g[j] - mean_h - z[j] * mean_hz) * one_over_s;
}
