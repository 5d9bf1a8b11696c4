// The layer of exercise 15, as the learner's file has it, and a backward of it that makes a typical slip.
#ifndef HEED_EXAMPLES_EXERCISES_15_LAYER_SLIPS_H
#define HEED_EXAMPLES_EXERCISES_15_LAYER_SLIPS_H

typedef struct {
    int T, D, d_k;
    const double *X, *W_Q, *W_K, *W_V;
    double *Q, *K, *V, *A;
} Layer;

typedef struct {
    double *dX, *dW_Q, *dW_K, *dW_V;
    double *dQ, *dK, *dV, *dA;
} LayerGrads;

typedef enum {
    SLIP_NONE,
    SLIP_NO_SCALE,
    SLIP_NO_ROW_SUM,
    SLIP_K_LIKE_Q,
    SLIP_Q_LIKE_K,
    SLIP_V_BY_ROWS,
} Slip;

enum { BY_Q = 1, BY_K = 2, BY_V = 4, ALL_WAYS = 7 };

// ways: those that lead back to X. With SLIP_NONE and ALL_WAYS it is right.
void layer_backward_with_slip(const Layer *l, const double *dY, const LayerGrads *g, Slip slip, int ways);

#endif
