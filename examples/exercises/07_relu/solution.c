// Exercise 7: relu, and its kink.
//
// A gate: what was let through forward is let through backward, as it is. The
// gate looks at x, what came in, and not at dy: a negative dy passes as well
// as a positive one. Where x_i is negative for all data nothing ever gets
// back; such a unit is called dead, for no gradient will revive it.
//
// x = 0 may seem a case for hair-splitters. But padding and what is masked are
// often exactly 0, and two programs that decide differently there train
// differently.
//
// straddles: of 1000 numbers from N(0,1), with h = 0.001, about one is so near
// to zero: rare enough to be forgotten, often enough to make a test fail once
// a week. heed's checker asks each op that decides (relu, max, abs) what it
// has decided at both feet. Where they differ it takes an eighth of the step;
// after seven steps it calls the element a kink, and leaves it out.
//
// In heed: autograd/ops/relu.c; autograd/gradcheck/evaluate.c has the steps.

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
        if (x[i] > 0)
            dx[i] += dy[i];
}

int straddles(double x, double h)
{
    return x - h < 0 && x + h > 0;
}
