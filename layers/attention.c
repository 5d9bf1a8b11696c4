// Self-attention, one line for each line of equation 1. The letters and shapes are at the head of attention.h.
#include "layers/attention.h"

#include "autograd/ops.h"
#include "autograd/write_op.h"
#include "layers/name.h"
#include "tensor/maths.h"
#include "tensor/mask.h"

#include <string.h>

static const real SOFT_START = REAL(0.3);

SelfAttention attention_new(Params *params, const char *name, AttentionOptions options, Rng *rng)
{
    SelfAttention layer = {.options = options, .W_O = {params, -1}};
    const int D = options.D, H = options.H, d_k = options.d_k;
    int width = 0; // of all heads
    if (D < 1 || H < 1 || d_k < 1)
        params_fail(params, "attention_new: D %d, H %d and d_k %d must be at least 1", D, H, d_k);
    else if (!shape_count(SHAPE(H, d_k), &width))
        params_fail(params, "attention_new: H d_k = %d x %d is too large", H, d_k);
    else if (options.residual && !options.output_projection && width != D)
        params_fail(params,
                    "attention_new: a residual adds Y [.., H d_k = %d x %d] to X [.., D = %d]: they must be equal, "
                    "or W_O must bring Y to D",
                    H, d_k, D);
    const real deviation = 1 / real_sqrt((real)(D > 0 ? D : 1));
    const Shape shape = SHAPE(D, width);
    layer.W_Q = params_add_normal(params, name_join(name, "W_Q").text, shape, SOFT_START * deviation, rng);
    layer.W_K = options.tie == TIE_K_Q
                    ? layer.W_Q
                    : params_add_normal(params, name_join(name, "W_K").text, shape, SOFT_START * deviation, rng);
    layer.W_V = options.tie == TIE_V_K ? layer.W_K
                                       : params_add_normal(params, name_join(name, "W_V").text, shape, deviation, rng);
    if (options.output_projection)
        layer.W_O =
            params_add_normal(params, name_join(name, "W_O").text, SHAPE(width, D), 1 / real_sqrt((real)width), rng);
    return layer;
}

Mask attention_mask(Tape *tape, MaskKind kind, int T)
{
    uint8_t *cells = kind == MASK_NONE ? NULL : tape_alloc(tape, (size_t)T * (size_t)T);
    if (!cells)
        return MASK_ALL; // if memory is out, the tape knows
    return kind == MASK_CAUSAL ? mask_causal(cells, T) : mask_strict(cells, T);
}

Mask attention_mask_of(uint8_t *cells, MaskKind kind, const int32_t *tokens, int T)
{
    if (kind == MASK_CAUSAL)
        mask_causal(cells, T);
    else if (kind == MASK_STRICT)
        mask_strict(cells, T);
    else
        memset(cells, 1, (size_t)T * (size_t)T);
    for (int i = 0; i < T * T; i++)
        cells[i] = cells[i] && tokens[i / T] != PADDING && tokens[i % T] != PADDING;
    return mask_on(cells, SHAPE(T, T));
}

Mask attention_mask_padded(Tape *tape, MaskKind kind, const int32_t *tokens, int B, int T)
{
    const size_t one = (size_t)T * (size_t)T;
    uint8_t *cells = tape_alloc(tape, (size_t)B * one);
    for (int b = 0; cells && b < B; b++)
        attention_mask_of(cells + (size_t)b * one, kind, tokens + (size_t)b * (size_t)T, T);
    return cells ? mask_on(cells, SHAPE(B, 1, T, T)) : MASK_ALL;
}

// [B,T,H d_k] -> [B,H,T,d_k]: only a change of strides.
static Var split_heads(Tape *tape, Var x, int H, int d_k)
{
    const Shape split = SHAPE(var_size(x, 0), var_size(x, 1), H, d_k);
    return op_permute(tape, op_reshape(tape, x, split), SHAPE(0, 2, 1, 3));
}

// [B,H,T,d_k] -> [B,T,H d_k]
static Var join_heads(Tape *tape, Var x)
{
    const int B = var_size(x, 0), H = var_size(x, 1), T = var_size(x, 2), d_k = var_size(x, 3);
    return op_reshape(tape, op_permute(tape, x, SHAPE(0, 2, 1, 3)), SHAPE(B, T, H * d_k));
}

Attended attention_forward(Tape *tape, const SelfAttention *layer, Var X)
{
    return attention_forward_masked(tape, layer, X, attention_mask(tape, layer->options.mask, var_size(X, 1)));
}

Attended attention_forward_masked(Tape *tape, const SelfAttention *layer, Var X, Mask mask)
{
    const int H = layer->options.H, d_k = layer->options.d_k;
    const Tensor x = var_value(X);
    char text[SHAPE_TEXT];
    if (x.data && (x.rank != 3 || x.shape[2] != layer->options.D))
        tape_fail(tape, "attention: X%s must be [B,T,D] with D = %d", shape_text(tensor_shape(x), text),
                  layer->options.D);
    const real scale = layer->options.no_scale ? 1 : 1 / real_sqrt((real)d_k);

    const Var Q = split_heads(tape, op_matmul(tape, X, op_param(tape, layer->W_Q)), H, d_k);
    const Var K = split_heads(tape, op_matmul(tape, X, op_param(tape, layer->W_K)), H, d_k);
    const Var V = split_heads(tape, op_matmul(tape, X, op_param(tape, layer->W_V)), H, d_k);
    Var A = VAR_NONE, Y;
    if (layer->options.form == ATTENTION_FUSED)
        Y = op_attention_fused(tape, Q, K, V, scale, mask);
    else {
        const Var S = op_matmul(tape, Q, op_transpose(tape, K, -2, -1));
        A = op_softmax(tape, S, scale, mask);
        Y = op_matmul(tape, A, V);
    }
    Y = join_heads(tape, Y);

    if (layer->options.output_projection)
        Y = op_matmul(tape, Y, op_param(tape, layer->W_O));
    if (layer->options.residual)
        Y = op_add(tape, X, Y);
    return (Attended){Y, A, Q, K, V};
}
