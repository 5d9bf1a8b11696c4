// What must hold of the model whatever its weights are: rows of A, masks, order and absent tokens.
#include "train/trainer.h"

#include "tests/support.h"

enum { T = 6, V = 7, D = 8, B = 2 };

static Params *params;
static Tape *tape;

static void begin(void)
{
    params = quiet_params();
    tape = quiet_tape();
}

static void end(void)
{
    tape_free(tape);
    params_free(params);
}

TestSuite(symmetries, .init = begin, .fini = end);

// A model whose maps are far from uniform: its weights are three times as large as they begin.
static Model sharp_model(MaskKind mask, int layers)
{
    Rng rng = rng_seed(9, 1);
    const ModelOptions options = {.vocabulary = V,
                                  .classes = V,
                                  .T = T,
                                  .layers = layers,
                                  .attention = {.D = D, .H = 2, .d_k = D / 2, .mask = mask, .residual = layers > 1}};
    const Model model = model_new(params, options, &rng);
    cr_assert(params_error(params) == NULL, "%s", params_error(params));
    for (int i = 0; i < params_count(params); i++)
        if (strstr(param_name(params_at(params, i)), "attention"))
            tensor_scale(param_value(params_at(params, i)), 3, param_value(params_at(params, i)));
    return model;
}

static const int32_t TOKEN[B * T] = {0, 3, 1, 1, 6, 4, 4, 0, 6, 3, 1, 6}; // without 2 and 5

// A row is a sum of T quotients by their own sum: T + 1 roundings of a number of at most 1.
Test(symmetries, rows_of_A_sum_to_1_and_hidden_cells_are_exactly_0)
{
    const MaskKind kinds[] = {MASK_NONE, MASK_CAUSAL, MASK_STRICT};
    for (int m = 0; m < 3; m++) {
        end();
        begin();
        const Model model = sharp_model(kinds[m], 2);
        const Prediction out = model_forward(tape, &model, TOKEN, B);
        for (int row = 0; row < 2 * B * 2 * T; row++) {
            const Tensor A = var_value(out.A[row / (B * 2 * T)]);
            const real *a = A.data + row % (B * 2 * T) * T;
            const int t = row % T;
            double sum = 0;
            for (int j = 0; j < T; j++) {
                const bool hidden = kinds[m] != MASK_NONE && (j > t || (kinds[m] == MASK_STRICT && j == t && t > 0));
                cr_expect(hidden ? a[j] == 0 : a[j] > 0, "mask %d: A[%d,%d] is %g", m, t, j, (double)a[j]);
                sum += (double)a[j];
            }
            cr_expect(fabs(sum - 1) <= (T + 1) * (double)REAL_EPSILON, "mask %d: row %d sums to 1 + %g", m, t, sum - 1);
        }
    }
}

// What comes after a position does not move its bits; without a mask it does.
Test(symmetries, under_a_causal_mask_the_future_changes_nothing)
{
    const MaskKind kinds[] = {MASK_CAUSAL, MASK_STRICT, MASK_NONE};
    for (int m = 0; m < 3; m++) {
        end();
        begin();
        const Model model = sharp_model(kinds[m], 2);
        real before[T * V];
        int32_t token[T];
        memcpy(token, TOKEN, sizeof token);
        memcpy(before, var_value(model_forward(tape, &model, token, 1).logits).data, sizeof before);
        token[3] = 5;
        tape_reset(tape);
        const Tensor after = var_value(model_forward(tape, &model, token, 1).logits);
        const bool same = memcmp(before, after.data, 3 * V * sizeof(real)) == 0;
        cr_expect(same == (kinds[m] != MASK_NONE), "mask %d", m);
        cr_expect(memcmp(before + 3 * V, after.data + 3 * V, V * sizeof(real)) != 0, "mask %d: its own position", m);
    }
}

// Without P, positions that change places take their rows of A and of the logits with them. Sums over keys are then
// made in another order: of T exponentials and of T products, then D products with U, n = 2 T + D + 2 roundings on each
// side, of terms up to |V| |U|. In double that is far below 1e-12 of the largest.
Test(symmetries, without_positions_order_does_not_matter)
{
    static const int ORDER[T] = {3, 5, 0, 1, 4, 2};
    const Model model = sharp_model(MASK_NONE, 1);
    int32_t moved[T];
    real logits[T * V], A[2 * T * T];
    for (int t = 0; t < T; t++)
        moved[t] = TOKEN[ORDER[t]];
    for (int with_P = 1; with_P >= 0; with_P--) {
        if (!with_P)
            tensor_fill(param_value(model.embed.P), 0);
        tape_reset(tape);
        Prediction out = model_forward(tape, &model, TOKEN, 1);
        memcpy(logits, var_value(out.logits).data, sizeof logits);
        memcpy(A, var_value(out.A[0]).data, sizeof A);
        out = model_forward(tape, &model, moved, 1);
        double apart = 0, apart_in_A = 0, largest = 0;
        for (int i = 0; i < T * V; i++) {
            const double there = (double)logits[ORDER[i / V] * V + i % V];
            apart = fmax(apart, fabs(there - (double)var_value(out.logits).data[i]));
            largest = fmax(largest, fabs(there));
        }
        for (int i = 0; i < 2 * T * T; i++) {
            const int h = i / (T * T), t = i / T % T, j = i % T;
            const double there = (double)A[(h * T + ORDER[t]) * T + ORDER[j]];
            apart_in_A = fmax(apart_in_A, fabs(there - (double)var_value(out.A[0]).data[i]));
        }
        double v = 0, u = 0; // the largest of |V|, and of the sums of columns of |U|
        const Tensor E = param_value(model.embed.E), W_V = param_value(model.layer[0].attention.W_V),
                     U = param_value(model.head.W);
        for (int i = 0; i < V * D; i++) {
            double sum = 0;
            for (int d = 0; d < D; d++)
                sum += (double)E.data[i / D * D + d] * (double)W_V.data[d * D + i % D];
            v = fmax(v, fabs(sum));
        }
        for (int c = 0; c < V; c++) {
            double sum = 0;
            for (int d = 0; d < D; d++)
                sum += fabs((double)U.data[d * V + c]);
            u = fmax(u, sum);
        }
        const double bound = IN_DOUBLE ? 1e-12 * largest : (2 * T + D + 2) * (double)REAL_EPSILON * v * u;
        const double bound_of_A = IN_DOUBLE ? 1e-12 : (T + 2) * (double)REAL_EPSILON;
        if (with_P)
            cr_expect(apart > largest / 10 && apart_in_A > 0.1, "with P, order matters: %g, %g", apart, apart_in_A);
        else
            cr_expect(apart <= bound && apart_in_A <= bound_of_A, "apart by %g (bound %g), %g (bound %g)", apart, bound,
                      apart_in_A, bound_of_A);
    }
}

Test(symmetries, absent_tokens_have_no_gradient_and_present_ones_have)
{
    const Model model = sharp_model(MASK_NONE, 1);
    const Prediction out = model_forward(tape, &model, TOKEN, B);
    const Var loss = op_cross_entropy(tape, out.logits, TOKEN);
    cr_assert(tape_backward(tape, loss), "%s", tape_error(tape));
    const Tensor G = param_grad(model.embed.E);
    for (int v = 0; v < V; v++) {
        int zeros = 0;
        for (int d = 0; d < D; d++)
            zeros += G.data[v * D + d] == 0;
        cr_expect_eq(zeros, v == 2 || v == 5 ? D : 0, "token %d", v);
    }
}
