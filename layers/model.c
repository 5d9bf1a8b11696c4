// The model of every task.
#include "layers/model.h"

#include <stdio.h>

#include "autograd/write_op.h"

static BlockOptions block_options(const ModelOptions *options)
{
    return (BlockOptions){options->attention, options->feed_forward, options->layer_norm};
}

Model model_new(Params *params, ModelOptions options, Rng *rng)
{
    Model model = {.options = options};
    const int D = options.attention.D;
    int joined = 0; // the width of all heads; attention_new refuses what is none
    shape_count(SHAPE(options.attention.H, options.attention.d_k), &joined);
    if (options.layers < 1 || options.layers > MAX_LAYERS) {
        params_fail(params, "model_new: %d layers; there can be 1 to %d", options.layers, MAX_LAYERS);
        model.options.layers = 0;
    }
    if (options.layers > 1 && !options.attention.output_projection && joined != D)
        params_fail(params, "model_new: layers follow each other, so H d_k = %d must be D = %d, or W_O is needed",
                    joined, D);
    model.embed =
        embedding_new(params, "embed", (EmbeddingOptions){options.vocabulary, options.T, D, options.positions}, rng);
    for (int l = 0; l < model.options.layers; l++) {
        char name[32];
        snprintf(name, sizeof name, "layer%d", l);
        model.layer[l] = block_new(params, name, block_options(&options), rng);
    }
    const int width = options.attention.output_projection ? D : joined;
    model.head = linear_new(params, "head.U", "head.b", width, options.classes, D, rng);
    return model;
}

// The tokens with 0 for padding, in memory of the tape: whatever is looked up there, nothing sees it. NULL: there is
// no padding (or no memory, and the tape knows).
static const int32_t *without_padding(Tape *tape, const int32_t *tokens, int count)
{
    int first = 0;
    while (first < count && tokens[first] != PADDING)
        first++;
    int32_t *copy = first < count ? tape_alloc(tape, (size_t)count * sizeof *copy) : NULL;
    for (int i = 0; copy && i < count; i++)
        copy[i] = tokens[i] == PADDING ? 0 : tokens[i];
    return copy;
}

Prediction model_forward(Tape *tape, const Model *model, const int32_t *tokens, int B)
{
    Prediction out = {0};
    const int T = model->options.T;
    const MaskKind kind = model->options.attention.mask;
    const int32_t *whole = without_padding(tape, tokens, B * T);
    const Mask mask = whole ? attention_mask_padded(tape, kind, tokens, B, T) : attention_mask(tape, kind, T);
    Var X = embedding_forward(tape, &model->embed, whole ? whole : tokens, B, T);
    for (int l = 0; l < model->options.layers; l++) {
        const Attended attended = block_forward(tape, &model->layer[l], X, mask);
        out.A[l] = attended.A;
        out.Q[l] = attended.Q;
        out.K[l] = attended.K;
        out.V[l] = attended.V;
        X = attended.Y;
    }
    out.logits = linear_forward(tape, &model->head, X);
    return out;
}

void model_set_attention(Model *model, AttentionForm form)
{
    for (int l = 0; l < model->options.layers; l++)
        model->layer[l].attention.options.form = form;
}
