// expect: the sum of powers goes on from row to row, and so does m
#include <math.h>

double cross_entropy(int R, int C, const double *logits, const int *target);
void cross_entropy_backward(int R, int C, const double *logits, const int *target, double dloss, double *dlogits);

double cross_entropy(int R, int C, const double *logits, const int *target)
{
    double loss = 0, m = logits[0], sum = 0;
    int n = 0;
    for (int r = 0; r < R; r++) {
        if (target[r] < 0)
            continue;
        for (int c = 0; c < C; c++)
            m = fmax(m, logits[r * C + c]);
        for (int c = 0; c < C; c++)
            sum += exp(logits[r * C + c] - m);
        loss += m + log(sum) - logits[r * C + target[r]];
        n++;
    }
    return n > 0 ? loss / n : 0;
}

void cross_entropy_backward(int R, int C, const double *logits, const int *target, double dloss, double *dlogits)
{
    (void)R, (void)C, (void)logits, (void)target, (void)dloss, (void)dlogits;
}
