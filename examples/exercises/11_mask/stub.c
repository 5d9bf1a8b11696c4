// Exercise 11: the causal mask.
//
// A model that writes a text one word after the other must not look at words
// that are still to come. In training the whole text is there; so what comes
// later is covered, by a mask: a table that says which position may look at
// which. This one is called causal, since no effect comes before its cause.
//
//   causal mask   mask[i][j] = 1 where j <= i, else 0             mask [T,T]
//
//   query i=0     1 0 0 0        The first position sees itself alone,
//         i=1     1 1 0 0        the last one sees all.
//         i=2     1 1 1 0
//         i=3     1 1 1 1
//
// Softmax then runs over what a row may see, as if nothing else were there:
//
//   forward    A[i][j] = e^(S[i][j] - m_i) / sum_k e^(S[i][k] - m_i)
//                        where i sees j, and exactly 0 where it does not;
//                        k runs over what i sees, and so does the largest
//                        score of the row, m_i = max_k S[i][k]
//
//   backward   dS[i][j] += A[i][j] (dA[i][j] - sum_k dA[i][k] A[i][k])
//
//   S, A [T,T]   mask [T,T], in bytes that are 0 or 1
//
// Any mask may come, not only the causal one, and with some of them a row sees
// nothing at all. Then there is nothing to share out: its weights are all 0,
// and so are its gradients. (Many programs add -1e9 or minus infinity to hidden
// scores, and take the ordinary softmax. With the one, a row that sees nothing
// looks at everything; with the other it is NaN.)
//
// Write: causal_mask, masked_softmax, which sets all of A, and
//        masked_softmax_backward, which needs no mask of its own: where i does
//        not see j, A[i][j] is 0, so dS[i][j] is, and its term in the sum.

#include <math.h>

void causal_mask(int T, unsigned char *mask);
void masked_softmax(int T, const unsigned char *mask, const double *S,
                    double *A);
void masked_softmax_backward(int T, const double *A, const double *dA,
                             double *dS);

void causal_mask(int T, unsigned char *mask)
{
    (void)T, (void)mask; // write here, in place of this line
}

void masked_softmax(int T, const unsigned char *mask, const double *S,
                    double *A)
{
    (void)T, (void)mask, (void)S, (void)A; // and here
}

void masked_softmax_backward(int T, const double *A, const double *dA,
                             double *dS)
{
    (void)T, (void)A, (void)dA, (void)dS;
}
