// The circuits of the first layer (Elhage et al. 2021, "A Mathematical Framework for Transformer Circuits"): what its
// weights say of tokens and positions, without any sequence.
//   QK   A W_Q W_K^T B^T / sqrt(d_k)    how strongly a query of A asks for a key of B; A and B are P or E
//   OV   E W_V U (or E W_V W_O U)       which answer a token that is attended to speaks for
// Where raw weights look like noise, these show what was learned.
#ifndef HEED_TRAIN_CIRCUITS_H
#define HEED_TRAIN_CIRCUITS_H

#include "layers/model.h"
#include "train/snapshots.h"

typedef enum { SIDE_TOKENS, SIDE_POSITIONS } CircuitSide;

// Which QK circuit: whose queries ask for whose keys.
typedef struct {
    CircuitSide query, key;
} CircuitKind;

typedef struct {
    Tensor E, P;                  // [vocabulary, D], [T, D]; P without data: it is no parameter
    Tensor W_Q, W_K, W_V, W_O, U; // of the first layer; W_O may be without data
    ModelOptions model;
} CircuitWeights;

// Views of a store whose names are the model's. A matrix that is tied to another stands for it. False: there is no
// layer of attention.
bool circuit_weights(CircuitWeights *weights, Params *params, const ModelOptions *model);

// The same weights as they were when all values of the store, which are `now`, were `before`.
CircuitWeights circuit_weights_at(const CircuitWeights *weights, Tensor now, Tensor before);

// [rows of A, rows of B] of one head; the caller frees it. False: a side has no data or more than CIRCUIT_SIDE rows, or
// memory is out; then it has no data.
enum { CIRCUIT_SIDE = 512 };
bool circuit_qk(Tensor *out, const CircuitWeights *weights, CircuitKind kind, int head);
// [vocabulary, classes] of one head, as above; false also if U does not take what the head gives.
bool circuit_ov(Tensor *out, const CircuitWeights *weights, int head);

// The QK circuit that training changed most, over all heads: each row less its mean, which softmax does not see.
CircuitKind circuit_that_learned(const CircuitWeights *first, const CircuitWeights *last);
// The same from the first and the last step's weights. False: they cannot be read, have no attention, or memory is out.
bool circuit_choose(CircuitKind *kind, Snapshots *snapshots, const ModelOptions *model, int first, int last,
                    Message *message);

#endif
