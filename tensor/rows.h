// What is done to one row of n contiguous elements, in one go over it where that is possible. Every sum has a fixed
// order, so the bits are the same from every compiler and at every instruction set: it is taken in 16 lanes
// (tensor/kernels/lanes.h). Where a row is written it may be one of those read.
//
// A slope is the step of a backward pass: it adds, or stores where its name does not say "add".
//
// Functions are thread-safe as long as no two threads write the same elements.
#ifndef HEED_TENSOR_ROWS_H
#define HEED_TENSOR_ROWS_H

#include "tensor/real.h"

#include <stdint.h>

HEED_BEGIN

void row_scale(real *y, real s, const real *x, int n);      // y_i  = s x_i
void row_add_scaled(real *y, real s, const real *x, int n); // y_i += s x_i
real row_sum(const real *x, int n);                         // sum_i x_i; of nothing, 0
real row_dot(const real *a, const real *b, int n);          // sum_i a_i b_i
real row_max(const real *x, int n);                         // n >= 1; NaN if one of them is
// log sum_i exp(x_i - m). With m = row_max(x, n) nothing overflows, and what is subtracted from large numbers is small.
real row_log_sum_exp(const real *x, int n, real m);

// --- softmax --------------------------------------------------------------------------------------------------------

// m, the largest scale x_k that is seen, and the sum of the exp(scale x_k - m); 0 and 1 for a row that sees nothing, or
// nothing but -inf.
typedef struct {
    real m, sum;
} SoftmaxRow;

// y_j = exp(scale x_j - m) / sum over the j with seen[j] = 1, and 0 elsewhere; so is a row that sees nothing. seen may
// be NULL: all are. A weight below e^-60 of the largest is exactly 0: the subnormal numbers that would follow from it
// cost up to 20 times a normal step.
SoftmaxRow row_softmax(real *y, const real *x, int n, real scale, const uint8_t *seen);
// The same of rows that see all, x and y [rows,n]. Few at a time are the fastest: as many as row_together says.
void row_softmax_each(SoftmaxRow *row, real *y, const real *x, int rows, int n, real scale);
// The same y_j, or some of them, where m and the sum are known.
void row_softmax_known(real *y, const real *x, int n, real scale, const uint8_t *seen, SoftmaxRow known);
// dx_j += scale y_j (dy_j - dot), where dot = sum_k dy_k y_k
void row_add_softmax_slope(real *dx, const real *y, const real *dy, int n, real scale, real dot);
void row_softmax_slope(real *dx, const real *y, const real *dy, int n, real scale, real dot); // the same, stored
// With p = softmax(x), of the cross-entropy -log p_target = (m - x_target) + log sum:
//   dx_j += share (p_j - [j = target])
void row_add_cross_entropy_slope(real *dx, const real *p, int n, int target, real share);

// How many of the rows that are left are best done together: short ones, which stay in the nearest cache meanwhile.
enum { ROWS_TOGETHER = 8 };
static inline int row_together(int left, int n)
{
    const int most = n < 512 ? ROWS_TOGETHER : 1;
    return left < most ? left : most;
}

// --- layer norm -----------------------------------------------------------------------------------------------------

// z_j = (x_j - mean) / s and y_j = g_j z_j + b_j, where s = sqrt(mean of (x_j - mean)^2 + epsilon). Returns 1 / s.
real row_layer_norm(real *y, real *z, const real *x, const real *g, const real *b, int n, real epsilon);
// The row of h_j = dy_j g_j, z and 1 / s:   dx_j += (h_j - mean_k h_k - z_j mean_k h_k z_k) / s
void row_add_layer_norm_slope(real *dx, const real *dy, const real *g, const real *z, real one_over_s, int n);

HEED_END

#endif
