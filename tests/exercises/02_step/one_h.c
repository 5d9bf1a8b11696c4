// expect: All are the error of one h
#include <math.h>

void v_curve(double f(double), double x, double slope, int n, double *error);
double best_step(double f(double), double x, double slope);

void v_curve(double f(double), double x, double slope, int n, double *error)
{
    for (int k = 0; k < n; k++) {
        const double h = 0.01;
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
