// Self-attention with H heads (Vaswani et al. 2017, equation 1 and section 3.2.2), in row vectors:
//   Q = X W_Q   K = X W_K   V = X W_V      X [B,T,D]   W_Q, W_K, W_V [D, H d_k]   Q, K, V [B,H,T,d_k]
//   S = Q K^T                              S [B,H,T,T]   row: the query, column: the key
//   A = softmax(S / sqrt(d_k), mask)       A [B,H,T,T]   each row sums to 1: this is the map that is drawn
//   Y = A V                                Y [B,T,H d_k], heads side by side; with W_O [H d_k, D]: Y W_O [B,T,D]
// and X + Y with a residual. (Texts that write W x mean column vectors, and the transposes of these matrices.)
//
// A layer belongs to the thread of its store.
#ifndef HEED_LAYERS_ATTENTION_H
#define HEED_LAYERS_ATTENTION_H

#include "autograd/tape.h"

HEED_BEGIN

// Which keys a query sees: all; itself and those before it; only those before it (but the first sees itself).
typedef enum { MASK_NONE, MASK_CAUSAL, MASK_STRICT } MaskKind;

// How it is computed: one op for each step, so that A can be looked at; or in one that stores no [T,T]
// (op_attention_fused), for speed. They agree but for rounding.
typedef enum { ATTENTION_COMPOSED, ATTENTION_FUSED } AttentionForm;

// Which matrix is another one. The one on the right of the sign exists, under its own name: W_K = W_Q, W_V = W_K.
typedef enum { TIE_NONE, TIE_K_Q, TIE_V_K } Tie;

typedef struct {
    int D, H, d_k; // width of X, number of heads, width of a head's queries, keys and values
    MaskKind mask;
    bool output_projection; // W_O
    bool residual;          // needs W_O or H d_k = D
    AttentionForm form;
    // To see what each part is for:
    Tie tie;
    bool no_scale; // A = softmax(S, mask)
} AttentionOptions;

typedef struct {
    AttentionOptions options;
    Param W_Q, W_K, W_V, W_O;
} SelfAttention;

typedef struct {
    Var Y, A;    // fused, there is no A: VAR_NONE
    Var Q, K, V; // [B,H,T,d_k]
} Attended;

// Adds name.W_Q, name.W_K ~ 0.3 N(0, 1/D), so that attention begins nearly uniform; name.W_V ~ N(0, 1/D) and, if
// wanted, name.W_O ~ N(0, 1/(H d_k)); a matrix that is another one is left out. Errors are the store's: sizes below 1,
// or a residual that does not fit.
SelfAttention attention_new(Params *params, const char *name, AttentionOptions options, Rng *rng);
Attended attention_forward(Tape *tape, const SelfAttention *layer, Var X);
// The same with another mask, which broadcasts to [B,H,T,T].
Attended attention_forward_masked(Tape *tape, const SelfAttention *layer, Var X, Mask mask);

// The mask of this kind over T positions, in memory of the tape.
Mask attention_mask(Tape *tape, MaskKind kind, int T);
// Where some tokens [B,T] are PADDING: the same, and besides no position sees padding or sees from it. [B,1,T,T]
enum { PADDING = -1 };
// That of one sequence, tokens [T], written to the caller's cells [T,T].
Mask attention_mask_of(uint8_t *cells, MaskKind kind, const int32_t *tokens, int T);
Mask attention_mask_padded(Tape *tape, MaskKind kind, const int32_t *tokens, int B, int T);

#ifndef HEED_NO_HERE
#define attention_new(params, ...) attention_new(params_here(params, __FILE__, __LINE__), __VA_ARGS__)
#define attention_forward(tape, ...) attention_forward(HERE(tape), __VA_ARGS__)
#define attention_forward_masked(tape, ...) attention_forward_masked(HERE(tape), __VA_ARGS__)
#endif

HEED_END

#endif
