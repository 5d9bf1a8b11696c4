// Self-attention against equation 1 in plain loops, and against numbers derived by hand.
#include "layers/attention.h"

#include "autograd/ops.h"
#include "tests/support.h"

enum { B = 2, MOST = 1024 };

static const MaskKind KINDS[] = {MASK_NONE, MASK_CAUSAL, MASK_STRICT};

// --- the judge: one scalar at a time, in double, with nothing of heed's ---------------------------------------------

typedef struct {
    double A[MOST], Y[MOST]; // [B,H,T,T] [B,T,width]
    int width;
} Judged;

// Whether query t sees key j.
static bool sees(MaskKind kind, int t, int j)
{
    if (kind == MASK_NONE)
        return true;
    return kind == MASK_CAUSAL ? j <= t : j < t || t + j == 0;
}

// Component c of a row of X W. The rows of X are counted over all sequences.
static double project(const Tensor X, const Tensor W, int row, int c)
{
    double sum = 0;
    for (int d = 0; d < W.shape[0]; d++)
        sum += (double)element(X, row * W.shape[0] + d) * (double)element(W, d * W.shape[1] + c);
    return sum;
}

// Row t of the map of head h: exp(q k / sqrt(d_k)) over the keys that are seen, divided by its sum.
static void judge_row(double *row, const SelfAttention *layer, Tensor X, int T, int b, int h, int t)
{
    const int d_k = layer->options.d_k;
    double sum = 0;
    for (int j = 0; j < T; j++) {
        double s = 0;
        for (int c = h * d_k; c < (h + 1) * d_k; c++)
            s += project(X, param_value(layer->W_Q), b * T + t, c) * project(X, param_value(layer->W_K), b * T + j, c);
        row[j] = sees(layer->options.mask, t, j) ? exp(s / sqrt(d_k)) : 0;
        sum += row[j];
    }
    for (int j = 0; j < T; j++)
        row[j] /= sum;
}

static void judge(Judged *out, const SelfAttention *layer, Tensor X, int T)
{
    const AttentionOptions *o = &layer->options;
    const int joined = o->H * o->d_k;
    out->width = o->output_projection ? o->D : joined;
    memset(out->Y, 0, sizeof out->Y);
    for (int row = 0; row < B * T; row++) {
        double heads[MOST] = {0};
        for (int h = 0; h < o->H; h++) {
            double *A = out->A + ((row / T * o->H + h) * T + row % T) * T;
            judge_row(A, layer, X, T, row / T, h, row % T);
            for (int c = h * o->d_k; c < (h + 1) * o->d_k; c++)
                for (int j = 0; j < T; j++)
                    heads[c] += A[j] * project(X, param_value(layer->W_V), row / T * T + j, c);
        }
        for (int i = 0; i < out->width; i++) {
            double y = o->output_projection ? 0 : heads[i];
            for (int c = 0; c < joined && o->output_projection; c++)
                y += heads[c] * (double)element(param_value(layer->W_O), c * o->D + i);
            out->Y[row * out->width + i] = y + (o->residual ? (double)element(X, row * o->D + i) : 0);
        }
    }
}

// Agreement to 1e-12 in double and 1e-6 in float, of the largest entry or of 1.
static void expect_close(Tensor x, const double *expected, const char *what)
{
    double largest = 1;
    for (int i = 0; i < tensor_count(x); i++)
        largest = fmax(largest, fabs(expected[i]));
    for (int i = 0; i < tensor_count(x); i++)
        cr_expect(fabs((double)element(x, i) - expected[i]) <= (IN_DOUBLE ? 1e-12 : 1e-6) * largest,
                  "%s: element %d is %.15g, expected %.15g", what, i, (double)element(x, i), expected[i]);
}

static void compare(AttentionOptions options, int T)
{
    char what[120];
    snprintf(what, sizeof what, "H %d d_k %d mask %d W_O %d residual %d", options.H, options.d_k, (int)options.mask,
             options.output_projection, options.residual);
    Params *params = quiet_params();
    Tape *tape = quiet_tape();
    Rng rng = rng_seed(11, 1);
    const SelfAttention layer = attention_new(params, "a", options, &rng);
    cr_assert(params_error(params) == NULL, "%s: %s", what, params_error(params));
    const Tensor weights = params_values(params);
    for (int i = 0; i < tensor_count(weights); i++)
        weights.data[i] = REAL(0.7) * rng_normal(&rng); // far from the uniform map of the soft start
    real x[MOST];
    for (int i = 0; i < B * T * options.D; i++)
        x[i] = rng_normal(&rng);
    const Tensor X = tensor_on(x, SHAPE(B, T, options.D));

    const Attended out = attention_forward(tape, &layer, op_constant(tape, X));
    cr_assert(tape_error(tape) == NULL, "%s: %s", what, tape_error(tape));
    Judged judged;
    judge(&judged, &layer, X, T);
    expect_shape(var_value(out.A), B, options.H, T, T);
    expect_shape(var_value(out.Y), B, T, judged.width);
    expect_close(var_value(out.A), judged.A, what);
    expect_close(var_value(out.Y), judged.Y, what);
    SelfAttention fused = layer;
    fused.options.form = ATTENTION_FUSED;
    const Attended alike = attention_forward(tape, &fused, op_constant(tape, X));
    cr_expect(!alike.A.tape, "%s: fused attention has no map", what);
    expect_close(var_value(alike.Y), judged.Y, what);
    tape_free(tape);
    params_free(params);
}

Test(attention, is_equation_1_with_every_mask_and_number_of_heads)
{
    const struct {
        int D, H, d_k;
        bool output_projection, residual;
    } rows[] = {
        {4, 1, 4, false, false}, {4, 1, 3, false, false}, {4, 2, 2, false, false}, {4, 2, 3, false, false},
        {4, 1, 4, false, true},  {4, 2, 2, false, true},  {4, 1, 3, true, false},  {4, 2, 3, true, false},
        {4, 2, 3, true, true},   {1, 1, 1, false, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (int m = 0; m < 3; m++)
            for (int T = 1; T <= 5; T += 2)
                compare((AttentionOptions){.D = rows[i].D,
                                           .H = rows[i].H,
                                           .d_k = rows[i].d_k,
                                           .mask = KINDS[m],
                                           .output_projection = rows[i].output_projection,
                                           .residual = rows[i].residual},
                        T);
}

// --- by hand --------------------------------------------------------------------------------------------------------

// X = (1, 2), each component of W_Q 1, of W_K ln(3) / 2, of the first of W_V 10, D = 1, d_k = 4. So
//   q_t k_j / sqrt(4) = 4 t j ln(3) / 2 / 2 = t j ln 3
//   A = (3, 9) / 12, (9, 81) / 90    V = 10, 20    Y = 17.5, 19
// and W_O = (2, ..) doubles it.
Test(attention, two_positions_by_hand)
{
    const struct {
        AttentionOptions options;
        double A[4], Y[2];
    } rows[] = {
        {{.D = 1, .H = 1, .d_k = 4, .output_projection = true}, {0.25, 0.75, 0.1, 0.9}, {35, 38}},
        {{.D = 1, .H = 1, .d_k = 4, .output_projection = true, .residual = true}, {0.25, 0.75, 0.1, 0.9}, {36, 40}},
        {{.D = 1, .H = 1, .d_k = 4, .output_projection = true, .mask = MASK_CAUSAL}, {1, 0, 0.1, 0.9}, {20, 38}},
        {{.D = 1, .H = 1, .d_k = 4, .output_projection = true, .mask = MASK_STRICT}, {1, 0, 1, 0}, {20, 20}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Params *params = quiet_params();
        Tape *tape = quiet_tape();
        Rng rng = rng_seed(1, 1);
        const SelfAttention layer = attention_new(params, "a", rows[i].options, &rng);
        tensor_fill(param_value(layer.W_Q), 1);
        tensor_fill(param_value(layer.W_K), (real)(log(3) / 2));
        tensor_copy(param_value(layer.W_V), TENSOR(SHAPE(1, 4), 10, 0, 0, 0));
        tensor_copy(param_value(layer.W_O), TENSOR(SHAPE(4, 1), 2, 5, 5, 5));
        const Attended out = attention_forward(tape, &layer, op_constant(tape, TENSOR(SHAPE(1, 2, 1), 1, 2)));
        check_elements(var_value(out.A), rows[i].A, 4, __LINE__);
        check_elements(var_value(out.Y), rows[i].Y, 2, __LINE__);
        tape_free(tape);
        params_free(params);
    }
}

// --- masks ----------------------------------------------------------------------------------------------------------

Test(attention, its_masks_cell_by_cell)
{
    Tape *tape = quiet_tape();
    const uint8_t causal[] = {1, 0, 0, 1, 1, 0, 1, 1, 1}, strict[] = {1, 0, 0, 1, 0, 0, 1, 1, 0};
    cr_expect(attention_mask(tape, MASK_NONE, 3).data == NULL);
    cr_expect(memcmp(attention_mask(tape, MASK_CAUSAL, 3).data, causal, 9) == 0);
    cr_expect(memcmp(attention_mask(tape, MASK_STRICT, 3).data, strict, 9) == 0);
    cr_expect(tape_error(tape) == NULL);
    tape_free(tape);
}
