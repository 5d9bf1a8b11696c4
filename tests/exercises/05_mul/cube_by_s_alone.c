// expect: one of three ways is missing
void mul(int n, const double *a, const double *b, double *y);
void mul_backward(int n, const double *a, const double *b, const double *dy, double *da, double *db);
void cube(int n, const double *x, double *s, double *y);
void cube_backward(int n, const double *x, const double *s, const double *dy, double *ds, double *dx);

void mul(int n, const double *a, const double *b, double *y)
{
    for (int i = 0; i < n; i++)
        y[i] = a[i] * b[i];
}

void mul_backward(int n, const double *a, const double *b, const double *dy, double *da, double *db)
{
    for (int i = 0; i < n; i++) {
        da[i] += dy[i] * b[i];
        db[i] += dy[i] * a[i];
    }
}

void cube(int n, const double *x, double *s, double *y)
{
    mul(n, x, x, s);
    mul(n, s, x, y);
}

void cube_backward(int n, const double *x, const double *s, const double *dy, double *ds, double *dx)
{
    (void)s;
    for (int i = 0; i < n; i++)
        ds[i] += dy[i] * x[i];
    mul_backward(n, x, x, ds, dx, dx);
}
