// Token and position embedding, both learned:  x_t = E[token_t] + P[t]
//   E [vocabulary,D]  P [T,D]  ~ N(0,1)      tokens [B,T]      X [B,T,D]
// Vaswani et al. (2017) add positions in the same place; learned ones are the variant of their table 3, row E.
//
// A layer belongs to the thread of its store.
#ifndef HEED_LAYERS_EMBEDDING_H
#define HEED_LAYERS_EMBEDDING_H

#include "autograd/tape.h"

HEED_BEGIN

typedef struct {
    Param E, P;
} Embedding;

// Adds "embed.E" and "embed.P" when name is "embed". Errors are the store's.
Embedding embedding_new(Params *params, const char *name, int vocabulary, int T, int D, Rng *rng);
// tokens: B rows of T, borrowed for the call; T is at most the T of embedding_new.
Var embedding_forward(Tape *tape, const Embedding *layer, const int32_t *tokens, int B, int T);

#ifndef HEED_NO_HERE
#define embedding_new(params, ...) embedding_new(params_here(params, __FILE__, __LINE__), __VA_ARGS__)
#define embedding_forward(tape, ...) embedding_forward(HERE(tape), __VA_ARGS__)
#endif

HEED_END

#endif
