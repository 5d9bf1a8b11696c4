// A layer of the model: self-attention and, if wanted, what surrounds it in Vaswani et al. (2017), section 3.1:
//   X = attention(X)         or X + attention(X) with a residual
//   X = norm1(X)             with layer normalization
//   X = feed_forward(X)      if it has one; or X + feed_forward(X)
//   X = norm2(X)
// The norm stands after the sum, as in the paper ("post-norm").
//
// A layer belongs to the thread of its store.
#ifndef HEED_LAYERS_BLOCK_H
#define HEED_LAYERS_BLOCK_H

#include "layers/attention.h"
#include "layers/feed_forward.h"
#include "layers/layer_norm.h"

HEED_BEGIN

typedef struct {
    AttentionOptions attention; // its residual is that of the feed-forward network too
    int feed_forward;           // inner width; 0: there is none
    bool layer_norm;
} BlockOptions;

typedef struct {
    BlockOptions options;
    SelfAttention attention;
    FeedForward feed_forward;
    LayerNorm norm1, norm2;
} Block;

// Adds name.attention.W_Q .., and if they are wanted name.norm1.g, .b, name.feed_forward.W_1, .b_1, .W_2, .b_2 and
// name.norm2.g, .b. Errors are the store's: those of the parts, or a negative width.
Block block_new(Params *params, const char *name, BlockOptions options, Rng *rng);
// The mask broadcasts to [B,H,T,T].
Attended block_forward(Tape *tape, const Block *layer, Var X, Mask mask);

#ifndef HEED_NO_HERE
#define block_new(params, ...) block_new(params_here(params, __FILE__, __LINE__), __VA_ARGS__)
#define block_forward(tape, ...) block_forward(HERE(tape), __VA_ARGS__)
#endif

HEED_END

#endif
