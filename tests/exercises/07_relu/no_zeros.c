// expect: nan
// expect: Some of it was never set
void relu(int n, const double *x, double *y);
void relu_backward(int n, const double *x, const double *dy, double *dx);
int straddles(double x, double h);

void relu(int n, const double *x, double *y)
{
    for (int i = 0; i < n; i++)
        if (x[i] > 0)
            y[i] = x[i];
}

void relu_backward(int n, const double *x, const double *dy, double *dx)
{
    for (int i = 0; i < n; i++)
        if (x[i] > 0)
            dx[i] += dy[i];
}

int straddles(double x, double h)
{
    return x - h < 0 && x + h > 0;
}
