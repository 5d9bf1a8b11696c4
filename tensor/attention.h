// Attention of one head, equation 1 of Vaswani et al. (2017), in blocks, so that the scores S and the weights A [T,S]
// are never in memory as a whole (the idea of Dao et al. 2022, FlashAttention, for a machine with caches):
//
//   forward: a block of queries, all their keys       backward: a block of queries and a block of keys
//
//        keys ->                                            j
//     i  +-------------------+                            +---+---+---+
//        | A_i = softmax(Q_i K^T) |  Y_i = A_i V          |   | A |   |   A_ij is computed once more from Q_i, K_j and
//        +-------------------+                          i +---+---+---+   from the greatest score and the sum of each
//        |                   |                            |   |   |   |   row, which are all that forward keeps
//        +-------------------+                            +---+---+---+
//
// The rows of A_i are complete, so the numbers are those of the composed form: the same softmax of the same rows, with
// weights below e^-60 exactly 0 and rows that see nothing all 0. Blocks that nobody sees are left out.
//
// Functions are thread-safe as long as no two threads write the same elements.
#ifndef HEED_TENSOR_ATTENTION_H
#define HEED_TENSOR_ATTENTION_H

#include "tensor/rows.h"
#include "tensor/tensor.h"

typedef struct {
    Tensor Q, K, V;      // [T,d_k] [S,d_k] [S,d_v], any strides
    real scale;          // 1 / sqrt(d_k), as a rule
    const uint8_t *seen; // query i sees key j if seen[i * seen_step + j] is 1; NULL: it sees all
    int seen_step;
} AttentionHead;

typedef struct {
    Tensor dQ, dK, dV; // each without data if nobody wants it
} AttentionSlopes;

// The elements of scratch that either function needs.
int attention_scratch(int T, int S);
// Y = softmax(scale Q K^T, seen) V, and what backward needs to know of its rows. Y [T,d_v], row [T].
void attention_head(Tensor Y, SoftmaxRow *row, const AttentionHead *head, real *scratch);
// Adds to the slopes, given dY. Y and dY are row-major.
void attention_head_slopes(AttentionSlopes slopes, const AttentionHead *head, const SoftmaxRow *row, Tensor Y,
                           Tensor dY, real *scratch);

#endif
