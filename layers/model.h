// The model of every task: embedding, layers of self-attention, and a linear head.
//   X = E[tokens] + P        X [B,T,D]
//   X = attention_l(X)       for each layer l; with a residual X + attention_l(X)
//   logits = X U + b         [B,T,classes]
// Its parameters are embed.E, embed.P, layer0.attention.W_Q (W_K, W_V, W_O), ..., head.U, head.b, added and drawn in
// this order.
//
// A model belongs to the thread of its store.
#ifndef HEED_LAYERS_MODEL_H
#define HEED_LAYERS_MODEL_H

#include "layers/attention.h"
#include "layers/embedding.h"
#include "layers/linear.h"

HEED_BEGIN

enum { MAX_LAYERS = 8 };

typedef struct {
    int vocabulary, classes, T, layers;
    AttentionOptions attention; // of every layer
} ModelOptions;

typedef struct {
    ModelOptions options;
    Embedding embed;
    SelfAttention layer[MAX_LAYERS];
    Linear head;
} Model;

typedef struct {
    Var logits;        // [B,T,classes]
    Var A[MAX_LAYERS]; // [B,H,T,T] of each layer
} Prediction;

// Errors are the store's: more than MAX_LAYERS layers, and those of the parts.
Model model_new(Params *params, ModelOptions options, Rng *rng);
Prediction model_forward(Tape *tape, const Model *model, const int32_t *tokens, int B);

#ifndef HEED_NO_HERE
#define model_new(params, ...) model_new(params_here(params, __FILE__, __LINE__), __VA_ARGS__)
#define model_forward(tape, ...) model_forward(HERE(tape), __VA_ARGS__)
#endif

HEED_END

#endif
