// Linear, embedding and the model: values derived by hand, the names and the order of parameters, and how they begin.
#include "layers/model.h"

#include "autograd/ops.h"
#include "tests/support.h"

static Params *params;
static Tape *tape;
static Rng rng;

static void begin(void)
{
    params = quiet_params();
    tape = quiet_tape();
    rng = rng_seed(5, 1);
}

static void end(void)
{
    tape_free(tape);
    params_free(params);
}

TestSuite(layers, .init = begin, .fini = end);

#define SET(name, shape, ...) tensor_copy(param_value(params_find(params, name)), TENSOR(shape, __VA_ARGS__))

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
    const Embedding embed = embedding_new(params, "embed", 4, 3, 2, &rng);
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

Test(layers, linear_begins_with_its_scale)
{
    linear_new(params, "W", "b", 50, 60, 7, &rng);
    const Expected expected[] = {{"W", SHAPE(50, 60), 1 / sqrt(7)}, {"b", SHAPE(60), 0}};
    expect_parameters(expected, 2);
}
