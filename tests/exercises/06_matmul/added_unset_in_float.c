// expect: nan
// expect: before it was set (=)
// never: comes of 0/0
void matmul(int M, int K, int N, const double *A, const double *B, double *C);
void matmul_backward(int M, int K, int N, const double *A, const double *B, const double *dC, double *dA, double *dB);

void matmul(int M, int K, int N, const double *A, const double *B, double *C)
{
    for (int i = 0; i < M; i++)
        for (int j = 0; j < N; j++) {
            float sum = (float)C[i * N + j];
            for (int k = 0; k < K; k++)
                sum += (float)(A[i * K + k] * B[k * N + j]);
            C[i * N + j] = (double)sum;
        }
}

void matmul_backward(int M, int K, int N, const double *A, const double *B, const double *dC, double *dA, double *dB)
{
    for (int i = 0; i < M; i++)
        for (int k = 0; k < K; k++)
            for (int j = 0; j < N; j++) {
                dA[i * K + k] += dC[i * N + j] * B[k * N + j];
                dB[k * N + j] += A[i * K + k] * dC[i * N + j];
            }
}
