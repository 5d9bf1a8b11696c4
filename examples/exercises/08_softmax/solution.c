// Exercise 8: softmax.

#include <math.h>

void softmax(int n, const double *x, double *y);
void softmax_backward(int n, const double *y, const double *dy, double *dx);

// Three passes over the row: its largest score, the powers and their sum, the
// division. m starts at a score that is there, not at 0: if all scores were
// -1000 and m were 0, each power would be 0, and 0 / 0 is NaN as well.
void softmax(int n, const double *x, double *y)
{
    double m = x[0], sum = 0;
    for (int i = 1; i < n; i++)
        m = fmax(m, x[i]);
    for (int i = 0; i < n; i++) {
        y[i] = exp(x[i] - m);
        sum += y[i];
    }
    for (int i = 0; i < n; i++)
        y[i] /= sum;
}

// m has no part in it. It is a function of x, but y does not depend on m, so
// no gradient goes through it.
//
// Two things to see in this line. The gradients of a row add up to 0, because
// all y_i add up to 1: to raise all scores by the same changes nothing. And
// where a weight is almost 0 so is its gradient: a word that is not looked at
// is hardly told that it should be. A row with one weight near 1 has all its
// gradients near 0; it is saturated, and will learn no more. That is what
// 1/sqrt(d_k) is for (exercise 10).
void softmax_backward(int n, const double *y, const double *dy, double *dx)
{
    double dot = 0; // sum_j dy_j y_j
    for (int j = 0; j < n; j++)
        dot += dy[j] * y[j];
    for (int i = 0; i < n; i++)
        dx[i] += y[i] * (dy[i] - dot);
}
