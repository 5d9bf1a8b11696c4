#include "train/circuits.h"

#include "layers/name.h"
#include "train/text.h"

#include <math.h>

static Tensor find(Params *params, const char *name)
{
    const Param param = params_find(params, name);
    return param.index < 0 ? (Tensor){.data = NULL} : param_value(param);
}

bool circuit_weights(CircuitWeights *weights, Params *params, const ModelOptions *model)
{
    *weights = (CircuitWeights){.E = find(params, "embed.E"),
                                .P = find(params, "embed.P"),
                                .W_Q = find(params, "layer0.attention.W_Q"),
                                .W_K = find(params, "layer0.attention.W_K"),
                                .W_V = find(params, "layer0.attention.W_V"),
                                .W_O = find(params, "layer0.attention.W_O"),
                                .U = find(params, "head.U"),
                                .model = *model};
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

// y = a b in new memory. False: their sizes do not fit, a has more than CIRCUIT_SIDE rows, or memory is out.
static bool product(Tensor *y, Tensor a, Tensor b)
{
    *y = (Tensor){.data = NULL};
    if (!a.data || !b.data || a.shape[1] != b.shape[0] || a.shape[0] > CIRCUIT_SIDE ||
        !tensor_new(y, SHAPE(a.shape[0], b.shape[1])))
        return false;
    tensor_matmul(*y, a, b);
    return true;
}

// The rows of one side, E or P, times W. Sinusoidal positions are no parameter: they are computed.
static bool project(Tensor *out, const CircuitWeights *weights, CircuitSide side, Tensor W)
{
    Tensor computed = {.data = NULL}, rows = side == SIDE_TOKENS ? weights->E : weights->P;
    if (side == SIDE_POSITIONS && weights->model.positions == POSITIONS_SINUSOIDAL &&
        tensor_new(&computed, SHAPE(weights->model.T, W.shape[0]))) {
        embedding_sinusoids(computed);
        rows = computed;
    }
    const bool done = product(out, rows, W);
    tensor_free(&computed);
    return done;
}

bool circuit_qk(Tensor *out, const CircuitWeights *weights, CircuitKind kind, int head)
{
    const int H = weights->model.attention.H, d_k = weights->W_Q.shape[1] / H;
    Tensor Q, K = {.data = NULL};
    *out = (Tensor){.data = NULL};
    const bool done = project(&Q, weights, kind.query, columns_of(weights->W_Q, head, H)) &&
                      project(&K, weights, kind.key, columns_of(weights->W_K, head, H)) &&
                      product(out, Q, tensor_transpose(K, 0, 1));
    if (done && !weights->model.attention.no_scale)
        tensor_scale(*out, (real)(1 / sqrt(d_k)), *out);
    tensor_free(&Q);
    tensor_free(&K);
    return done;
}

bool circuit_ov(Tensor *out, const CircuitWeights *weights, int head)
{
    const int H = weights->model.attention.H;
    const Tensor W_V = columns_of(weights->W_V, head, H), W_O = weights->W_O, U = weights->U;
    const int d_k = W_V.shape[1], begin = head * d_k;
    Tensor V = {.data = NULL}, Y = {.data = NULL};
    *out = (Tensor){.data = NULL};
    bool done = U.data && U.shape[1] <= CIRCUIT_SIDE && product(&V, weights->E, W_V);
    if (done && W_O.data)
        done = product(&Y, V, tensor_slice(W_O, 0, begin, begin + d_k)) && product(out, Y, U);
    else if (done)
        done = U.shape[0] == H * d_k && product(out, V, tensor_slice(U, 0, begin, begin + d_k));
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
    CircuitKind best = first->P.data || first->model.positions == POSITIONS_SINUSOIDAL ? KINDS[0] : KINDS[1];
    double most = 0;
    for (int k = 0; k < 4; k++) {
        double change = 0;
        for (int head = 0; head < first->model.attention.H; head++) {
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

bool circuit_choose(CircuitKind *kind, Snapshots *snapshots, const ModelOptions *model, int first, int last,
                    Message *message)
{
    const Tensor values = params_values(snapshots->store);
    Tensor before;
    CircuitWeights then, now;
    if (!snapshots_read(snapshots, first, message))
        return false;
    if (!circuit_weights(&now, snapshots->store, model))
        return message_set(message, "there are no circuits: the first layer has no attention");
    if (!tensor_new(&before, tensor_shape(values)))
        return message_set(message, "memory is out for the circuits");
    tensor_copy(before, values);
    then = circuit_weights_at(&now, values, before);
    const bool read = snapshots_read(snapshots, last, message);
    if (read)
        *kind = circuit_that_learned(&then, &now);
    tensor_free(&before);
    return read;
}
