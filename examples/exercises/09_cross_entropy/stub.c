// Exercise 9: cross-entropy.
//
// The loss: one number that says how wrong the answers are, to be made small.
// Each row of logits holds a score for each of C answers. Softmax makes them
// probabilities p, and the cross-entropy is -log of the probability given to
// the right answer, the target: 0 if it is 1, and growing without bound as it
// goes to 0. (log is to base e, as in C. To draw blindly from C answers costs
// log C.)
//
//   forward    loss = mean over the rows that count of -log p[target]
//
// A target of -1 says that a row has no right answer. It does not count: it
// adds nothing to the sum, nor 1 to what the sum is divided by, and its
// gradient is 0. If no row counts, the loss is 0.
//
// Do not compute p and then its logarithm: p may be so small that it is held
// as 0, and log 0 is minus infinity. Take the logarithm apart on paper:
//
//   -log p[t] = log(sum_j e^x_j) - x_t
//             = m + log(sum_j e^(x_j - m)) - x_t          m = max_j x_j
//
// The sum's part, without x_t, is called log-sum-exp; m is there for what it
// was in softmax. Now logits 0 and 1000, the first the target, have loss 1000.
//
// Its derivative is as simple as one could wish: what is given minus what is
// wanted, p - onehot, where onehot is 1 at the target and 0 elsewhere.
//
//   backward   dlogits[r][c] += dloss / n (p[r][c] - (1 at target[r], else 0))
//
// in the n rows that count, with p the softmax of row r. dloss is one number.
//
//   logits [R,C], row-major   target: R numbers, each -1 or 0 .. C - 1
//
// Write: cross_entropy, which returns the loss, and cross_entropy_backward.

#include <math.h>

double cross_entropy(int R, int C, const double *logits, const int *target);
void cross_entropy_backward(int R, int C, const double *logits,
                            const int *target, double dloss, double *dlogits);

double cross_entropy(int R, int C, const double *logits, const int *target)
{
    // write here, in place of this line
    (void)R, (void)C, (void)logits, (void)target;
    return 0;
}

void cross_entropy_backward(int R, int C, const double *logits,
                            const int *target, double dloss, double *dlogits)
{
    // and here
    (void)R, (void)C, (void)logits, (void)target, (void)dloss, (void)dlogits;
}
