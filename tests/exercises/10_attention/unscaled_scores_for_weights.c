// expect: this is S V, of the scores: the weights are A
#include <math.h>

enum { MOST = 32 };

void attention(int T, int d_k, const double *Q, const double *K, const double *V, double *A, double *Y);
void attention_backward(int T, int d_k, const double *Q, const double *K, const double *V, const double *A,
                        const double *dY, double *dQ, double *dK, double *dV);

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

void attention(int T, int d_k, const double *Q, const double *K, const double *V, double *A, double *Y)
{
    const double scale = 1 / sqrt(d_k);
    for (int i = 0; i < T; i++) {
        double S_i[MOST] = {0};
        for (int j = 0; j < T; j++)
            for (int c = 0; c < d_k; c++)
                S_i[j] += scale * Q[i * d_k + c] * K[j * d_k + c];
        softmax(T, S_i, A + i * T);
        for (int c = 0; c < d_k; c++) {
            double sum = 0;
            for (int j = 0; j < T; j++)
                sum += S_i[j] / scale * V[j * d_k + c];
            Y[i * d_k + c] = sum;
        }
    }
}

void attention_backward(int T, int d_k, const double *Q, const double *K, const double *V, const double *A,
                        const double *dY, double *dQ, double *dK, double *dV)
{
    const double scale = 1 / sqrt(d_k);
    for (int i = 0; i < T; i++) {
        double dA_i[MOST] = {0}, dS_i[MOST] = {0};
        for (int j = 0; j < T; j++)
            for (int c = 0; c < d_k; c++) {
                dA_i[j] += dY[i * d_k + c] * V[j * d_k + c];
                dV[j * d_k + c] += A[i * T + j] * dY[i * d_k + c];
            }
        softmax_backward(T, A + i * T, dA_i, dS_i);
        for (int j = 0; j < T; j++)
            for (int c = 0; c < d_k; c++) {
                dQ[i * d_k + c] += scale * dS_i[j] * K[j * d_k + c];
                dK[j * d_k + c] += scale * dS_i[j] * Q[i * d_k + c];
            }
    }
}
