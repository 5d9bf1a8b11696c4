// Exercise 12: heads.

void split_heads(int T, int H, int d_k, const double *X, double *heads);
void split_heads_backward(int T, int H, int d_k, const double *dheads, double *dX);
void merge_heads(int T, int H, int d_k, const double *heads, double *Y);
void merge_heads_backward(int T, int H, int d_k, const double *dY, double *dheads);

// Where heads[h][t][c] lies in a matrix [T,D]. All four functions are about
// this one correspondence; so it is written once.
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

// The inverse of split, with += for =. An op that only moves numbers is a
// matrix of zeros and ones, a permutation; its transpose is its inverse.
void split_heads_backward(int T, int H, int d_k, const double *dheads, double *dX)
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

// And merge is the inverse of split, so merge's backward does what split does.
// None of the four needs to be more than a view: heed's tensors have strides
// (how far it is to the next h, t and c), and it splits and merges heads
// without moving a number.
void merge_heads_backward(int T, int H, int d_k, const double *dY, double *dheads)
{
    for (int h = 0; h < H; h++)
        for (int t = 0; t < T; t++)
            for (int c = 0; c < d_k; c++)
                dheads[(h * T + t) * d_k + c] += dY[in_row(t, h, c, H, d_k)];
}
