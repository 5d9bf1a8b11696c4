// One row at a time: sums in a fixed order, and softmax.
#include "tensor/rows.h"

#include "tensor/maths.h"

#include <stdbool.h>

enum { LANES = 8, SMALLEST_EXPONENT = -60 };

static real sum_of_lanes(const real lane[LANES])
{
    return ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7]));
}

real row_sum(const real *x, int n)
{
    real lane[LANES] = {0};
    int i = 0;
    for (; i + LANES <= n; i += LANES)
        for (int j = 0; j < LANES; j++)
            lane[j] += x[i + j];
    for (int j = 0; i < n; i++, j++)
        lane[j] += x[i];
    return sum_of_lanes(lane);
}

real row_dot(const real *a, const real *b, int n)
{
    real lane[LANES] = {0};
    int i = 0;
    for (; i + LANES <= n; i += LANES)
        for (int j = 0; j < LANES; j++)
            lane[j] += a[i + j] * b[i + j];
    for (int j = 0; i < n; i++, j++)
        lane[j] += a[i] * b[i];
    return sum_of_lanes(lane);
}

real row_max(const real *x, int n)
{
    real largest = x[0];
    for (int i = 1; i < n; i++)
        if (!(x[i] <= largest) && !isnan(largest))
            largest = x[i];
    return largest;
}

real row_log_sum_exp(const real *x, int n, real m)
{
    real sum = 0;
    for (int i = 0; i < n; i++)
        sum += real_exp(x[i] - m);
    return real_log(sum);
}

// The largest scale x_j that is seen. False: none is, or none but -inf.
static bool largest_seen(const real *x, int n, real scale, const uint8_t *seen, real *largest)
{
    bool any = false;
    for (int j = 0; j < n; j++) {
        if (seen && !seen[j])
            continue;
        const real z = scale * x[j];
        if (!any || !(z <= *largest))
            *largest = z;
        any = true;
    }
    return any && *largest != (real)-INFINITY;
}

void row_softmax(real *y, const real *x, int n, real scale, const uint8_t *seen)
{
    real m = 0, sum = 0;
    const bool any = largest_seen(x, n, scale, seen, &m);
    for (int j = 0; j < n; j++) {
        const real z = scale * x[j] - m;
        const bool zero = !any || (seen && !seen[j]) || z < SMALLEST_EXPONENT;
        y[j] = zero ? 0 : real_exp(z);
        sum += y[j];
    }
    for (int j = 0; j < n && any; j++)
        if (!seen || seen[j])
            y[j] /= sum;
}
