// expect: leaves out dC
// never: leaves out dy
void matmul(int M, int K, int N, const double *A, const double *B, double *C);
void matmul_backward(int M, int K, int N, const double *A, const double *B, const double *dC, double *dA, double *dB);

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

void matmul_backward(int M, int K, int N, const double *A, const double *B, const double *dC, double *dA, double *dB)
{
    (void)dC;
    for (int i = 0; i < M; i++)
        for (int k = 0; k < K; k++)
            for (int j = 0; j < N; j++) {
                dA[i * K + k] += B[k * N + j];
                dB[k * N + j] += A[i * K + k];
            }
}
