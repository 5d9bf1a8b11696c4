// What is done to one row of n contiguous elements. Every sum has a fixed order, so the bits are the same from every
// compiler; row_sum and row_dot run over 8 lanes, which a compiler can turn into vector instructions.
//
// Functions are thread-safe as long as no two threads write the same elements.
#ifndef HEED_TENSOR_ROWS_H
#define HEED_TENSOR_ROWS_H

#include "tensor/real.h"

#include <stdint.h>

HEED_BEGIN

real row_sum(const real *x, int n);                // sum_i x_i; of nothing, 0
real row_dot(const real *a, const real *b, int n); // sum_i a_i b_i
real row_max(const real *x, int n);                // n >= 1; NaN if one of them is
// log sum_i exp(x_i - m). With m = row_max(x, n) nothing overflows, and what is subtracted from large numbers is small.
real row_log_sum_exp(const real *x, int n, real m);

// y_j = exp(scale x_j - m) / sum_k exp(scale x_k - m) over the j with seen[j] = 1, and 0 elsewhere; m is the largest
// scale x_k that is seen. seen may be NULL: all are. A row that sees nothing, or nothing but -inf, is all 0. A weight
// below e^-60 of the largest is exactly 0: the subnormal numbers that would follow from it cost up to 20 times a normal
// step.
void row_softmax(real *y, const real *x, int n, real scale, const uint8_t *seen);

HEED_END

#endif
