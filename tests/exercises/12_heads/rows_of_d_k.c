// expect: row t of X begins at t * D
void split_heads(int T, int H, int d_k, const double *X, double *heads);
void split_heads_backward(int T, int H, int d_k, const double *dheads, double *dX);
void merge_heads(int T, int H, int d_k, const double *heads, double *Y);
void merge_heads_backward(int T, int H, int d_k, const double *dY, double *dheads);

static int in_row(int t, int h, int c, int H, int d_k)
{
    (void)H;
    return t * d_k + h * d_k + c;
}

void split_heads(int T, int H, int d_k, const double *X, double *heads)
{
    for (int h = 0; h < H; h++)
        for (int t = 0; t < T; t++)
            for (int c = 0; c < d_k; c++)
                heads[(h * T + t) * d_k + c] = X[in_row(t, h, c, H, d_k)];
}

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

void merge_heads_backward(int T, int H, int d_k, const double *dY, double *dheads)
{
    for (int h = 0; h < H; h++)
        for (int t = 0; t < T; t++)
            for (int c = 0; c < d_k; c++)
                dheads[(h * T + t) * d_k + c] += dY[in_row(t, h, c, H, d_k)];
}
