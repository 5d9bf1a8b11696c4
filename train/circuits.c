#include "train/circuits.h"

#include "layers/name.h"

#include <math.h>

static Tensor find(Params *params, const char *name)
{
    const Param param = params_find(params, name);
    return param.index < 0 ? (Tensor){.data = NULL} : param_value(param);
}

bool circuit_weights(CircuitWeights *weights, Params *params, int H, Tensor P)
{
    const Tensor learned = find(params, "embed.P");
    *weights = (CircuitWeights){.E = find(params, "embed.E"),
                                .P = learned.data ? learned : P,
                                .W_Q = find(params, "layer0.attention.W_Q"),
                                .W_K = find(params, "layer0.attention.W_K"),
                                .W_V = find(params, "layer0.attention.W_V"),
                                .W_O = find(params, "layer0.attention.W_O"),
                                .U = find(params, "head.U"),
                                .H = H};
    if (!weights->W_Q.data)
        weights->W_Q = weights->W_K;
    if (!weights->W_K.data)
        weights->W_K = weights->W_Q;
    if (!weights->W_V.data)
        weights->W_V = weights->W_K;
    return weights->W_Q.data && weights->W_V.data;
}

CircuitWeights circuit_weights_at(const CircuitWeights *weights, Tensor now, Tensor before)
{
    CircuitWeights earlier = *weights;
    Tensor *const all[] = {&earlier.E, &earlier.P, &earlier.W_Q, &earlier.W_K, &earlier.W_V, &earlier.W_O, &earlier.U};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        const bool inside = all[i]->data >= now.data && all[i]->data < now.data + tensor_count(now);
        all[i]->data = all[i]->data && inside ? before.data + (all[i]->data - now.data) : all[i]->data;
    }
    return earlier;
}

// The columns of one head, of H side by side.
static Tensor columns_of(Tensor W, int head, int H)
{
    const int d_k = W.shape[1] / H;
    return tensor_slice(W, 1, head * d_k, (head + 1) * d_k);
}

static Tensor side_of(const CircuitWeights *weights, CircuitSide side)
{
    return side == SIDE_TOKENS ? weights->E : weights->P;
}

static bool is_small(Tensor A)
{
    return A.data && A.shape[0] <= CIRCUIT_SIDE;
}

bool circuit_qk(Tensor *out, const CircuitWeights *weights, CircuitKind kind, int head)
{
    const Tensor A = side_of(weights, kind.query), B = side_of(weights, kind.key);
    const Tensor W_Q = columns_of(weights->W_Q, head, weights->H), W_K = columns_of(weights->W_K, head, weights->H);
    const int d_k = W_Q.shape[1];
    Tensor Q = {.data = NULL}, K = {.data = NULL};
    *out = (Tensor){.data = NULL};
    bool done = is_small(A) && is_small(B) && tensor_new(&Q, SHAPE(A.shape[0], d_k)) &&
                tensor_new(&K, SHAPE(B.shape[0], d_k)) && tensor_new(out, SHAPE(A.shape[0], B.shape[0]));
    if (done) {
        tensor_matmul(Q, A, W_Q);
        tensor_matmul(K, B, W_K);
        tensor_matmul(*out, Q, tensor_transpose(K, 0, 1));
        tensor_scale(*out, (real)(1 / sqrt(d_k)), *out);
    }
    tensor_free(&Q);
    tensor_free(&K);
    return done;
}

// y = a b in new memory.
static bool product(Tensor *y, Tensor a, Tensor b)
{
    *y = (Tensor){.data = NULL};
    if (a.shape[1] != b.shape[0] || !tensor_new(y, SHAPE(a.shape[0], b.shape[1])))
        return false;
    tensor_matmul(*y, a, b);
    return true;
}

bool circuit_ov(Tensor *out, const CircuitWeights *weights, int head)
{
    const Tensor W_V = columns_of(weights->W_V, head, weights->H), W_O = weights->W_O, U = weights->U;
    const int d_k = W_V.shape[1], begin = head * d_k;
    Tensor V = {.data = NULL}, Y = {.data = NULL};
    *out = (Tensor){.data = NULL};
    if (!is_small(weights->E) || !U.data || U.shape[1] > CIRCUIT_SIDE || !product(&V, weights->E, W_V))
        return false;
    bool done = false;
    if (W_O.data)
        done = product(&Y, V, tensor_slice(W_O, 0, begin, begin + d_k)) && product(out, Y, U);
    else if (U.shape[0] == weights->H * d_k)
        done = product(out, V, tensor_slice(U, 0, begin, begin + d_k));
    tensor_free(&V);
    tensor_free(&Y);
    return done;
}

// The mean square of b - a, each row less its mean.
static double row_change(Tensor a, Tensor b)
{
    double sum = 0;
    const int rows = a.shape[0], columns = a.shape[1];
    for (int r = 0; r < rows; r++) {
        double mean = 0, square = 0;
        for (int c = 0; c < columns; c++) {
            const double apart = (double)b.data[r * columns + c] - (double)a.data[r * columns + c];
            mean += apart / columns;
            square += apart * apart / columns;
        }
        sum += fmax(square - mean * mean, 0);
    }
    return rows > 0 ? sum / rows : 0;
}

CircuitKind circuit_that_learned(const CircuitWeights *first, const CircuitWeights *last)
{
    static const CircuitKind KINDS[] = {{SIDE_POSITIONS, SIDE_POSITIONS},
                                        {SIDE_TOKENS, SIDE_TOKENS},
                                        {SIDE_TOKENS, SIDE_POSITIONS},
                                        {SIDE_POSITIONS, SIDE_TOKENS}};
    CircuitKind best = first->P.data ? KINDS[0] : KINDS[1];
    double most = 0;
    for (int k = 0; k < 4; k++) {
        double change = 0;
        for (int head = 0; head < first->H; head++) {
            Tensor a, b = {.data = NULL};
            if (circuit_qk(&a, first, KINDS[k], head) && circuit_qk(&b, last, KINDS[k], head))
                change += row_change(a, b);
            tensor_free(&a);
            tensor_free(&b);
        }
        if (change > most) {
            most = change;
            best = KINDS[k];
        }
    }
    return best;
}
