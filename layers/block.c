// A layer of the model.
#include "layers/block.h"

#include "autograd/ops.h"
#include "layers/name.h"

Block block_new(Params *params, const char *name, BlockOptions options, Rng *rng)
{
    Block layer = {.options = options};
    const AttentionOptions *attention = &options.attention;
    if (options.feed_forward < 0)
        params_fail(params, "block_new: a feed-forward network of width %d", options.feed_forward);
    layer.attention = attention_new(params, name_join(name, "attention").text, *attention, rng);
    int joined = 0; // the width of all heads; attention_new refuses what is none
    shape_count(SHAPE(attention->H, attention->d_k), &joined);
    const int D = attention->output_projection ? attention->D : joined;
    if (options.layer_norm)
        layer.norm1 = layer_norm_new(params, name_join(name, "norm1").text, D);
    if (options.feed_forward > 0)
        layer.feed_forward =
            feed_forward_new(params, name_join(name, "feed_forward").text, D, options.feed_forward, rng);
    if (options.layer_norm && options.feed_forward > 0)
        layer.norm2 = layer_norm_new(params, name_join(name, "norm2").text, D);
    return layer;
}

Attended block_forward(Tape *tape, const Block *layer, Var X, Mask mask)
{
    const BlockOptions *o = &layer->options;
    Attended out = attention_forward_masked(tape, &layer->attention, X, mask);
    Var Y = out.Y;
    if (o->layer_norm)
        Y = layer_norm_forward(tape, &layer->norm1, Y);
    if (o->feed_forward > 0) {
        const Var F = feed_forward_forward(tape, &layer->feed_forward, Y);
        Y = o->attention.residual ? op_add(tape, Y, F) : F;
        if (o->layer_norm)
            Y = layer_norm_forward(tape, &layer->norm2, Y);
    }
    out.Y = Y;
    return out;
}
