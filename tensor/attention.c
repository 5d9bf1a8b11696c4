// Attention of one head; tensor/attention.h has the drawing.
//   backward   dV += A^T dY,   dA = dY V^T,   dS = scale A (dA - rowsum(A dA)),   dQ += dS K,   dK += dS^T Q
// where rowsum(A dA) = rowsum(Y dY), which needs no block.
#include "tensor/attention.h"

#include <stddef.h>
#include <string.h>

// A block of forward has this many elements, which a cache of the second level holds beside K and V; one of backward
// has QUERIES x KEYS. Rows of a block are PAD longer: rows a power of 2 apart would share the same sets of the cache.
enum { BLOCK = 512 * 1024 / (int)sizeof(real), QUERIES = 64, LEAST_QUERIES = 16, KEYS = 256, PAD = 16 };

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

// How many queries a block of forward has, of S keys each.
static int block_queries(int S)
{
    const int queries = BLOCK / (S + PAD) / 8 * 8;
    return queries > QUERIES ? QUERIES : queries < LEAST_QUERIES ? LEAST_QUERIES : queries;
}

int attention_scratch(int T, int S)
{
    const int forward = smaller(T, block_queries(S)) * (S + PAD);
    const int backward = T + 2 * smaller(T, QUERIES) * (smaller(S, KEYS) + PAD);
    return forward > backward ? forward : backward;
}

// [rows, columns] on scratch
static Tensor block_on(real *scratch, int rows, int columns)
{
    return tensor_slice(tensor_on(scratch, SHAPE(rows, columns + PAD)), 1, 0, columns);
}

// Rows begin .. end - 1 of a matrix.
static Tensor rows_of(Tensor x, int begin, int end)
{
    return tensor_slice(x, 0, begin, end);
}

static Tensor transposed(Tensor x)
{
    return tensor_transpose(x, 0, 1);
}

static const uint8_t *seen_by(const AttentionHead *head, int i, int j)
{
    return head->seen ? head->seen + (ptrdiff_t)i * head->seen_step + j : NULL;
}

// Whether one of the queries i .. i_end - 1 sees one of the keys j .. j_end - 1.
static bool any_seen(const AttentionHead *head, int i, int i_end, int j, int j_end)
{
    if (!head->seen)
        return true;
    for (; i < i_end; i++)
        if (memchr(seen_by(head, i, j), 1, (size_t)(j_end - j)))
            return true;
    return false;
}

// How many keys there are up to the last block that one of the queries sees.
static int keys_seen(const AttentionHead *head, int i, int i_end)
{
    int keys = head->K.shape[0];
    for (int j = (keys - 1) / KEYS * KEYS; j >= 0 && keys > 0 && !any_seen(head, i, i_end, j, keys); j -= KEYS)
        keys = j;
    return keys;
}

void attention_head(Tensor Y, SoftmaxRow *row, const AttentionHead *head, real *scratch)
{
    const int T = head->Q.shape[0], queries = block_queries(head->K.shape[0]);
    for (int i = 0; i < T; i += queries) {
        const int i_end = smaller(i + queries, T), keys = keys_seen(head, i, i_end);
        const Tensor K = rows_of(head->K, 0, keys), V = rows_of(head->V, 0, keys);
        const Tensor A_i = block_on(scratch, i_end - i, keys);

        tensor_matmul(A_i, rows_of(head->Q, i, i_end), transposed(K));
        for (int r = i; r < i_end; r++) {
            real *A_r = A_i.data + (r - i) * A_i.stride[0];
            row[r] = row_softmax(A_r, A_r, keys, head->scale, seen_by(head, r, 0));
        }
        tensor_matmul(rows_of(Y, i, i_end), A_i, V);
    }
}

// What the loops of backward go through.
typedef struct {
    const AttentionHead *head;
    const SoftmaxRow *row;
    AttentionSlopes slopes;
    Tensor dY;
    real *dot, *block[2]; // rowsum(Y dY); scratch for A and dA
} Backward;

// The part of queries i .. i_end - 1 and keys j .. j_end - 1.
static void add_slopes_of_block(const Backward *b, int i, int i_end, int j, int j_end)
{
    const AttentionHead *head = b->head;
    const Tensor Q = rows_of(head->Q, i, i_end), K = rows_of(head->K, j, j_end), V = rows_of(head->V, j, j_end);
    const Tensor dQ = rows_of(b->slopes.dQ, i, i_end), dK = rows_of(b->slopes.dK, j, j_end),
                 dV = rows_of(b->slopes.dV, j, j_end), dY = rows_of(b->dY, i, i_end);
    const Tensor A = block_on(b->block[0], i_end - i, j_end - j), dA = block_on(b->block[1], i_end - i, j_end - j);

    tensor_matmul(A, Q, transposed(K));
    for (int r = i; r < i_end; r++) {
        real *A_r = A.data + (r - i) * A.stride[0];
        row_softmax_known(A_r, A_r, j_end - j, head->scale, seen_by(head, r, j), b->row[r]);
    }
    tensor_add_matmul(dV, transposed(A), dY);
    if (!dQ.data && !dK.data)
        return;
    tensor_matmul(dA, dY, transposed(V));
    for (int r = i; r < i_end; r++) {
        const real *A_r = A.data + (r - i) * A.stride[0];
        real *dA_r = dA.data + (r - i) * dA.stride[0];
        row_softmax_slope(dA_r, A_r, dA_r, j_end - j, head->scale, b->dot[r]);
    }
    const Tensor dS = dA;
    tensor_add_matmul(dQ, dS, K);
    tensor_add_matmul(dK, transposed(dS), Q);
}

void attention_head_slopes(AttentionSlopes slopes, const AttentionHead *head, const SoftmaxRow *row, Tensor Y,
                           Tensor dY, real *scratch)
{
    const int T = head->Q.shape[0], S = head->K.shape[0], d_v = head->V.shape[1];
    real *first = scratch + T, *second = first + smaller(T, QUERIES) * (smaller(S, KEYS) + PAD);
    const Backward b = {head, row, slopes, dY, scratch, {first, second}};
    for (int i = 0; i < T; i++)
        b.dot[i] = row_dot(Y.data + i * d_v, dY.data + i * d_v, d_v);
    for (int j = 0; j < S; j += KEYS)
        for (int i = 0; i < T; i += QUERIES) {
            const int i_end = smaller(i + QUERIES, T), j_end = smaller(j + KEYS, S);
            if (any_seen(head, i, i_end, j, j_end))
                add_slopes_of_block(&b, i, i_end, j, j_end);
        }
}
