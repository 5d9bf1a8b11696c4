// Exercise 7: relu, and its kink.

void relu(int n, const double *x, double *y);
void relu_backward(int n, const double *x, const double *dy, double *dx);
int straddles(double x, double h);

void relu(int n, const double *x, double *y)
{
    for (int i = 0; i < n; i++)
        y[i] = x[i] > 0 ? x[i] : 0;
}

// A gate: what was let through forward is let through backward, as it is. The
// test looks at x, what came in; a negative dy passes as well as a positive
// one.
//
// Where x_i is negative nothing gets back: if that is so for all data, the
// unit is said to be dead, for no gradient will ever revive it.
void relu_backward(int n, const double *x, const double *dy, double *dx)
{
    for (int i = 0; i < n; i++)
        if (x[i] > 0)
            dx[i] += dy[i];
}

// Of 1000 numbers from N(0,1), with h = 0.001, about one is so near to zero:
// rare enough to be forgotten, often enough to make a test fail once a week.
// heed's checker asks each op that decides (relu, max, abs) what it has
// decided at both feet. Where they differ it takes an eighth of the step; after
// seven steps it calls the element a kink, and leaves it out.
int straddles(double x, double h)
{
    return x - h < 0 && x + h > 0;
}
