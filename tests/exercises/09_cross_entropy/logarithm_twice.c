// expect: the log or sqrt of a negative number
#include <math.h>

double cross_entropy(int R, int C, const double *logits, const int *target);
void cross_entropy_backward(int R, int C, const double *logits, const int *target, double dloss, double *dlogits);

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
            sum -= log(logits[r * C + target[r]] - log_sum_exp(C, logits + r * C));
    return n > 0 ? sum / n : 0;
}

void cross_entropy_backward(int R, int C, const double *logits, const int *target, double dloss, double *dlogits)
{
    const int n = count_targets(R, target);
    for (int r = 0; r < R; r++) {
        if (target[r] < 0)
            continue;
        const double *x = logits + r * C, lse = log_sum_exp(C, x);
        for (int c = 0; c < C; c++)
            dlogits[r * C + c] += dloss / n * (exp(x[c] - lse) - (c == target[r]));
    }
}
