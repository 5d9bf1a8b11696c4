// The matrix product, as it is written in a textbook: the loops run i, k, j, so that the innermost one goes along rows
// of b and y. Every element of y sums its products in the order of k.
#include "tensor/tensor.h"

// One matrix in memory: element (i, j) is at[i * row + j * column].
typedef struct {
    real *at;
    int row, column;
} Matrix;

// y [M,N] += a [M,K] b [K,N]
static void add_product(int M, int N, int K, Matrix y, Matrix a, Matrix b)
{
    for (int i = 0; i < M; i++) {
        real *y_i = y.at + i * y.row;
        for (int k = 0; k < K; k++) {
            const real a_ik = a.at[i * a.row + k * a.column];
            const real *b_k = b.at + k * b.row;
            if (y.column == 1 && b.column == 1)
                for (int j = 0; j < N; j++)
                    y_i[j] += a_ik * b_k[j];
            else
                for (int j = 0; j < N; j++)
                    y_i[j * y.column] += a_ik * b_k[j * b.column];
        }
    }
}

// Its leading axes alone: each element stands where a matrix begins.
static Tensor batch_of(Tensor x)
{
    x.rank -= 2;
    return x;
}

static Matrix matrix_at(real *at, Tensor x)
{
    return (Matrix){at, x.stride[x.rank - 2], x.stride[x.rank - 1]};
}

void tensor_add_matmul(Tensor y, Tensor a, Tensor b)
{
    if (!y.data || !a.data || !b.data)
        return;
    const int M = a.shape[a.rank - 2], K = a.shape[a.rank - 1], N = b.shape[b.rank - 1];
    const Tensor batch[] = {batch_of(y), batch_of(a), batch_of(b)};
    Shape shape = tensor_shape(batch[0]);
    shape_broadcast(&shape, shape, tensor_shape(batch[1]));
    shape_broadcast(&shape, shape, tensor_shape(batch[2]));
    Walk walk = walk_over(shape, 3, batch);
    while (walk_next(&walk))
        for (int i = 0; i < walk.n; i++)
            add_product(M, N, K, matrix_at(walk.at[0] + i * walk.step[0], y),
                        matrix_at(walk.at[1] + i * walk.step[1], a), matrix_at(walk.at[2] + i * walk.step[2], b));
}

void tensor_matmul(Tensor y, Tensor a, Tensor b)
{
    if (!a.data || !b.data)
        return;
    tensor_fill(y, 0);
    tensor_add_matmul(y, a, b);
}
