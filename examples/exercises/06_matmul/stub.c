// Exercise 6: matmul, and which side is transposed.
//
// The product of two matrices. In attention Q = X W_Q turns each row of X, a
// word, into a row of Q, its question; W_Q is what is learned.
//
//   forward    C[i][j] = sum over k of A[i][k] B[k][j]
//
//   A [M,K]   B [K,N]   C [M,N]            the inner sizes K meet, and vanish
//
// A matrix lies row after row (that is called row-major): A[i][k] is
// A[i * K + k].
//
//   backward   dA += dC B^T                [M,K] = [M,N] [N,K]
//              dB += A^T dC                [K,N] = [K,M] [M,N]
//
// B^T is the transpose of B: its rows are B's columns, so B^T[j][k] is
// B[k][j]. Nothing needs to move in memory: read it with indices exchanged.
//
// Where does this come from? A[i][k] goes to each number of row i of C, that
// is to N places: fan-out again. So its gradient is a sum of N terms, one for
// each j, and each term is dC[i][j] times the number that A[i][k] was
// multiplied by there.
//
// If ever you forget which side is transposed, the shapes tell you: there is
// only one way to multiply dC [M,N] with B [K,N] that gives an [M,K]. But if
// all matrices are square, every wrong way fits as well. The check tries both.
//
// Write: matmul, which sets C (it comes unset, so do not add to what is there),
//        and matmul_backward, which adds to dA and dB.

void matmul(int M, int K, int N, const double *A, const double *B, double *C);
void matmul_backward(int M, int K, int N, const double *A, const double *B,
                     const double *dC, double *dA, double *dB);

void matmul(int M, int K, int N, const double *A, const double *B, double *C)
{
    // write here, in place of this line
    (void)M, (void)K, (void)N, (void)A, (void)B, (void)C;
}

void matmul_backward(int M, int K, int N, const double *A, const double *B,
                     const double *dC, double *dA, double *dB)
{
    // and here
    (void)M, (void)K, (void)N, (void)A, (void)B, (void)dC, (void)dA, (void)dB;
}
