// Exercise 2: choosing the step.
//
// Which h is best for the central difference? If it is large, f bends within
// the step: that error shrinks with h^2. If it is tiny, f(x + h) and f(x - h)
// agree in nearly all of their 16 digits, and subtracting them leaves little
// but their rounding: that error grows as h shrinks. Somewhere between, the
// error is smallest. Drawn over h, both on logarithmic scales, it is a V.
//
// Write, given f, x and the true slope of f at x:
//
//   v_curve    sets error[k] for k = 0 .. n - 1, where n may be any number
//                error[k] = | central difference with h = 10^-(k + 1) - slope |
//   best_step  returns that h of 10^-1, 10^-2 .. 10^-12 whose error is smallest
//
// pow(10, -3) is 10^-3, and fabs(z) is |z|; both are in math.h. (In C, ^ is not
// a power but "exclusive or", and abs is for ints.)
#include <math.h>

void v_curve(double f(double), double x, double slope, int n, double *error);
double best_step(double f(double), double x, double slope);

void v_curve(double f(double), double x, double slope, int n, double *error)
{
    (void)f, (void)x, (void)slope; // write here, in place of these lines
    for (int k = 0; k < n; k++)
        error[k] = 0;
}

double best_step(double f(double), double x, double slope)
{
    double error[12];
    v_curve(f, x, slope, 12, error);
    return 0; // and here
}
