// The matrix product as it is written in a textbook: the loops run i, k, j, so that the innermost one goes along rows
// of b and y. Every element of y sums its products in the order of k. It judges the fast kernel
// (tensor/kernels/matmul.c), and serves where y has no adjacent columns.
#include "tensor/kernels.h"

void matmul_plain(const Product *p)
{
    const Matrix y = p->y, a = p->a, b = p->b;
    for (int i = 0; i < p->M; i++) {
        real *y_i = y.at + i * y.row;
        for (int j = 0; j < p->N && !p->adds; j++)
            y_i[j * y.column] = 0;
        for (int k = 0; k < p->K; k++) {
            const real a_ik = a.at[i * a.row + k * a.column];
            const real *b_k = b.at + k * b.row;
            if (y.column == 1 && b.column == 1)
                for (int j = 0; j < p->N; j++)
                    y_i[j] += a_ik * b_k[j];
            else
                for (int j = 0; j < p->N; j++)
                    y_i[j * y.column] += a_ik * b_k[j * b.column];
        }
    }
}
