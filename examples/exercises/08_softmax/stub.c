// Exercise 8: softmax.
//
// Softmax turns any n numbers, called scores, into n weights: positive, with
// sum 1, and the larger the score the larger the weight. In attention it is
// what decides how much one word looks at each of the others.
//
//   forward    y_i = e^x_i / sum_j e^x_j               x, y: n numbers
//
// Computed just like that it breaks: e^1000 is more than a double can hold, so
// it becomes infinite, and infinity divided by infinity is NaN (not a number).
// But when the same m is subtracted from all scores, every e^x_i shrinks by
// the same factor e^m, and the weights stay what they are. Take m to be the
// largest score: then the largest power is e^0 = 1, and nothing overflows.
//
//   forward    y_i = e^(x_i - m) / sum_j e^(x_j - m),   m = max_j x_j
//
// Each score moves all weights: when one grows, its own weight grows and all
// others shrink, for the sum stays 1. So the slopes are a whole table, the
// Jacobian:
//
//   dy_j/dx_i = y_i (1 - y_i)   for j = i,      -y_i y_j   for the others
//
// Multiply it with dy and sum over j, and it folds into one line, without a
// table:
//
//   backward   dx_i += y_i (dy_i - sum_j dy_j y_j)
//
// The sum is one number for the whole row, the mean of dy with the weights y:
// a score is worth raising only if its dy_i is better than what the row has on
// average.
//
// Write: softmax, and softmax_backward, which is given y, not x. e^z is exp(z).

#include <math.h>

void softmax(int n, const double *x, double *y);
void softmax_backward(int n, const double *y, const double *dy, double *dx);

void softmax(int n, const double *x, double *y)
{
    (void)n, (void)x, (void)y; // write here, in place of this line
}

void softmax_backward(int n, const double *y, const double *dy, double *dx)
{
    (void)n, (void)y, (void)dy, (void)dx; // and here
}
