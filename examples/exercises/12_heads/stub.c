// Exercise 12: heads.
//
// One map of weights lets a word look for one thing at a time. So attention is
// done several times side by side, by H heads, each in its own few columns of
// Q, K and V: one may look for the verb, another for the word before. D
// columns give H heads of d_k = D / H each, and head h has columns h d_k up to
// (h + 1) d_k - 1. For D = 6, H = 3:
//
//   row t of X      0 1 | 2 3 | 4 5          d_k = 2 columns for each head
//                   head 0   1     2
//
// Before attention the heads are split, so that each is a matrix of its own,
// [T,d_k], and afterwards merged, so that a row has all its columns again.
//
//   split    X [T,D] -> heads [H,T,d_k]     heads[h][t][c] = X[t][h d_k + c]
//   merge    heads [H,T,d_k] -> Y [T,D]     Y[t][h d_k + c] = heads[h][t][c]
//
// Here heads[h][t][c] lies at heads[(h * T + t) * d_k + c], and X[t][j] at
// X[t * D + j]. Mind that the same T * D numbers change their order: to call
// the old array [H,T,d_k] (that is a reshape) would give head 0 the first
// words, in place of the first columns of all words. It would run, and train,
// and be wrong.
//
// Nothing is computed here. Each number of X lies in just one place of heads,
// and moves L from there. So its gradient lies there, too, and backward brings
// it back to where the number came from:
//
//   split's backward    dX[t][h d_k + c]    += dheads[h][t][c]
//   merge's backward    dheads[h][t][c]     += dY[t][h d_k + c]
//
// Write: split_heads, merge_heads, and the backward of each.

void split_heads(int T, int H, int d_k, const double *X, double *heads);
void split_heads_backward(int T, int H, int d_k, const double *dheads,
                          double *dX);
void merge_heads(int T, int H, int d_k, const double *heads, double *Y);
void merge_heads_backward(int T, int H, int d_k, const double *dY,
                          double *dheads);

void split_heads(int T, int H, int d_k, const double *X, double *heads)
{
    // write here, in place of this line
    (void)T, (void)H, (void)d_k, (void)X, (void)heads;
}

void split_heads_backward(int T, int H, int d_k, const double *dheads,
                          double *dX)
{
    (void)T, (void)H, (void)d_k, (void)dheads, (void)dX; // and here
}

void merge_heads(int T, int H, int d_k, const double *heads, double *Y)
{
    (void)T, (void)H, (void)d_k, (void)heads, (void)Y;
}

void merge_heads_backward(int T, int H, int d_k, const double *dY,
                          double *dheads)
{
    (void)T, (void)H, (void)d_k, (void)dY, (void)dheads;
}
