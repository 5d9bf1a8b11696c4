// expect: half of dy is passed on
void relu(int n, const double *x, double *y);
void relu_backward(int n, const double *x, const double *dy, double *dx);
int straddles(double x, double h);

void relu(int n, const double *x, double *y)
{
    for (int i = 0; i < n; i++)
        y[i] = x[i] > 0 ? x[i] : 0;
}

void relu_backward(int n, const double *x, const double *dy, double *dx)
{
    for (int i = 0; i < n; i++)
        if (x[i] >= 0)
            dx[i] += x[i] > 0 ? dy[i] : dy[i] / 2;
}

int straddles(double x, double h)
{
    return x - h < 0 && x + h > 0;
}
