// A matrix turned: what lies along columns comes to lie along rows.
#include "tensor/kernels.h"
#include "tensor/vector.h"

void KERNEL(turn)(real *y, int y_row, const real *x, int x_row, int rows, int columns)
{
    int i = 0;
    for (; i + TURNED <= rows; i += TURNED)
        vector_turn(y + i, y_row, x + (ptrdiff_t)i * x_row, x_row, columns);
    for (; i < rows; i++)
        for (int j = 0; j < columns; j++)
            y[(ptrdiff_t)j * y_row + i] = x[(ptrdiff_t)i * x_row + j];
}
