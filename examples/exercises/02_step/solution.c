// Exercise 2: choosing the step.
//
// The left arm of the V has slope 2: a tenth of the step, a hundredth of the
// error, h^2/6 f'''. The right arm has slope -1: f is rounded to 16 digits, so
// the difference is off by about 1e-16 |f|, and dividing by 2 h makes that
// 1e-16 |f| / h. Both are equal near the cube root of 1e-16, and that is the
// rule to remember: h = 1e-5, ten good digits, no more. (Where f bends less, a
// larger h is better: for a parabola the left arm is missing altogether.)
//
// Ten digits are enough to find any mistake, and too few to be mistaken for a
// formula, which has 15: so these exercises can tell the two apart.
//
// To see it drawn for softmax: heed check softmax --sweep.
#include <math.h>

void v_curve(double f(double), double x, double slope, int n, double *error);
double best_step(double f(double), double x, double slope);

void v_curve(double f(double), double x, double slope, int n, double *error)
{
    for (int k = 0; k < n; k++) {
        const double h = pow(10, -(k + 1));
        error[k] = fabs((f(x + h) - f(x - h)) / (2 * h) - slope);
    }
}

double best_step(double f(double), double x, double slope)
{
    double error[12];
    int best = 0;
    v_curve(f, x, slope, 12, error);
    for (int k = 1; k < 12; k++)
        if (error[k] < error[best])
            best = k;
    return pow(10, -(best + 1));
}
