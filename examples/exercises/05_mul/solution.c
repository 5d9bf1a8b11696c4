// Exercise 5: mul, and a value that is used more than once.
//
// Each factor's slope is the other factor. This is why training keeps the
// numbers of the forward pass until it has gone back: backward reads them.
//
// Were it = in place of +=, everything would look right as long as each value
// is used once. With x * x the second line would wipe out the first, and half
// of the gradient would be gone: L = x * x would fall all the same, with steps
// of half the length. It is the commonest mistake in engines like this. So
// heed's checker goes back twice, and the second time must add the same again.
//
// The cube goes back with its last product first. That gives dx a first part,
// dy s = dy x^2, and completes ds = dy x. Only now can ds be passed on: ds x,
// twice. In all 3 x^2 dy, as it must be. Nobody had to know the derivative of
// a cube: that is the whole idea of automatic differentiation, and exercise 13
// does it for any chain of ops.
//
// In heed: autograd/ops/mul.c.

void mul(int n, const double *a, const double *b, double *y);
void mul_backward(int n, const double *a, const double *b, const double *dy,
                  double *da, double *db);
void cube(int n, const double *x, double *s, double *y);
void cube_backward(int n, const double *x, const double *s, const double *dy,
                   double *ds, double *dx);

void mul(int n, const double *a, const double *b, double *y)
{
    for (int i = 0; i < n; i++)
        y[i] = a[i] * b[i];
}

void mul_backward(int n, const double *a, const double *b, const double *dy,
                  double *da, double *db)
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

void cube_backward(int n, const double *x, const double *s, const double *dy,
                   double *ds, double *dx)
{
    mul_backward(n, s, x, dy, ds, dx);
    mul_backward(n, x, x, ds, dx, dx);
}
