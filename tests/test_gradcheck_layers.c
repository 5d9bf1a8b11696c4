// The gradients of the layers against finite differences, in double. In float the checker says that it cannot tell.
#include "autograd/gradcheck.h"

#include "autograd/ops.h"
#include "layers/model.h"
#include "tests/support.h"

static const real SCALES[] = {1, REAL(0.2), REAL(0.05)};
enum { SCALES_COUNT = sizeof SCALES / sizeof SCALES[0] };

static void expect_pass(Params *params, CheckFunction *function, void *context, const char *what)
{
    cr_assert(params_error(params) == NULL, "%s: %s", what, params_error(params));
    CheckReport report = gradcheck(params, function, context, 7);
    const TensorCheck *worst = &report.tensor[report.worst];
    if (IN_DOUBLE) {
        cr_expect(report.verdict == CHECK_PASS, "%s: %s %s: %s; element %d analytic %g numeric %g error %g", what,
                  worst->name, report.message, check_reason(report.reason), worst->worst, worst->analytic,
                  worst->numeric, worst->error);
        cr_expect_eq(report.tensors, params_count(params), "%s: every parameter is checked", what);
    } else {
        cr_expect(report.verdict == CHECK_INCONCLUSIVE && report.reason == REASON_FLOAT, "%s: %s", what,
                  check_reason(report.reason));
    }
    check_free(&report);
}

// --- one layer of attention; X is a parameter too, so that dX is checked --------------------------------------------

typedef struct {
    SelfAttention layer;
    Param X;
} Alone;

static Var run_alone(Tape *tape, void *context)
{
    const Alone *alone = context;
    return attention_forward(tape, &alone->layer, op_param(tape, alone->X)).Y;
}

Test(gradcheck_layers, attention)
{
    const AttentionOptions rows[] = {
        {.D = 4, .H = 1, .d_k = 3},
        {.D = 4, .H = 2, .d_k = 2},
        {.D = 4, .H = 1, .d_k = 3, .mask = MASK_CAUSAL},
        {.D = 4, .H = 2, .d_k = 2, .mask = MASK_STRICT},
        {.D = 4, .H = 2, .d_k = 3, .output_projection = true},
        {.D = 4, .H = 2, .d_k = 2, .residual = true},
        {.D = 4, .H = 2, .d_k = 3, .mask = MASK_CAUSAL, .output_projection = true, .residual = true},
        {.D = 4, .H = 2, .d_k = 3, .mask = MASK_STRICT, .output_projection = true, .form = ATTENTION_FUSED},
        {.D = 4, .H = 2, .d_k = 3, .tie = TIE_K_Q},
        {.D = 4, .H = 1, .d_k = 3, .tie = TIE_V_K, .no_scale = true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (int s = 0; s < SCALES_COUNT; s++) {
            char what[40];
            snprintf(what, sizeof what, "row %zu at scale %g", i, (double)SCALES[s]);
            Params *params = quiet_params();
            Rng rng = rng_seed(3, 1);
            Alone alone = {.layer = attention_new(params, "a", rows[i], &rng)};
            const Tensor weights = params_values(params);
            tensor_scale(weights, SCALES[s], weights);
            alone.X = params_add_normal(params, "X", SHAPE(2, 4, 4), 1, &rng);
            expect_pass(params, run_alone, &alone, what);
            params_free(params);
        }
    }
}

// --- the model, up to its loss --------------------------------------------------------------------------------------

static Var run_model(Tape *tape, void *context)
{
    const Model *model = context;
    static const int32_t token[] = {0, 2, 1, 4, 3, 0, 2, PADDING}, target[] = {4, 1, -1, 0, 2, 2, 3, -1};
    return op_cross_entropy(tape, model_forward(tape, model, token, 2).logits, target);
}

Test(gradcheck_layers, model)
{
    const ModelOptions rows[] = {
        {.layers = 1, .attention = {.D = 4, .H = 1, .d_k = 4}},
        {.layers = 1, .attention = {.D = 4, .H = 1, .d_k = 3, .mask = MASK_CAUSAL}},
        {.layers = 2, .attention = {.D = 4, .H = 2, .d_k = 2, .mask = MASK_STRICT, .residual = true}},
        {.layers = 2, .attention = {.D = 4, .H = 2, .d_k = 3, .output_projection = true, .residual = true}},
        {.layers = 1, .attention = {.D = 4, .H = 1, .d_k = 4}, .positions = POSITIONS_SINUSOIDAL},
        {.layers = 1, .attention = {.D = 4, .H = 1, .d_k = 4, .mask = MASK_CAUSAL}, .positions = POSITIONS_NONE},
        {.layers = 2,
         .attention = {.D = 4, .H = 2, .d_k = 2, .residual = true, .tie = TIE_V_K},
         .feed_forward = 3,
         .layer_norm = true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (int s = 0; s < SCALES_COUNT; s++) {
            char what[40];
            snprintf(what, sizeof what, "row %zu at scale %g", i, (double)SCALES[s]);
            Params *params = quiet_params();
            Rng rng = rng_seed(3, 1);
            ModelOptions options = rows[i];
            options.vocabulary = options.classes = 5;
            options.T = 4;
            Model model = model_new(params, options, &rng);
            const Tensor weights = params_values(params);
            tensor_scale(weights, SCALES[s], weights);
            expect_pass(params, run_model, &model, what);
            params_free(params);
        }
    }
}
