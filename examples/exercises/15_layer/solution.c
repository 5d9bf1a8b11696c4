// Exercise 15: a whole layer of self-attention.

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

// A matrix as it is needed here: where it begins, and how far the next row and
// the next column are. Its transpose is the same numbers with the two steps
// exchanged, so one product serves all nine of this exercise. (heed's tensors
// are this, with more axes.)
typedef struct {
    const double *data;
    int rows, columns, row_step, column_step;
} Matrix;

static Matrix matrix(const double *data, int rows, int columns)
{
    return (Matrix){data, rows, columns, columns, 1};
}

static Matrix transposed(Matrix m)
{
    return (Matrix){m.data, m.columns, m.rows, m.column_step, m.row_step};
}

// C += A B
static void add_product(double *C, Matrix A, Matrix B)
{
    for (int i = 0; i < A.rows; i++)
        for (int j = 0; j < B.columns; j++)
            for (int k = 0; k < A.columns; k++)
                C[i * B.columns + j] +=
                    A.data[i * A.row_step + k * A.column_step] *
                    B.data[k * B.row_step + j * B.column_step];
}

static void zero(double *x, int n)
{
    for (int i = 0; i < n; i++)
        x[i] = 0;
}

static void softmax_row(double *a, int n)
{
    double largest = a[0], sum = 0;
    for (int j = 1; j < n; j++)
        largest = fmax(largest, a[j]);
    for (int j = 0; j < n; j++) {
        a[j] = exp(a[j] - largest);
        sum += a[j];
    }
    for (int j = 0; j < n; j++)
        a[j] /= sum;
}

// In A first come the scores S, then S / sqrt(d_k), then what softmax makes of
// them, in place: backward needs A only, never S.
void layer_forward(const Layer *layer, double *Y)
{
    const int T = layer->T, D = layer->D, d_k = layer->d_k;
    const Matrix X = matrix(layer->X, T, D);
    zero(layer->Q, T * d_k);
    zero(layer->K, T * d_k);
    zero(layer->V, T * d_k);
    zero(layer->A, T * T);
    zero(Y, T * d_k);
    add_product(layer->Q, X, matrix(layer->W_Q, D, d_k));
    add_product(layer->K, X, matrix(layer->W_K, D, d_k));
    add_product(layer->V, X, matrix(layer->W_V, D, d_k));
    add_product(layer->A, matrix(layer->Q, T, d_k),
                transposed(matrix(layer->K, T, d_k)));
    for (int i = 0; i < T * T; i++)
        layer->A[i] /= sqrt(d_k);
    for (int t = 0; t < T; t++)
        softmax_row(layer->A + t * T, T);
    add_product(Y, matrix(layer->A, T, T), matrix(layer->V, T, d_k));
}

// dA becomes dS in place. The 1/sqrt(d_k) belongs to dS: forgotten there, dW_Q
// and dW_K are sqrt(d_k) times too long, but point the right way. The loss
// falls all the same, and nothing but a gradient check will ever tell.
static void softmax_backward_row(double *dS, const double *A, int n,
                                 double scale)
{
    double dot = 0;
    for (int j = 0; j < n; j++)
        dot += dS[j] * A[j];
    for (int j = 0; j < n; j++)
        dS[j] = scale * A[j] * (dS[j] - dot);
}

// Forward's lines, from the last to the first. See how dW_Q and dW_K are made
// by way of dS, and dW_V is not. While all rows of A are still even, and Q and
// K small, dS tells Q and K little: W_V moves first (exercise 17).
void layer_backward(const Layer *layer, const double *dY_,
                    const LayerGrads *grads)
{
    const int T = layer->T, D = layer->D, d_k = layer->d_k;
    const Matrix X = matrix(layer->X, T, D), A = matrix(layer->A, T, T),
                 dY = matrix(dY_, T, d_k);
    const Matrix Q = matrix(layer->Q, T, d_k), K = matrix(layer->K, T, d_k),
                 V = matrix(layer->V, T, d_k);
    add_product(grads->dV, transposed(A), dY);
    add_product(grads->dA, dY, transposed(V));
    for (int t = 0; t < T; t++)
        softmax_backward_row(grads->dA + t * T, layer->A + t * T, T,
                             1 / sqrt(d_k));
    const Matrix dS = matrix(grads->dA, T, T);
    add_product(grads->dQ, dS, K);
    add_product(grads->dK, transposed(dS), Q);

    const Matrix dQ = matrix(grads->dQ, T, d_k), dK = matrix(grads->dK, T, d_k),
                 dV = matrix(grads->dV, T, d_k);
    add_product(grads->dW_Q, transposed(X), dQ);
    add_product(grads->dW_K, transposed(X), dK);
    add_product(grads->dW_V, transposed(X), dV);
    add_product(grads->dX, dQ, transposed(matrix(layer->W_Q, D, d_k)));
    add_product(grads->dX, dK, transposed(matrix(layer->W_K, D, d_k)));
    add_product(grads->dX, dV, transposed(matrix(layer->W_V, D, d_k)));
}
