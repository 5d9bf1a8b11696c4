// Exercise 4: adding, and broadcasting.
//
// The loops are the same in both directions: what forward reads, backward
// writes; what forward copies to many, backward sums from many. Broadcasting
// backward is a sum, always, over just the axes that were repeated. (And the
// other way: the backward of a sum is a broadcast.)
//
// Three mistakes are common. db[j] = dy keeps the last row only. db[i] has the
// wrong axis, and fits only if rows and columns are equal, which is why tests
// should never have square matrices alone. And dividing by rows makes a mean,
// which trains nearly as well: only a gradient check notices.
//
// heed has one rule for all of it (tensor/tensor.h): a destination smaller than
// its operands sums what falls on it. So autograd/ops/add.c has no loop.

void add(int rows, int columns, const double *a, const double *b, double *y);
void add_backward(int rows, int columns, const double *dy, double *da,
                  double *db);

void add(int rows, int columns, const double *a, const double *b, double *y)
{
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++)
            y[i * columns + j] = a[i * columns + j] + b[j];
}

void add_backward(int rows, int columns, const double *dy, double *da,
                  double *db)
{
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++) {
            da[i * columns + j] += dy[i * columns + j];
            db[j] += dy[i * columns + j];
        }
}
