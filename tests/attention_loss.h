// One head of attention under a cross-entropy, composed of ops: a small network for tests. T = 6, D = d_k = 8, C = 5.
#ifndef HEED_TESTS_ATTENTION_LOSS_H
#define HEED_TESTS_ATTENTION_LOSS_H

#include "autograd/ops.h"
#include "tensor/mask.h"
#include "tests/support.h"

enum { HEAD_T = 6, HEAD_D = 8, HEAD_C = 5 };

typedef struct {
    Params *params;
    Param W_Q, W_K, W_V, U;
    real X[HEAD_T * HEAD_D];
    uint8_t cells[HEAD_T * HEAD_T];
    Mask mask;
    Var (*through)(Tape *tape, Var W_K); // what W_K passes through before it is used; NULL: nothing
} Head;

// Weights are drawn from N(0, (scale / sqrt D)^2).
static inline void head_init(Head *head, real scale, uint64_t seed)
{
    Rng rng = rng_seed(seed, 1);
    const real deviation = scale / (real)sqrt(HEAD_D);
    *head = (Head){.params = quiet_params()};
    head->W_Q = params_add_normal(head->params, "W_Q", SHAPE(HEAD_D, HEAD_D), deviation, &rng);
    head->W_K = params_add_normal(head->params, "W_K", SHAPE(HEAD_D, HEAD_D), deviation, &rng);
    head->W_V = params_add_normal(head->params, "W_V", SHAPE(HEAD_D, HEAD_D), deviation, &rng);
    head->U = params_add_normal(head->params, "U", SHAPE(HEAD_D, HEAD_C), deviation, &rng);
    for (int i = 0; i < HEAD_T * HEAD_D; i++)
        head->X[i] = rng_normal(&rng);
    head->mask = mask_causal(head->cells, HEAD_T);
    cr_assert(params_error(head->params) == NULL, "%s", params_error(head->params));
}

static inline Var head_loss(Tape *tape, void *context)
{
    Head *head = context;
    static const int32_t targets[HEAD_T] = {0, 3, 1, -1, 4, 2};
    const Var X = op_constant(tape, tensor_on(head->X, SHAPE(HEAD_T, HEAD_D)));
    Var W_K = op_param(tape, head->W_K);
    if (head->through)
        W_K = head->through(tape, W_K);
    const Var Q = op_matmul(tape, X, op_param(tape, head->W_Q)), K = op_matmul(tape, X, W_K);
    const Var V = op_matmul(tape, X, op_param(tape, head->W_V));
    const Var S = op_matmul(tape, Q, op_transpose(tape, K, 0, 1));
    const Var A = op_softmax(tape, S, 1 / (real)sqrt(HEAD_D), head->mask);
    const Var logits = op_matmul(tape, op_matmul(tape, A, V), op_param(tape, head->U));
    return op_cross_entropy(tape, logits, targets);
}

#endif
