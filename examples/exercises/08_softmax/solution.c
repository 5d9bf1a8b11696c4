// Exercise 8: softmax.
//
// Three passes over the row: its largest score, the powers and their sum, the
// division. m starts at a score that is there, not at 0: were all scores -1000
// and m 0, each power would be 0, and 0 / 0 is NaN as well. Backward has no m
// in it: y does not depend on m, so no gradient goes through it.
//
// Two things to see in the last line. The gradients of a row add up to 0,
// because all y_i add up to 1: to raise all scores by the same changes
// nothing. And where a weight is almost 0 so is its gradient: a word that is
// not looked at is hardly told that it should be. A row with one weight near 1
// has all its gradients near 0; it is called saturated, and learns no more.
// That is what 1/sqrt(d_k) is for (exercise 10).
//
// Typical mistakes are to forget the row sum, and to take y_i (1 - y_i) dy_i,
// which is the slope of a single sigmoid. A model may learn with either, since
// the signs are often right; the loss does not tell. Nor does a test with L =
// sum_i y_i: that is always 1, so each gradient is 0, and nearly any backward
// passes. The check takes a random dy.
//
// In heed: autograd/ops/softmax.c, which also scales and masks; tensor/rows.h.

#include <math.h>

void softmax(int n, const double *x, double *y);
void softmax_backward(int n, const double *y, const double *dy, double *dx);

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

void softmax_backward(int n, const double *y, const double *dy, double *dx)
{
    double dot = 0; // sum_j dy_j y_j
    for (int j = 0; j < n; j++)
        dot += dy[j] * y[j];
    for (int i = 0; i < n; i++)
        dx[i] += y[i] * (dy[i] - dot);
}
