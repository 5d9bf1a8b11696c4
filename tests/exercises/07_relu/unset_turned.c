// expect: Some of it was never set
// never: comes of 0/0
void relu(int n, const double *x, double *y);
void relu_backward(int n, const double *x, const double *dy, double *dx);
int straddles(double x, double h);

void relu(int n, const double *x, double *y)
{
    for (int i = 0; i < n; i++)
        y[i] = x[i] > 0 ? x[i] : -y[i];
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
