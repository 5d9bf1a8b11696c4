// Exercise 6: matmul, and which side is transposed.
//
// Forward is M K N products A[i][k] B[k][j], each added to C[i][j]. Backward
// visits the same products, and treats each like the mul of exercise 5: dy is
// dC[i][j], and each factor's slope is the other factor. In which order the
// loops run is of no consequence; what is summed over follows from which
// element is added to.
//
//   dA[i][k]   over j, the columns of C: row i of dC with row k of B
//   dB[k][j]   over i, the rows of C: column k of A with column j of dC
//
// The second is why a weight matrix learns from all words at once: of
// Q = X W_Q each row adds its part to dW_Q. And nowhere has a transpose been
// written to memory.
//
// A mistake with a transpose shows in the shapes, if they differ. With square
// matrices it runs, and only the numbers tell.
//
// In heed: autograd/ops/matmul.c, where a transpose is a view with its strides
// exchanged; tensor/kernels/matmul.c is fast.

void matmul(int M, int K, int N, const double *A, const double *B, double *C);
void matmul_backward(int M, int K, int N, const double *A, const double *B,
                     const double *dC, double *dA, double *dB);

void matmul(int M, int K, int N, const double *A, const double *B, double *C)
{
    for (int i = 0; i < M; i++)
        for (int j = 0; j < N; j++) {
            double sum = 0;
            for (int k = 0; k < K; k++)
                sum += A[i * K + k] * B[k * N + j];
            C[i * N + j] = sum;
        }
}

void matmul_backward(int M, int K, int N, const double *A, const double *B,
                     const double *dC, double *dA, double *dB)
{
    for (int i = 0; i < M; i++)
        for (int k = 0; k < K; k++)
            for (int j = 0; j < N; j++) {
                dA[i * K + k] += dC[i * N + j] * B[k * N + j];
                dB[k * N + j] += A[i * K + k] * dC[i * N + j];
            }
}
