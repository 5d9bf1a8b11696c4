// Attention in one op, which never stores the weights A; op_attention is its composed form, where each step is seen.
//   forward    Y = A V,   A = softmax(s Q K^T, mask)
//   backward   dV += A^T dY,   dA = dY V^T,   dS = s A (dA - rowsum(A dA)),   dQ += dS K,   dK += dS^T Q
// Q [..,T,d_k], K [..,S,d_k], V [..,S,d_v], Y [..,T,d_v]; leading axes broadcast; the mask broadcasts to [..,T,S]. For
// each row of A its largest score and its sum are kept, from which backward computes A anew (tensor/attention.h).
// Dao et al. (2022), FlashAttention: fast and memory-efficient exact attention with IO-awareness.
#include "autograd/ops.h"
#include "autograd/tape_inner.h"
#include "autograd/write_op.h"
#include "tensor/attention.h"
#include "tensor/mask.h"

#include <stddef.h>

typedef struct {
    Shape batch; // the leading axes of Y
    int heads;   // their product
    real scale;
    Mask mask;
    SoftmaxRow *row; // [heads, T]
    Threads *threads;
    bool apart;     // no two heads add to the same gradient: threads may share backward too
    ptrdiff_t room; // of each thread in
    real *scratch;
} Fused;

// The leading axes of x.
static Shape batch_of(Tensor x)
{
    Shape batch = tensor_shape(x);
    batch.rank -= 2;
    return batch;
}

// Matrix r of the batch; where x has fewer of them, it repeats.
static Tensor matrix_at(Tensor x, Shape batch, int r)
{
    Tensor matrix = {.data = x.data, .rank = 2};
    if (!x.data)
        return matrix; // a gradient that nobody wants
    for (int axis = 0; axis < 2; axis++) {
        matrix.shape[axis] = x.shape[x.rank - 2 + axis];
        matrix.stride[axis] = x.stride[x.rank - 2 + axis];
    }
    for (int axis = batch.rank - 1; axis >= 0; axis--) {
        const int own = axis - (batch.rank - (x.rank - 2)), i = r % batch.n[axis];
        if (own >= 0 && x.shape[own] > 1)
            matrix.data += (ptrdiff_t)i * x.stride[own];
        r /= batch.n[axis];
    }
    return matrix;
}

// The shape of the scores, which are nowhere.
static Shape scores_shape(const Node *y, Shape batch)
{
    Shape scores = batch;
    scores.n[scores.rank++] = y->in[0]->value.shape[y->in[0]->value.rank - 2];
    scores.n[scores.rank++] = y->in[1]->value.shape[y->in[1]->value.rank - 2];
    return scores;
}

static AttentionHead head_at(const Node *y, const Fused *fused, int r)
{
    const Mask mask = fused->mask;
    const Shape scores = scores_shape(y, fused->batch);
    return (AttentionHead){
        .Q = matrix_at(y->in[0]->value, fused->batch, r),
        .K = matrix_at(y->in[1]->value, fused->batch, r),
        .V = matrix_at(y->in[2]->value, fused->batch, r),
        .scale = fused->scale,
        .seen = mask_row(mask, scores, r * scores.n[scores.rank - 2]),
        .seen_step = mask.rank > 1 && mask.shape[mask.rank - 2] > 1 ? mask.stride[mask.rank - 2] : 0,
    };
}

static void forward_share(void *context, int thread, int begin, int end)
{
    const Node *y = context;
    const Fused *fused = y->saved;
    const int T = y->value.shape[y->value.rank - 2];
    for (int r = begin; r < end; r++) {
        const AttentionHead head = head_at(y, fused, r);
        attention_head(matrix_at(y->value, fused->batch, r), fused->row + r * T, &head,
                       fused->scratch + thread * fused->room);
    }
}

static void backward_share(void *context, int thread, int begin, int end)
{
    const Node *y = context;
    const Fused *fused = y->saved;
    const int T = y->value.shape[y->value.rank - 2];
    for (int r = begin; r < end; r++) {
        const AttentionHead head = head_at(y, fused, r);
        const AttentionSlopes slopes = {matrix_at(y->in[0]->grad, fused->batch, r),
                                        matrix_at(y->in[1]->grad, fused->batch, r),
                                        matrix_at(y->in[2]->grad, fused->batch, r)};
        attention_head_slopes(slopes, &head, fused->row + r * T, matrix_at(y->value, fused->batch, r),
                              matrix_at(y->grad, fused->batch, r), fused->scratch + thread * fused->room);
    }
}

static void attention_backward(Node *y)
{
    const Fused *fused = y->saved;
    threads_share(fused->apart ? fused->threads : NULL, fused->heads, backward_share, y);
}

static Var attention_sample(Tape *tape, Sampler *s)
{
    static const uint8_t PADDING[] = {1, 1, 1, 0, 1, 1, 0, 0, 0, 0, 0, 0}; // the third sequence sees nothing
    uint8_t cells[16];
    switch (sample_kind(s)) {
    case 0: {
        const Var Q = sample_normal(tape, s, SHAPE(3, 2)), K = sample_normal(tape, s, SHAPE(4, 2));
        return op_attention_fused(tape, Q, K, sample_normal(tape, s, SHAPE(4, 3)), REAL(0.7), MASK_ALL);
    }
    case 1: {
        const Var X = sample_normal(tape, s, SHAPE(2, 4, 3)); // a sequence that looks at itself
        return op_attention_fused(tape, X, X, X, 1, mask_strict(cells, 4));
    }
    case 2: {
        const Var Q = op_transpose(tape, sample_normal(tape, s, SHAPE(2, 3, 3, 2)), 1, 2);
        const Var K = sample_normal(tape, s, SHAPE(4, 2)); // the same keys for every head
        return op_attention_fused(tape, Q, K, sample_normal(tape, s, SHAPE(3, 4, 2)), 1, MASK_ALL);
    }
    default: {
        const Var Q = sample_normal(tape, s, SHAPE(3, 2, 2)), K = sample_normal(tape, s, SHAPE(3, 4, 2));
        return op_attention_fused(tape, Q, K, sample_normal(tape, s, SHAPE(3, 4, 2)), REAL(1.5),
                                  mask_on(PADDING, SHAPE(3, 1, 4)));
    }
    }
}

const Op OP_ATTENTION_FUSED = {
    .name = "attention_fused", .backward = attention_backward, .sample = attention_sample, .samples = 4};

// Whether Q, K and V fit together; batch is then the shape of their leading axes.
static bool fit(Tensor Q, Tensor K, Tensor V, Shape *batch)
{
    return Q.rank >= 2 && K.rank >= 2 && V.rank >= 2 && Q.shape[Q.rank - 1] == K.shape[K.rank - 1] &&
           K.shape[K.rank - 2] == V.shape[V.rank - 2] && shape_broadcast(batch, batch_of(Q), batch_of(K)) &&
           shape_broadcast(batch, *batch, batch_of(V));
}

// Whether each head has its own part of x's gradient, or x wants none.
static bool is_apart(const Node *x, int heads)
{
    int own = 0;
    return !x->needs_grad || (shape_count(batch_of(x->value), &own) && own == heads);
}

static bool all_apart(const Node *y, int heads)
{
    const Node *Q = y->in[0], *K = y->in[1], *V = y->in[2];
    return is_apart(Q, heads) && is_apart(K, heads) && is_apart(V, heads) && Q != K && K != V && V != Q;
}

static Fused *make_fused(Tape *tape, const Node *y, Shape batch)
{
    const Shape scores = scores_shape(y, batch);
    const int T = scores.n[scores.rank - 2], S = scores.n[scores.rank - 1];
    int heads = 0;
    if (!shape_count(batch, &heads))
        return NULL; // Y has been counted, and is at least as large
    Fused *fused = tape_alloc(tape, sizeof *fused);
    SoftmaxRow *row = tape_alloc(tape, (size_t)heads * (size_t)T * sizeof *row);
    const int room = attention_scratch(T, S), d_k = y->in[0]->value.shape[y->in[0]->value.rank - 1];
    Threads *threads = threads_for(tape_threads(tape), (double)heads * T * S * d_k);
    real *scratch = tape_alloc(tape, (size_t)threads_count(threads) * (size_t)room * sizeof *scratch);
    if (!fused || !row || !scratch)
        return NULL;
    *fused = (Fused){.batch = batch,
                     .heads = heads,
                     .row = row,
                     .threads = threads,
                     .apart = all_apart(y, heads),
                     .room = room,
                     .scratch = scratch};
    return fused;
}

// The tape's own copy: the mask is borrowed for the call only, and backward looks at it again.
static Mask keep_mask(Tape *tape, Mask mask)
{
    int bytes = 1;
    for (int axis = 0; axis < mask.rank; axis++)
        bytes += (mask.shape[axis] - 1) * mask.stride[axis];
    if (!mask.data || bytes < 1)
        return mask; // there is nothing to look at
    mask.data = tape_keep(tape, mask.data, (size_t)bytes);
    return mask;
}

Var op_attention_fused(Tape *tape, Var Q_, Var K_, Var V_, real scale, Mask mask)
{
    Node *y = tape_push(tape, &OP_ATTENTION_FUSED, Q_, K_, V_);
    if (!y)
        return VAR_NONE;
    const Tensor Q = y->in[0]->value, K = y->in[1]->value, V = y->in[2]->value;
    char text_q[SHAPE_TEXT], text_k[SHAPE_TEXT], text_v[SHAPE_TEXT];
    Shape shape = SCALAR;
    if (!fit(Q, K, V, &shape))
        return tape_fail(tape,
                         "attention_fused: Q%s, K%s and V%s must be [..,T,d_k], [..,S,d_k] and [..,S,d_v], and their "
                         "leading axes broadcast",
                         shape_text(tensor_shape(Q), text_q), shape_text(tensor_shape(K), text_k),
                         shape_text(tensor_shape(V), text_v));
    const Shape batch = shape, scores = scores_shape(y, batch);
    if (!mask_fits(mask, scores))
        return tape_fail(tape,
                         "attention_fused: mask%s does not fit the scores %s: it broadcasts, but for the last axis",
                         shape_text(mask_shape(mask), text_k), shape_text(scores, text_q));
    shape.n[shape.rank++] = Q.shape[Q.rank - 2];
    shape.n[shape.rank++] = V.shape[V.rank - 1];
    y->value = tape_tensor(tape, shape);
    Fused *fused = y->value.data ? make_fused(tape, y, batch) : NULL;
    if (!fused)
        return VAR_NONE;
    fused->scale = scale;
    fused->mask = keep_mask(tape, mask);
    y->saved = fused;
    if (!tape_error(tape))
        threads_share(fused->threads, fused->heads, forward_share, y);
    return node_var(y);
}
