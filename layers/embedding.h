// Token and position embedding:  x_t = E[token_t] + P[t]      tokens [B,T]      X [B,T,D]
//   learned      E [vocabulary,D], P [T,D] ~ N(0,1): the variant of Vaswani et al. (2017), table 3, row E
//   sinusoidal   P[t,2i] = sin(t / 10000^(2i/D)), P[t,2i+1] = cos(t / 10000^(2i/D)): their section 3.5; no parameter
//   none         x_t = E[token_t]: the model then cannot tell one order of the tokens from another
//
// A layer belongs to the thread of its store.
#ifndef HEED_LAYERS_EMBEDDING_H
#define HEED_LAYERS_EMBEDDING_H

#include "autograd/tape.h"

HEED_BEGIN

typedef enum { POSITIONS_LEARNED, POSITIONS_SINUSOIDAL, POSITIONS_NONE } Positions;

typedef struct {
    int vocabulary, T, D;
    Positions positions;
} EmbeddingOptions;

typedef struct {
    EmbeddingOptions options;
    Param E, P; // P.index -1: it is not learned
} Embedding;

// Adds "embed.E" and, if it is learned, "embed.P" when name is "embed". Errors are the store's.
Embedding embedding_new(Params *params, const char *name, EmbeddingOptions options, Rng *rng);
// Fills P [T,D] with the sinusoids.
void embedding_sinusoids(Tensor P);
// tokens: B rows of T, borrowed for the call; T is at most that of the options.
Var embedding_forward(Tape *tape, const Embedding *layer, const int32_t *tokens, int B, int T);

#ifndef HEED_NO_HERE
#define embedding_new(params, ...) embedding_new(params_here(params, __FILE__, __LINE__), __VA_ARGS__)
#define embedding_forward(tape, ...) embedding_forward(HERE(tape), __VA_ARGS__)
#endif

HEED_END

#endif
