// What stands around attention, ties and padding: values derived by hand, and what must hold of them.
#include "layers/model.h"

#include "autograd/ops.h"
#include "tests/layer_suite.h"

TestSuite(block, .init = begin, .fini = end);

// The rows have mean 2 and variance 1 (to which 1e-5 is added), and mean 0 and variance 0.
Test(block, layer_norm_by_hand)
{
    const LayerNorm norm = layer_norm_new(params, "n", 2);
    const Var x = op_constant(tape, TENSOR(SHAPE(2, 2), 1, 3, 0, 0));
    const double one = 1 / sqrt(1 + 1e-5);
    expect_elements(var_value(layer_norm_forward(tape, &norm, x)), -one, one, 0, 0);
    SET("n.g", SHAPE(2), 10, 100);
    SET("n.b", SHAPE(2), 5, 7);
    expect_elements(var_value(layer_norm_forward(tape, &norm, x)), 5 - 10 * one, 7 + 100 * one, 5, 7);
}

// x W_1 + b_1 = (1, -1 + 1, -2 - 4), of which relu leaves 1, 0, 0; and (-1, 0 + 1, 3 - 4), of which it leaves 0, 1, 0.
Test(block, feed_forward_by_hand)
{
    const FeedForward layer = feed_forward_new(params, "f", 2, 3, &rng);
    SET("f.W_1", SHAPE(2, 3), 1, -1, -2, -1, 0, 3);
    SET("f.b_1", SHAPE(3), 0, 1, -4);
    SET("f.W_2", SHAPE(3, 2), 2, 3, 4, 5, 6, 7);
    SET("f.b_2", SHAPE(2), 10, 20);
    const Var x = op_constant(tape, TENSOR(SHAPE(2, 2), 1, 0, 0, 1));
    expect_elements(var_value(feed_forward_forward(tape, &layer, x)), 12, 23, 14, 25);
}

// Tied, both projections come from one matrix; unscaled, scores are as they are. X = 1 and 2, d_k = 4 and all weights
// 1/2: Q = K = V = X/2 in each of 4 components, S = X X', and sqrt(d_k) = 2.
Test(block, ties_and_scores_without_scale_by_hand)
{
    static const struct {
        Tie tie;
        bool no_scale;
        const char *names[3];
    } rows[] = {
        {TIE_NONE, false, {"a.W_Q", "a.W_K", "a.W_V"}},
        {TIE_K_Q, false, {"a.W_Q", "a.W_V", NULL}},
        {TIE_V_K, true, {"a.W_Q", "a.W_K", NULL}},
    };
    for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
        Params *store = quiet_params();
        const AttentionOptions options = {
            .D = 1, .H = 1, .d_k = 4, .tie = rows[row].tie, .no_scale = rows[row].no_scale};
        const SelfAttention layer = attention_new(store, "a", options, &rng);
        const int count = rows[row].names[2] ? 3 : 2;
        cr_assert_eq(params_count(store), count);
        for (int i = 0; i < count; i++)
            cr_expect_str_eq(param_name(params_at(store, i)), rows[row].names[i]);
        tensor_fill(params_values(store), REAL(0.5));
        const Attended out = attention_forward(tape, &layer, op_constant(tape, TENSOR(SHAPE(1, 2, 1), 1, 2)));
        const double scale = rows[row].no_scale ? 1 : 0.5;
        for (int t = 0; t < 2; t++) {
            const double a = 1 / (1 + exp(-(t + 1) * scale)); // of key 1, whose score is t + 1 more
            cr_expect(is_near(var_value(out.A).data[2 * t + 1], a, 1), "row %zu: %g, expected %g", row,
                      (double)var_value(out.A).data[2 * t + 1], a);
            cr_expect(is_near(var_value(out.Y).data[4 * t], (1 - a) / 2 + a, 1), "row %zu", row);
        }
        tape_reset(tape);
        params_free(store);
    }
}

// --- padding --------------------------------------------------------------------------------------------------------

// What a padded sequence says at its own positions is what it says alone, and padding sees and is seen by nothing.
Test(block, padding_changes_nothing)
{
    static const int32_t token[] = {2, 1, 4, 0, 3, 1, PADDING, PADDING};
    for (MaskKind mask = MASK_NONE; mask <= MASK_STRICT; mask++) {
        Params *store = quiet_params();
        const ModelOptions options = {
            .vocabulary = 5,
            .classes = 6,
            .T = 4,
            .layers = 2,
            .attention = {.D = 8, .H = 2, .d_k = 4, .mask = mask, .residual = true},
            .feed_forward = 5,
            .layer_norm = true,
        };
        Model model = model_new(store, options, &rng);
        cr_assert(params_error(store) == NULL);
        const Prediction padded = model_forward(tape, &model, token, 2);
        model.options.T = 2;
        const Prediction alone = model_forward(tape, &model, token + 4, 1);
        const real *logits = var_value(padded.logits).data + 4 * 6;
        for (int i = 0; i < 2 * 6; i++)
            cr_expect(is_near(logits[i], (double)var_value(alone.logits).data[i], 8), "mask %d: logit %d", mask, i);
        for (int h = 0; h < 2; h++)
            for (int t = 0; t < 4; t++)
                for (int j = 0; j < 4; j++) {
                    const real a = var_value(padded.A[1]).data[((2 + h) * 4 + t) * 4 + j];
                    cr_expect(t < 2 && j < 2 ? is_near(a, (double)var_value(alone.A[1]).data[(h * 2 + t) * 2 + j], 1)
                                             : a == 0,
                              "mask %d: head %d, weight %d %d is %g", mask, h, t, j, (double)a);
                }
        tape_reset(tape);
        params_free(store);
    }
}
