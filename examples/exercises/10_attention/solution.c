// Exercise 10: scaled dot-product attention.
//
// One query at a time, as a reader of the paper would do it with a finger: its
// scores with all keys, its weights, its mean of the values. No row needs
// another one; all could be done at once, and on a large machine they are.
//
// Backward goes the same way. dQ[i] comes from row i alone; dK[j] and dV[j]
// get a part from every query that looked at j, which is what the transposes
// in dS^T Q and A^T dY say. So these must add.
//
// See what moves whom. V learns through A: a value that nobody looks at gets
// no gradient. Q and K learn through dS, which is a weight times "better than
// the mean of this row". And dQ is made of K, and dK of Q: while both are
// small, both learn slowly.
//
// Typical mistakes: to forget sqrt(d_k) on the way back, which the shapes do
// not show and training forgives; and dS in the place of dS^T.
//
// In heed: layers/attention.c, composed of one op for each line; and fused in
// autograd/ops/attention.c, without ever storing S or A.

#include <math.h>

enum { MOST = 32 };

void attention(int T, int d_k, const double *Q, const double *K,
               const double *V, double *A, double *Y);
void attention_backward(int T, int d_k, const double *Q, const double *K,
                        const double *V, const double *A, const double *dY,
                        double *dQ, double *dK, double *dV);

// --- given ---------------------------------------------------------------

// Of one row. Backward adds to dx.
void softmax(int n, const double *x, double *y);
void softmax_backward(int n, const double *y, const double *dy, double *dx);

void softmax(int n, const double *x, double *y)
{
    double m = x[0], sum = 0;
    for (int i = 1; i < n; i++)
        m = fmax(m, x[i]);
    for (int i = 0; i < n; i++) {
        y[i] = exp(x[i] - m);
        sum += y[i];
    }
    for (int i = 0; i < n; i++)
        y[i] /= sum;
}

void softmax_backward(int n, const double *y, const double *dy, double *dx)
{
    double dot = 0;
    for (int j = 0; j < n; j++)
        dot += dy[j] * y[j];
    for (int i = 0; i < n; i++)
        dx[i] += y[i] * (dy[i] - dot);
}

// --- yours ---------------------------------------------------------------

void attention(int T, int d_k, const double *Q, const double *K,
               const double *V, double *A, double *Y)
{
    const double scale = 1 / sqrt(d_k);
    for (int i = 0; i < T; i++) {
        double scaled[MOST] = {0}; // row i of S / sqrt(d_k)
        for (int j = 0; j < T; j++)
            for (int c = 0; c < d_k; c++)
                scaled[j] += scale * Q[i * d_k + c] * K[j * d_k + c];
        softmax(T, scaled, A + i * T);
        for (int c = 0; c < d_k; c++) {
            double sum = 0;
            for (int j = 0; j < T; j++)
                sum += A[i * T + j] * V[j * d_k + c];
            Y[i * d_k + c] = sum;
        }
    }
}

void attention_backward(int T, int d_k, const double *Q, const double *K,
                        const double *V, const double *A, const double *dY,
                        double *dQ, double *dK, double *dV)
{
    const double scale = 1 / sqrt(d_k);
    for (int i = 0; i < T; i++) {
        double dA_i[MOST] = {0}, dscaled[MOST] = {0};
        for (int j = 0; j < T; j++)
            for (int c = 0; c < d_k; c++) {
                dA_i[j] += dY[i * d_k + c] * V[j * d_k + c];
                dV[j * d_k + c] += A[i * T + j] * dY[i * d_k + c];
            }
        softmax_backward(T, A + i * T, dA_i, dscaled);
        for (int j = 0; j < T; j++) {
            const double slope = scale * dscaled[j]; // dS[i][j]
            for (int c = 0; c < d_k; c++) {
                dQ[i * d_k + c] += slope * K[j * d_k + c];
                dK[j * d_k + c] += slope * Q[i * d_k + c];
            }
        }
    }
}
