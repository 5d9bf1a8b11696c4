// Linear, embedding and the model: values derived by hand, the names and the order of parameters, and how they begin.
#include "layers/model.h"

#include "autograd/ops.h"
#include "tests/layer_suite.h"

TestSuite(layers, .init = begin, .fini = end);

// --- values by hand -------------------------------------------------------------------------------------------------

Test(layers, linear_by_hand)
{
    const Linear with = linear_new(params, "W", "b", 3, 2, 3, &rng),
                 without = linear_new(params, "U", NULL, 3, 2, 3, &rng);
    SET("W", SHAPE(3, 2), 1, 2, 3, 4, 5, 6);
    SET("U", SHAPE(3, 2), 1, 2, 3, 4, 5, 6);
    SET("b", SHAPE(2), 100, 200);
    const Var x = op_constant(tape, TENSOR(SHAPE(2, 1, 3), 1, 1, 1, 1, 0, -1));
    expect_shape(var_value(linear_forward(tape, &with, x)), 2, 1, 2);
    expect_elements(var_value(linear_forward(tape, &with, x)), 109, 212, 96, 196);
    expect_elements(var_value(linear_forward(tape, &without, x)), 9, 12, -4, -4);
    cr_expect_eq(params_count(params), 3, "no bias was asked for");
}

Test(layers, embedding_by_hand)
{
    const Embedding embed = embedding_new(params, "embed", (EmbeddingOptions){4, 3, 2, POSITIONS_LEARNED}, &rng);
    SET("embed.E", SHAPE(4, 2), 0, 1, 10, 11, 20, 21, 30, 31);
    SET("embed.P", SHAPE(3, 2), 100, 200, 300, 400, 500, 600);
    const int32_t token[] = {3, 0, 3, 1, 2, 1};
    Var X = embedding_forward(tape, &embed, token, 2, 3);
    expect_shape(var_value(X), 2, 3, 2);
    expect_elements(var_value(X), 130, 231, 300, 401, 530, 631, 110, 211, 320, 421, 510, 611);
    X = embedding_forward(tape, &embed, token, 3, 2); // shorter sequences take the first positions
    expect_shape(var_value(X), 3, 2, 2);
    expect_elements(var_value(X), 130, 231, 300, 401, 130, 231, 310, 411, 120, 221, 310, 411);
}

// D = 4: the frequencies are 1 and 1/100.
Test(layers, sinusoids_by_hand)
{
    const Embedding embed = embedding_new(params, "embed", (EmbeddingOptions){2, 3, 4, POSITIONS_SINUSOIDAL}, &rng);
    SET("embed.E", SHAPE(2, 4), 0, 0, 0, 0, 10, 20, 30, 40);
    const int32_t token[] = {1, 0, 0};
    const double s1 = 0.8414709848078965, c1 = 0.5403023058681398, s2 = 0.9092974268256817, c2 = -0.4161468365471424;
    const double s01 = 0.009999833334166664, c01 = 0.9999500004166653, s02 = 0.01999866669333308,
                 c02 = 0.9998000066665778;
    cr_expect_eq(params_count(params), 1, "positions are no parameter");
    expect_elements(var_value(embedding_forward(tape, &embed, token, 1, 3)), 10, 21, 30, 41, s1, c1, s01, c01, s2, c2,
                    s02, c02);
}

Test(layers, without_positions_a_token_is_the_same_everywhere)
{
    const Embedding embed = embedding_new(params, "embed", (EmbeddingOptions){2, 3, 2, POSITIONS_NONE}, &rng);
    SET("embed.E", SHAPE(2, 2), 1, 2, 3, 4);
    expect_elements(var_value(embedding_forward(tape, &embed, (const int32_t[]){1, 0, 1}, 1, 3)), 3, 4, 1, 2, 3, 4);
    cr_expect_eq(params_count(params), 1);
}

// Two layers, each X + A V. Layer 0 looks everywhere (W_Q = 0); layer 1 is test_attention.c's example with d_k = 1.
//   X = E[1] + P[0], E[0] + P[1] = 0, 1   A = 1/2   V = 2 X   A V = 1     X = 1, 2
//   S = t j ln 3    A = (3, 9) / 12, (9, 81) / 90    V = 10 X              X = 1 + 17.5, 2 + 19
//   logits = X (1, -2) + (0.5, 100)
Test(layers, a_model_of_two_layers_by_hand)
{
    const Model model = model_new(params,
                                  (ModelOptions){.vocabulary = 2,
                                                 .classes = 2,
                                                 .T = 2,
                                                 .layers = 2,
                                                 .attention = {.D = 1, .H = 1, .d_k = 1, .residual = true}},
                                  &rng);
    SET("embed.E", SHAPE(2, 1), 3, -2);
    SET("embed.P", SHAPE(2, 1), 2, -2);
    SET("layer0.attention.W_Q", SHAPE(1, 1), 0);
    SET("layer0.attention.W_V", SHAPE(1, 1), 2);
    SET("layer1.attention.W_Q", SHAPE(1, 1), 1);
    SET("layer1.attention.W_K", SHAPE(1, 1), (real)log(3));
    SET("layer1.attention.W_V", SHAPE(1, 1), 10);
    SET("head.U", SHAPE(1, 2), 1, -2);
    SET("head.b", SHAPE(2), 0.5, 100);
    const Prediction out = model_forward(tape, &model, (const int32_t[]){1, 0}, 1);
    expect_elements(var_value(out.A[0]), 0.5, 0.5, 0.5, 0.5);
    expect_elements(var_value(out.A[1]), 0.25, 0.75, 0.1, 0.9);
    expect_shape(var_value(out.logits), 1, 2, 2);
    expect_elements(var_value(out.logits), 19, 63, 21.5, 58);
    cr_expect(tape_error(tape) == NULL);
}

Test(layers, a_model_has_the_shapes_of_its_header)
{
    const Model model = model_new(
        params,
        (ModelOptions){.vocabulary = 5,
                       .classes = 6,
                       .T = 4,
                       .layers = 2,
                       .attention = {.D = 8, .H = 2, .d_k = 3, .mask = MASK_CAUSAL, .output_projection = true}},
        &rng);
    const int32_t token[12] = {0, 1, 2, 3, 4, 3, 2, 1, 0, 1, 1, 1};
    const Prediction out = model_forward(tape, &model, token, 3);
    expect_shape(var_value(out.logits), 3, 4, 6);
    expect_shape(var_value(out.A[0]), 3, 2, 4, 4);
    expect_shape(var_value(out.A[1]), 3, 2, 4, 4);
    cr_expect(out.A[2].tape == NULL, "there is no third layer");
}

// --- names, order and beginning -------------------------------------------------------------------------------------

typedef struct {
    const char *name;
    Shape shape;
    double deviation;
} Expected;

// D = 48 and H d_k = 96, so that 1/sqrt(D) and 1/sqrt(H d_k) cannot be taken for each other.
static const double D = 48, JOINED = 96;

static void expect_parameters(const Expected *expected, int count)
{
    Rng same = rng_seed(5, 1);
    cr_assert_eq(params_count(params), count);
    for (int i = 0; i < count; i++) {
        const Param param = params_at(params, i);
        const Tensor value = param_value(param);
        cr_expect_str_eq(param_name(param), expected[i].name);
        check_shape(value, expected[i].shape, __LINE__);
        const int n = tensor_count(value);
        double sum = 0, squares = 0;
        bool drawn = true;
        for (int k = 0; k < n; k++) {
            const double w = (double)value.data[k];
            sum += w;
            squares += w * w;
            drawn = drawn && (expected[i].deviation == 0
                                  ? w == 0
                                  : is_near(value.data[k], expected[i].deviation * (double)rng_normal(&same), 0));
        }
        cr_expect(drawn, "%s: the draws are not those of the stream, in the order of the names", param_name(param));
        // Of n draws from N(0, s^2) the mean has deviation s / sqrt(n), and the mean square, s^2 sqrt(2 / n).
        const double s = expected[i].deviation, mean = sum / n, square = squares / n;
        cr_expect(fabs(mean) <= 5 * s / sqrt(n), "%s: mean %g", param_name(param), mean);
        cr_expect(fabs(square - s * s) <= 5 * s * s * sqrt(2.0 / n), "%s: deviation %g, expected %g", param_name(param),
                  sqrt(square), s);
    }
}

static ModelOptions wide(int layers, bool output_projection)
{
    return (ModelOptions){.vocabulary = 40,
                          .classes = 30,
                          .T = 50,
                          .layers = layers,
                          .attention = {.D = 48, .H = 3, .d_k = 32, .output_projection = output_projection}};
}

Test(layers, parameters_of_a_model_with_W_O)
{
    model_new(params, wide(2, true), &rng);
    const Shape in = SHAPE(48, 96), out = SHAPE(96, 48);
    const Expected expected[] = {
        {"embed.E", SHAPE(40, 48), 1},
        {"embed.P", SHAPE(50, 48), 1},
        {"layer0.attention.W_Q", in, 0.3 / sqrt(D)},
        {"layer0.attention.W_K", in, 0.3 / sqrt(D)},
        {"layer0.attention.W_V", in, 1 / sqrt(D)},
        {"layer0.attention.W_O", out, 1 / sqrt(JOINED)},
        {"layer1.attention.W_Q", in, 0.3 / sqrt(D)},
        {"layer1.attention.W_K", in, 0.3 / sqrt(D)},
        {"layer1.attention.W_V", in, 1 / sqrt(D)},
        {"layer1.attention.W_O", out, 1 / sqrt(JOINED)},
        {"head.U", SHAPE(48, 30), 1 / sqrt(D)},
        {"head.b", SHAPE(30), 0},
    };
    expect_parameters(expected, sizeof expected / sizeof expected[0]);
}

Test(layers, parameters_of_the_default_model)
{
    model_new(params, wide(1, false), &rng);
    const Expected expected[] = {
        {"embed.E", SHAPE(40, 48), 1},
        {"embed.P", SHAPE(50, 48), 1},
        {"layer0.attention.W_Q", SHAPE(48, 96), 0.3 / sqrt(D)},
        {"layer0.attention.W_K", SHAPE(48, 96), 0.3 / sqrt(D)},
        {"layer0.attention.W_V", SHAPE(48, 96), 1 / sqrt(D)},
        {"head.U", SHAPE(96, 30), 1 / sqrt(D)},
        {"head.b", SHAPE(30), 0},
    };
    expect_parameters(expected, sizeof expected / sizeof expected[0]);
}

// Widths of 48, 96 and 31, so that none can be taken for another.
Test(layers, parameters_of_a_model_with_all_there_is)
{
    ModelOptions options = wide(1, false);
    options.positions = POSITIONS_NONE;
    options.attention.tie = TIE_K_Q;
    options.feed_forward = 31;
    options.layer_norm = true;
    model_new(params, options, &rng);
    static const char *const names[] = {"embed.E",
                                        "layer0.attention.W_Q",
                                        "layer0.attention.W_V",
                                        "layer0.norm1.g",
                                        "layer0.norm1.b",
                                        "layer0.feed_forward.W_1",
                                        "layer0.feed_forward.b_1",
                                        "layer0.feed_forward.W_2",
                                        "layer0.feed_forward.b_2",
                                        "layer0.norm2.g",
                                        "layer0.norm2.b",
                                        "head.U",
                                        "head.b"};
    const double ones = 1;
    cr_assert_eq(params_count(params), 13);
    for (int i = 0; i < 13; i++)
        cr_expect_str_eq(param_name(params_at(params, i)), names[i]);
    for (int i = 3; i < 10; i += 6)
        for (int k = 0; k < 96; k++)
            cr_expect((double)param_value(params_at(params, i)).data[k] == ones);
    cr_expect(shape_equal(tensor_shape(param_value(params_find(params, "layer0.feed_forward.W_1"))), SHAPE(96, 31)));
    cr_expect(shape_equal(tensor_shape(param_value(params_find(params, "layer0.feed_forward.W_2"))), SHAPE(31, 96)));
}

Test(layers, feed_forward_begins_with_its_scales)
{
    feed_forward_new(params, "f", 48, 31, &rng);
    const Expected expected[] = {{"f.W_1", SHAPE(48, 31), 1 / sqrt(D)},
                                 {"f.b_1", SHAPE(31), 0},
                                 {"f.W_2", SHAPE(31, 48), 1 / sqrt(31)},
                                 {"f.b_2", SHAPE(48), 0}};
    expect_parameters(expected, 4);
}

Test(layers, linear_begins_with_its_scale)
{
    linear_new(params, "W", "b", 50, 60, 7, &rng);
    const Expected expected[] = {{"W", SHAPE(50, 60), 1 / sqrt(7)}, {"b", SHAPE(60), 0}};
    expect_parameters(expected, 2);
}
