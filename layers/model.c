// The model of every task.
#include "layers/model.h"

#include <stdio.h>

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
    model.embed = embedding_new(params, "embed", options.vocabulary, options.T, D, rng);
    for (int l = 0; l < model.options.layers; l++) {
        char name[32];
        snprintf(name, sizeof name, "layer%d.attention", l);
        model.layer[l] = attention_new(params, name, options.attention, rng);
    }
    const int width = options.attention.output_projection ? D : joined;
    model.head = linear_new(params, "head.U", "head.b", width, options.classes, D, rng);
    return model;
}

Prediction model_forward(Tape *tape, const Model *model, const int32_t *tokens, int B)
{
    Prediction out = {0};
    Var X = embedding_forward(tape, &model->embed, tokens, B, model->options.T);
    for (int l = 0; l < model->options.layers; l++) {
        const Attended attended = attention_forward(tape, &model->layer[l], X);
        out.A[l] = attended.A;
        X = attended.Y;
    }
    out.logits = linear_forward(tape, &model->head, X);
    return out;
}
