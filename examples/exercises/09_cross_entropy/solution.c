// Exercise 9: cross-entropy.
//
// log-sum-exp lies between the largest x_j and that plus log C. It cannot
// overflow, nor be the logarithm of zero: the largest term of its sum is e^0.
//
// Why is the slope p - onehot? That of -x_t is -1 at the target. That of
// log-sum-exp is softmax: d/dx_c log(sum_j e^x_j) = e^x_c / sum_j e^x_j = p_c,
// and e^(x_c - lse) is a way to compute it.
//
// The gradients of a row add up to 0 again, and none is larger than 1/n:
// however wrong a row is, it pulls with no more than this force. And it does
// not saturate, as softmax alone does: while p[target] is near 0, the gradient
// there is near -1/n. This is why softmax and cross-entropy are nearly always
// used together.
//
// The 1/n is the mean's. Without it nothing but the length of each step would
// change; so a loss that falls does not tell that it is missing.
//
// In heed: autograd/ops/cross_entropy.c.

#include <math.h>

double cross_entropy(int R, int C, const double *logits, const int *target);
void cross_entropy_backward(int R, int C, const double *logits,
                            const int *target, double dloss, double *dlogits);

static int count_targets(int R, const int *target)
{
    int n = 0;
    for (int r = 0; r < R; r++)
        n += target[r] >= 0;
    return n;
}

static double log_sum_exp(int C, const double *x)
{
    double m = x[0], sum = 0;
    for (int c = 1; c < C; c++)
        m = fmax(m, x[c]);
    for (int c = 0; c < C; c++)
        sum += exp(x[c] - m);
    return m + log(sum);
}

double cross_entropy(int R, int C, const double *logits, const int *target)
{
    const int n = count_targets(R, target);
    double sum = 0;
    for (int r = 0; r < R; r++)
        if (target[r] >= 0)
            sum += log_sum_exp(C, logits + r * C) - logits[r * C + target[r]];
    return n > 0 ? sum / n : 0;
}

void cross_entropy_backward(int R, int C, const double *logits,
                            const int *target, double dloss, double *dlogits)
{
    const int n = count_targets(R, target);
    for (int r = 0; r < R; r++) {
        if (target[r] < 0)
            continue;
        const double *x = logits + r * C, lse = log_sum_exp(C, x);
        for (int c = 0; c < C; c++)
            dlogits[r * C + c] +=
                dloss / n * (exp(x[c] - lse) - (c == target[r]));
    }
}
