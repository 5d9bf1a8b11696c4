// A layer's backward in plain loops, with room for slips.
#include "examples/exercises/15_layer/slips.h"

#include <math.h>

// y [rows,columns] += a b, where a_ik is a[i * a_row + k * a_column], and b alike.
typedef struct {
    const double *data;
    int row, column;
} Side;

static void add_product(double *y, int rows, int inner, int columns, Side a, Side b)
{
    for (int i = 0; i < rows; i++)
        for (int k = 0; k < inner; k++)
            for (int j = 0; j < columns; j++)
                y[i * columns + j] += a.data[i * a.row + k * a.column] * b.data[k * b.row + j * b.column];
}

// x as it is, with so many columns, and its transpose.
static Side as_is(const double *x, int columns)
{
    return (Side){x, columns, 1};
}

static Side turned(const double *x, int columns)
{
    return (Side){x, 1, columns};
}

// From dA to dS, in place.
static void plain_scores(const Layer *l, double *dS, Slip slip)
{
    const int T = l->T;
    for (int t = 0; t < T; t++) {
        double dot = 0;
        for (int j = 0; j < T; j++)
            dot += dS[t * T + j] * l->A[t * T + j];
        for (int j = 0; j < T; j++)
            dS[t * T + j] = l->A[t * T + j] * (dS[t * T + j] - (slip == SLIP_NO_ROW_SUM ? 0 : dot)) /
                            (slip == SLIP_NO_SCALE ? 1 : sqrt(l->d_k));
    }
}

void layer_backward_with_slip(const Layer *l, const double *dY, const LayerGrads *g, Slip slip, int ways)
{
    const int T = l->T, D = l->D, d_k = l->d_k;
    add_product(g->dV, T, T, d_k, slip == SLIP_V_BY_ROWS ? as_is(l->A, T) : turned(l->A, T), as_is(dY, d_k));
    add_product(g->dA, T, d_k, T, as_is(dY, d_k), turned(l->V, d_k));
    plain_scores(l, g->dA, slip);
    add_product(g->dQ, T, T, d_k, slip == SLIP_Q_LIKE_K ? turned(g->dA, T) : as_is(g->dA, T), as_is(l->K, d_k));
    add_product(g->dK, T, T, d_k, slip == SLIP_K_LIKE_Q ? as_is(g->dA, T) : turned(g->dA, T), as_is(l->Q, d_k));
    add_product(g->dW_Q, D, T, d_k, turned(l->X, D), as_is(g->dQ, d_k));
    add_product(g->dW_K, D, T, d_k, turned(l->X, D), as_is(g->dK, d_k));
    add_product(g->dW_V, D, T, d_k, turned(l->X, D), as_is(g->dV, d_k));
    if (ways & BY_Q)
        add_product(g->dX, T, d_k, D, as_is(g->dQ, d_k), turned(l->W_Q, d_k));
    if (ways & BY_K)
        add_product(g->dX, T, d_k, D, as_is(g->dK, d_k), turned(l->W_K, d_k));
    if (ways & BY_V)
        add_product(g->dX, T, d_k, D, as_is(g->dV, d_k), turned(l->W_V, d_k));
}
