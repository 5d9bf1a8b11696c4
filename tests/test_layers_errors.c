// What the layers refuse, word for word, and the line of the program's own call.
#include "layers/model.h"

#include "autograd/ops.h"
#include "layers/name.h"

#include <limits.h>

#include "tests/layer_suite.h"

TestSuite(layers_errors, .init = begin, .fini = end);

// --- constructors ---------------------------------------------------------------------------------------------------

Test(layers_errors, heads_that_do_not_fit)
{
    const struct {
        AttentionOptions options;
        const char *text; // NULL: it fits
    } rows[] = {
        {{.D = 0, .H = 1, .d_k = 2}, "attention_new: D 0, H 1 and d_k 2 must be at least 1"},
        {{.D = 4, .H = -3, .d_k = 2}, "attention_new: D 4, H -3 and d_k 2 must be at least 1"},
        {{.D = 4, .H = 1, .d_k = 0}, "attention_new: D 4, H 1 and d_k 0 must be at least 1"},
        {{.D = 32, .H = 3, .d_k = 10, .residual = true},
         "attention_new: a residual adds Y [.., H d_k = 3 x 10] to X [.., D = 32]: they must be equal, or W_O must "
         "bring "
         "Y to D"},
        {{.D = 4, .H = 5, .d_k = 1, .residual = true},
         "attention_new: a residual adds Y [.., H d_k = 5 x 1] to X [.., D = 4]: they must be equal, or W_O must bring "
         "Y "
         "to D"},
        {{.D = 32, .H = 3, .d_k = 10}, NULL},
        {{.D = 32, .H = 3, .d_k = 10, .residual = true, .output_projection = true}, NULL},
        {{.D = 32, .H = 4, .d_k = 8, .residual = true}, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Params *store = quiet_params();
        const int line = __LINE__ + 1;
        attention_new(store, "a", rows[i].options, &rng);
        if (rows[i].text)
            expect_error(params_error(store), rows[i].text, __FILE__, line);
        else
            cr_expect(params_error(store) == NULL, "row %zu: %s", i, params_error(store));
        params_free(store);
    }
}

// H d_k is more than an int holds: in 32 bits it would come out as 0, or as 4.
Test(layers_errors, heads_too_wide_for_an_int)
{
    const struct {
        int H, d_k;
        const char *text;
    } rows[] = {
        {65536, 65536, "attention_new: H d_k = 65536 x 65536 is too large"},
        {(1 << 30) + 1, 4, "attention_new: H d_k = 1073741825 x 4 is too large"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Params *store = quiet_params(), *of_model = quiet_params();
        const AttentionOptions options = {.D = 1, .H = rows[i].H, .d_k = rows[i].d_k};
        const int line = __LINE__ + 1;
        attention_new(store, "a", options, &rng);
        expect_error(params_error(store), rows[i].text, __FILE__, line);
        model_new(of_model, (ModelOptions){.vocabulary = 3, .classes = 3, .T = 2, .layers = 2, .attention = options},
                  &rng);
        cr_expect(params_error(of_model) != NULL, "H %d, d_k %d", rows[i].H, rows[i].d_k);
        params_free(store);
        params_free(of_model);
    }
}

Test(layers_errors, layers_that_do_not_fit)
{
    const struct {
        int layers, d_k;
        bool output_projection;
        const char *text;
    } rows[] = {
        {0, 2, false, "model_new: 0 layers; there can be 1 to 8"},
        {-1, 2, false, "model_new: -1 layers; there can be 1 to 8"},
        {9, 2, false, "model_new: 9 layers; there can be 1 to 8"},
        {INT_MAX, 2, false, "model_new: 2147483647 layers; there can be 1 to 8"},
        {2, 3, false, "model_new: layers follow each other, so H d_k = 6 must be D = 4, or W_O is needed"},
        {1, 3, false, NULL},
        {8, 2, false, NULL},
        {2, 3, true, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Params *store = quiet_params();
        const ModelOptions options = {
            .vocabulary = 3,
            .classes = 3,
            .T = 2,
            .layers = rows[i].layers,
            .attention = {.D = 4, .H = 2, .d_k = rows[i].d_k, .output_projection = rows[i].output_projection}};
        const int line = __LINE__ + 1;
        model_new(store, options, &rng);
        if (rows[i].text)
            expect_error(params_error(store), rows[i].text, __FILE__, line);
        else
            cr_expect(params_error(store) == NULL, "row %zu: %s", i, params_error(store));
        params_free(store);
    }
}

// The store names the line of the program that made the layer, not a line of the layer.
Test(layers_errors, a_name_is_taken)
{
    const AttentionOptions options = {.D = 2, .H = 1, .d_k = 2};
    attention_new(params, "a", options, &rng);
    const int line = __LINE__ + 1;
    attention_new(params, "a", options, &rng);
    expect_error(params_error(params), "params_add: there is a parameter \"a.W_Q\" already", __FILE__, line);
    Params *store = quiet_params();
    const int line_linear = __LINE__ + 1;
    linear_new(store, "W", "W", 2, 2, 2, &rng);
    expect_error(params_error(store), "params_add: there is a parameter \"W\" already", __FILE__, line_linear);
    params_free(store);
    store = quiet_params();
    const int line_embed = __LINE__ + 1;
    embedding_new(store, "embed", (EmbeddingOptions){3, -1, 2, POSITIONS_LEARNED}, &rng);
    expect_error(params_error(store), "params_add: \"embed.P\"[-1,2] is too large or has a negative size", __FILE__,
                 line_embed);
    params_free(store);
}

Test(layers_errors, names_are_joined_and_cut)
{
    char owner[NAME_LENGTH + 8], cut[NAME_LENGTH], text[200];
    memset(owner, 'x', sizeof owner - 1);
    owner[sizeof owner - 1] = '\0';
    memset(cut, 'x', sizeof cut - 1);
    cut[sizeof cut - 1] = '\0';
    cr_expect_str_eq(name_join("layer0.attention", "W_Q").text, "layer0.attention.W_Q");
    cr_expect_str_eq(name_join(owner, "W_Q").text, cut);
    const int line = __LINE__ + 1;
    attention_new(params, owner, (AttentionOptions){.D = 2, .H = 1, .d_k = 2}, &rng);
    snprintf(text, sizeof text, "params_add: there is a parameter \"%s\" already", cut);
    expect_error(params_error(params), text, __FILE__, line);
}

// --- forward --------------------------------------------------------------------------------------------------------

Test(layers_errors, attention_refuses_a_wrong_X)
{
    const SelfAttention layer =
        attention_new(params, "a", (AttentionOptions){.D = 4, .H = 2, .d_k = 2, .mask = MASK_CAUSAL}, &rng);
    const struct {
        Shape shape;
        const char *text;
    } rows[] = {
        {SHAPE(2, 3, 5), "attention: X[2,3,5] must be [B,T,D] with D = 4"},
        {SHAPE(3, 4), "attention: X[3,4] must be [B,T,D] with D = 4"},
        {SHAPE(1, 1, 3, 4), "attention: X[1,1,3,4] must be [B,T,D] with D = 4"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        static real zeros[30];
        tape_reset(tape);
        const Var X = op_constant(tape, tensor_on(zeros, rows[i].shape));
        const int line = __LINE__ + 1;
        const Attended out = attention_forward(tape, &layer, X);
        expect_error(tape_error(tape), rows[i].text, __FILE__, line);
        cr_expect(out.Y.tape == NULL && out.A.tape == NULL, "row %zu", i);
    }
    tape_reset(tape);
    const int line = __LINE__ + 1;
    attention_forward(tape, &layer, VAR_NONE);
    expect_error(tape_error(tape), "matmul: input 0 is missing: it was never set, or comes from a failed op", __FILE__,
                 line);
}

Test(layers_errors, linear_and_embedding_name_the_line_of_their_caller)
{
    const Linear linear = linear_new(params, "W", "b", 3, 2, 3, &rng);
    const Embedding embed = embedding_new(params, "embed", (EmbeddingOptions){5, 3, 2, POSITIONS_LEARNED}, &rng);
    const Var x = op_constant(tape, TENSOR(SHAPE(2, 4), 1, 2, 3, 4, 5, 6, 7, 8));
    const int line = __LINE__ + 1;
    linear_forward(tape, &linear, x);
    expect_error(tape_error(tape), "matmul: A[2,4] x B[3,2]: inner sizes 4 and 3 differ", __FILE__, line);
    tape_reset(tape);
    const int32_t token[] = {0, 4, 4, 5};
    const int line_token = __LINE__ + 1;
    embedding_forward(tape, &embed, token, 2, 2);
    expect_error(tape_error(tape), "gather: index 5 at position 3 is not in 0..4", __FILE__, line_token);
    tape_reset(tape);
    const int line_length = __LINE__ + 1;
    embedding_forward(tape, &embed, token, 1, 4);
    expect_error(tape_error(tape), "slice: 0 to 4 is not within axis 0 of x[3,2]", __FILE__, line_length);
}

Test(layers_errors, a_model_names_the_line_of_its_caller)
{
    const ModelOptions options = {
        .vocabulary = 3, .classes = 3, .T = 2, .layers = 1, .attention = {.D = 4, .H = 1, .d_k = 4}};
    const Model model = model_new(params, options, &rng);
    const int line = __LINE__ + 1;
    const Prediction out = model_forward(tape, &model, (const int32_t[]){0, -2}, 1);
    expect_error(tape_error(tape), "gather: index -2 at position 1 is not in 0..2", __FILE__, line);
    cr_expect(out.logits.tape == NULL && out.A[0].tape == NULL);
}

Test(layers_errors, a_negative_width)
{
    Params *store = quiet_params();
    const BlockOptions options = {.attention = {.D = 4, .H = 1, .d_k = 4}, .feed_forward = -1};
    const int line = __LINE__ + 1;
    block_new(store, "layer0", options, &rng);
    expect_error(params_error(store), "block_new: a feed-forward network of width -1", __FILE__, line);
    params_free(store);
}

// The program that does not look at the store's error hears of it from the tape.
Test(layers_errors, a_refused_model_gives_nothing_and_says_why)
{
    const struct {
        int layers, D;
        const char *why;
    } rows[] = {
        {1, 0, "attention_new: D 0, H 1 and d_k 4 must be at least 1"},
        {0, 4, "model_new: 0 layers; there can be 1 to 8"},
        {9, 4, "model_new: 9 layers; there can be 1 to 8"},
        {INT_MAX, 4, "model_new: 2147483647 layers; there can be 1 to 8"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Params *store = quiet_params();
        const ModelOptions options = {.vocabulary = 3,
                                      .classes = 3,
                                      .T = 2,
                                      .layers = rows[i].layers,
                                      .attention = {.D = rows[i].D, .H = 1, .d_k = 4}};
        const Model model = model_new(store, options, &rng);
        const Prediction out = model_forward(tape, &model, (const int32_t[]){0, 1}, 1);
        cr_expect(out.logits.tape == NULL, "row %zu", i);
        cr_expect(tape_error(tape) && strstr(tape_error(tape), rows[i].why), "row %zu: %s", i,
                  tape_error(tape) ? tape_error(tape) : "no error");
        tape_reset(tape);
        params_free(store);
    }
}
