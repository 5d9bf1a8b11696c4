// Exercise 11: the causal mask.
//
// What is not seen has no part in the largest score either. If it had, one
// large hidden score would make all powers that are seen underflow to 0, and
// the row would be 0 / 0, because of a number that it must not even know. And
// to take softmax first and cover afterwards leaves rows that do not sum to 1,
// and still know what is hidden: it was in their sum.
//
// Backward is softmax's own, and has no mask in it. What is not seen has A =
// 0, and that is a factor of its gradient and of its term in the sum. A
// backward that asks the mask again is no more right; it only has a second
// chance to get the diagonal wrong.
//
// In heed: tensor/mask.h, and the mask is an argument of
// autograd/ops/softmax.c.

#include <math.h>

void causal_mask(int T, unsigned char *mask);
void masked_softmax(int T, const unsigned char *mask, const double *S,
                    double *A);
void masked_softmax_backward(int T, const double *A, const double *dA,
                             double *dS);

void causal_mask(int T, unsigned char *mask)
{
    for (int i = 0; i < T; i++)
        for (int j = 0; j < T; j++)
            mask[i * T + j] = j <= i;
}

static void softmax_of_seen(int n, const unsigned char *seen, const double *x,
                            double *y)
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

void masked_softmax(int T, const unsigned char *mask, const double *S,
                    double *A)
{
    for (int i = 0; i < T; i++)
        softmax_of_seen(T, mask + i * T, S + i * T, A + i * T);
}

void masked_softmax_backward(int T, const double *A, const double *dA,
                             double *dS)
{
    for (int i = 0; i < T; i++) {
        const double *A_i = A + i * T, *dA_i = dA + i * T;
        double dot = 0;
        for (int j = 0; j < T; j++)
            dot += dA_i[j] * A_i[j];
        for (int j = 0; j < T; j++)
            dS[i * T + j] += A_i[j] * (dA_i[j] - dot);
    }
}
