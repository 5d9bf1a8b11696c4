// Exercise 10: scaled dot-product attention.
//
// Equation 1 of "Attention is all you need" (Vaswani et al. 2017):
//
//   Y = softmax(Q K^T / sqrt(d_k)) V
//
// Each of T positions (words, say) has a row in each of three matrices: in Q
// its query, what it looks for; in K its key, what it can be found by; in V
// its value, what it hands over when it is found. Step by step:
//
//   forward    S  = Q K^T             the score S[i][j] is q_i . k_j: how
//                                     well the key of j answers what i asks
//              A  = softmax(S / sqrt(d_k))   row by row: how much i looks at j
//              Y  = A V               for each i a mean of the values, with
//                                     the weights of row i of A
//
//   Q, K, V, Y [T,d_k]   S, A [T,T]                          all row-major
//
// Why divide by sqrt(d_k)? A score is a sum of d_k products, and with random
// numbers its size grows like sqrt(d_k). Large scores make weights near 0 and
// 1, where the gradients of softmax vanish: such a row learns no more.
//
// Backward is the same three lines, the last one first. Two are products, as
// in exercise 6; and what divides S on the way there divides dS on the way
// back:
//
//   backward   dA  = dY V^T           dV += A^T dY
//              dS  = softmax_backward(A, dA) / sqrt(d_k)     row by row
//              dQ += dS K             dK += dS^T Q
//
// Why is it K, and not K^T? S is Q times K^T, and the transpose of that is K.
//
// Given: the softmax of a row, and its backward: those of exercise 8.
// Write: attention, which sets A and Y (they come unset), and
//        attention_backward, which gets this A back, and adds to dQ, dK and dV.
//        For S, dA and dS an array for one row will do. T is at most MOST.

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
    // write here, in place of this line
    (void)T, (void)d_k, (void)Q, (void)K, (void)V, (void)A, (void)Y;
}

void attention_backward(int T, int d_k, const double *Q, const double *K,
                        const double *V, const double *A, const double *dY,
                        double *dQ, double *dK, double *dV)
{
    // and here
    (void)T, (void)d_k, (void)Q, (void)K, (void)V, (void)A;
    (void)dY, (void)dQ, (void)dK, (void)dV;
}
