// expect: in C, * goes before -. Parentheses:
#include <math.h>

void causal_mask(int T, unsigned char *mask);
void masked_softmax(int T, const unsigned char *mask, const double *S, double *A);
void masked_softmax_backward(int T, const double *A, const double *dA, double *dS);

void causal_mask(int T, unsigned char *mask)
{
    for (int i = 0; i < T; i++)
        for (int j = 0; j < T; j++)
            mask[i * T + j] = j <= i;
}

static void softmax_of_seen(int n, const unsigned char *seen, const double *x, double *y)
{
    double m = -INFINITY, sum = 0;
    for (int j = 0; j < n; j++)
        if (seen[j])
            m = fmax(m, x[j]);
    for (int j = 0; j < n; j++) {
        y[j] = seen[j] ? exp(x[j] - m) : 0;
        sum += y[j];
    }
    for (int j = 0; j < n && sum > 0; j++) // sum is 0 only if nothing is seen
        y[j] /= sum;
}

void masked_softmax(int T, const unsigned char *mask, const double *S, double *A)
{
    for (int i = 0; i < T; i++)
        softmax_of_seen(T, mask + i * T, S + i * T, A + i * T);
}

void masked_softmax_backward(int T, const double *A, const double *dA, double *dS)
{
    for (int i = 0; i < T; i++) {
        const double *A_i = A + i * T, *dA_i = dA + i * T;
        double dot = 0;
        for (int j = 0; j < T; j++)
            dot += dA_i[j] * A_i[j];
        for (int j = 0; j < T; j++)
            dS[i * T + j] += A_i[j] * dA_i[j] - dot;
    }
}
