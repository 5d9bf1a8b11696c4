// The model of every task: embedding, layers of self-attention, and a linear head.
//   X = E[tokens] + P        X [B,T,D]
//   X = block_l(X)           for each layer l (layers/block.h)
//   logits = X U + b         [B,T,classes]
// Its parameters are embed.E, embed.P, layer0.attention.W_Q (W_K, W_V, W_O), ..., head.U, head.b, added and drawn in
// this order.
//
// Sequences of several lengths are filled up at their end with tokens that are PADDING: these attend to nothing and
// nothing attends to them, and their targets are -1.
//
// A model belongs to the thread of its store.
#ifndef HEED_LAYERS_MODEL_H
#define HEED_LAYERS_MODEL_H

#include "layers/block.h"
#include "layers/embedding.h"

HEED_BEGIN

enum { MAX_LAYERS = 8 };

typedef struct {
    int vocabulary, classes, T, layers;
    Positions positions;
    // Of every layer: see BlockOptions.
    AttentionOptions attention;
    int feed_forward;
    bool layer_norm;
} ModelOptions;

typedef struct {
    ModelOptions options;
    Embedding embed;
    Block layer[MAX_LAYERS];
    Linear head;
} Model;

typedef struct {
    Var logits;                                      // [B,T,classes]
    Var A[MAX_LAYERS];                               // [B,H,T,T] of each layer; VAR_NONE of one that is fused
    Var Q[MAX_LAYERS], K[MAX_LAYERS], V[MAX_LAYERS]; // [B,H,T,d_k]: what it was made from
} Prediction;

// Errors are the store's: more than MAX_LAYERS layers, and those of the parts.
Model model_new(Params *params, ModelOptions options, Rng *rng);
Prediction model_forward(Tape *tape, const Model *model, const int32_t *tokens, int B);
// How its layers compute attention from now on.
void model_set_attention(Model *model, AttentionForm form);

#ifndef HEED_NO_HERE
#define model_new(params, ...) model_new(params_here(params, __FILE__, __LINE__), __VA_ARGS__)
#define model_forward(tape, ...) model_forward(HERE(tape), __VA_ARGS__)
#endif

HEED_END

#endif
