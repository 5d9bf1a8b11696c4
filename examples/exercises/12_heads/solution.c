// Exercise 12: heads.
//
// All four functions are about one correspondence: where the number
// heads[h][t][c] lies in a matrix [T,D]. So it is written once, and each
// function is one line around it.
//
// An op that only moves numbers is a matrix of zeros and ones: transpose,
// slice, concatenate, gather. Each row has one 1, the place where a number
// comes from, and backward is the transpose of the matrix. For split, merge and
// transpose each column has one 1, too: every number goes to just one place.
// That is a permutation, and only then is the transpose also the inverse: so
// split's backward is the inverse of split, with += for =, and moves numbers as
// merge does. A slice leaves columns without a 1, whose gradient is 0; gather
// may have several in one column, and its backward adds up what they bring.
//
// A reshape in place of a split runs as well: each head then has some words
// whole, and no head has all of them. With a single head it is even right, and
// with T = H other mistakes are. So a test must have sizes that differ.
//
// In heed no number moves when heads are split: a tensor has strides, how far
// it is to the next h, t and c, and the heads are a view. Merging copies once,
// since then they lie in an order that no strides describe
// (layers/attention.c).

void split_heads(int T, int H, int d_k, const double *X, double *heads);
void split_heads_backward(int T, int H, int d_k, const double *dheads,
                          double *dX);
void merge_heads(int T, int H, int d_k, const double *heads, double *Y);
void merge_heads_backward(int T, int H, int d_k, const double *dY,
                          double *dheads);

static int in_row(int t, int h, int c, int H, int d_k)
{
    return t * H * d_k + h * d_k + c;
}

void split_heads(int T, int H, int d_k, const double *X, double *heads)
{
    for (int h = 0; h < H; h++)
        for (int t = 0; t < T; t++)
            for (int c = 0; c < d_k; c++)
                heads[(h * T + t) * d_k + c] = X[in_row(t, h, c, H, d_k)];
}

void split_heads_backward(int T, int H, int d_k, const double *dheads,
                          double *dX)
{
    for (int h = 0; h < H; h++)
        for (int t = 0; t < T; t++)
            for (int c = 0; c < d_k; c++)
                dX[in_row(t, h, c, H, d_k)] += dheads[(h * T + t) * d_k + c];
}

void merge_heads(int T, int H, int d_k, const double *heads, double *Y)
{
    for (int h = 0; h < H; h++)
        for (int t = 0; t < T; t++)
            for (int c = 0; c < d_k; c++)
                Y[in_row(t, h, c, H, d_k)] = heads[(h * T + t) * d_k + c];
}

void merge_heads_backward(int T, int H, int d_k, const double *dY,
                          double *dheads)
{
    for (int h = 0; h < H; h++)
        for (int t = 0; t < T; t++)
            for (int c = 0; c < d_k; c++)
                dheads[(h * T + t) * d_k + c] += dY[in_row(t, h, c, H, d_k)];
}
