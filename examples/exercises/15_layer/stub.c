// Exercise 15: a whole layer of self-attention.
//
// All parts are there; now they become a layer. X has a row of D numbers for
// each of T words. Three matrices are what the layer learns. W_Q makes of each
// word a query, what it looks for; W_K a key, by which it is found; W_V a
// value, what it hands over when it is looked at.
//
//   Q = X W_Q    K = X W_K    V = X W_V       X [T,D]   W_Q, W_K, W_V [D,d_k]
//   S = Q K^T                                 Q, K, V, Y [T,d_k]   S, A [T,T]
//   A = softmax(S / sqrt(d_k)), row by row    a row of S, A: a query
//   Y = A V                                   a column: a key
//
// This is equation 1 of Vaswani et al. (2017), with the three products before
// it.
//
// Backward goes up these lines, from the last to the first. You have written
// each of their gradients before: products in exercise 6, softmax in 8.
//
//   dV = A^T dY          dA = dY V^T
//   dS_ij = A_ij (dA_ij - sum_k A_ik dA_ik) / sqrt(d_k)
//   dQ = dS K            dK = dS^T Q
//
//   dW_Q += X^T dQ       dW_K += X^T dK       dW_V += X^T dV
//   dX   += dQ W_Q^T + dK W_K^T + dV W_V^T
//
// Look at the last line: each word is used three times, as a query, as a key
// and as a value, so three gradients come back to it (fan-out, exercise 5).
//
// And look at dW_Q: it is X^T dS K. If W_K is zero so is K, and W_Q learns
// nothing. The same the other way round. Neither can begin without the other.
//
// Matrices are row-major: X_ti is X[t * D + i]. What forward computes on its
// way stays in Q, K, V and A for backward. Like Y they come unset: set them
// before you add to them. dQ, dK, dV and dA come filled with zeros; they are
// scratch for backward, and nobody looks at them afterwards. dX, dW_Q, dW_K and
// dW_V are added to. Write yourself a small function for a product.
//
// Write: layer_forward and layer_backward.

#include <math.h>

typedef struct {
    int T, D, d_k;
    const double *X, *W_Q, *W_K, *W_V;
    double *Q, *K, *V, *A;
} Layer;

typedef struct {
    double *dX, *dW_Q, *dW_K, *dW_V;
    double *dQ, *dK, *dV, *dA;
} LayerGrads;

void layer_forward(const Layer *layer, double *Y);
void layer_backward(const Layer *layer, const double *dY,
                    const LayerGrads *grads);

void layer_forward(const Layer *layer, double *Y)
{
    (void)layer, (void)Y; // write here, in place of this line
}

void layer_backward(const Layer *layer, const double *dY,
                    const LayerGrads *grads)
{
    (void)layer, (void)dY, (void)grads; // and here
}
