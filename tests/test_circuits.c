// train/circuits, and the figures of weights: circuits are held against what the whole model computes, which adds them
// up in another way.

#include <criterion/criterion.h>

#include <math.h>
#include <string.h>

#include "layers/model.h"
#include "tests/picture.h"
#include "train/circuits.h"
#include "train/figures/panels.h"
#include "train/figures/weights.h"

enum { T = 4, VOCABULARY = 5, D = 6, H = 2 };

typedef struct {
    Params *params;
    Tape *tape;
    Model model;
    CircuitWeights weights;
} Fixture;

static Fixture fixture(bool output_projection, Positions positions, bool no_scale)
{
    Rng rng = rng_seed(7, 1);
    Fixture f = {.params = params_new(), .tape = tape_new()};
    f.model = model_new(
        f.params,
        (ModelOptions){
            .vocabulary = VOCABULARY,
            .classes = VOCABULARY,
            .T = T,
            .layers = 1,
            .positions = positions,
            .attention = {.D = D, .H = H, .d_k = D / H, .output_projection = output_projection, .no_scale = no_scale}},
        &rng);
    cr_assert(circuit_weights(&f.weights, f.params, &f.model.options));
    return f;
}

static void done(Fixture *f)
{
    tape_free(f->tape);
    params_free(f->params);
}

static const int32_t TOKENS[T] = {3, 0, 4, 3};

// The score of query i for key j is the sum of four circuits; softmax of it is the map that the model computes.
static void expect_sum_of_circuits(Fixture f)
{
    const Prediction out = model_forward(f.tape, &f.model, TOKENS, 1);
    const Tensor A = var_value(out.A[0]);
    for (int head = 0; head < H; head++) {
        double score[T][T] = {{0}};
        for (int kind = 0; kind < 4; kind++) {
            const CircuitKind which = {kind / 2 ? SIDE_POSITIONS : SIDE_TOKENS,
                                       kind % 2 ? SIDE_POSITIONS : SIDE_TOKENS};
            Tensor qk;
            cr_assert(circuit_qk(&qk, &f.weights, which, head));
            for (int i = 0; i < T; i++)
                for (int j = 0; j < T; j++)
                    score[i][j] += (double)tensor_at(qk, SHAPE(kind / 2 ? i : TOKENS[i], kind % 2 ? j : TOKENS[j]));
            tensor_free(&qk);
        }
        for (int i = 0; i < T; i++) {
            double sum = 0;
            for (int j = 0; j < T; j++)
                sum += exp(score[i][j]);
            for (int j = 0; j < T; j++)
                cr_expect_float_eq((double)tensor_at(A, SHAPE(0, head, i, j)), exp(score[i][j]) / sum, 1e-5);
        }
    }
    done(&f);
}

Test(circuits, four_qk_circuits_make_the_attention)
{
    expect_sum_of_circuits(fixture(false, POSITIONS_LEARNED, false));
    expect_sum_of_circuits(fixture(false, POSITIONS_SINUSOIDAL, false));
    expect_sum_of_circuits(fixture(false, POSITIONS_LEARNED, true));
}

// Without positions, the logits are the attended tokens' answers, weighted.
Test(circuits, ov_circuits_make_the_logits)
{
    for (int projection = 0; projection < 2; projection++) {
        Fixture f = fixture(projection, POSITIONS_LEARNED, false);
        tensor_fill(f.weights.P, 0);
        const Prediction out = model_forward(f.tape, &f.model, TOKENS, 1);
        const Tensor A = var_value(out.A[0]), logits = var_value(out.logits);
        double expected[T][VOCABULARY] = {{0}};
        for (int head = 0; head < H; head++) {
            Tensor ov;
            cr_assert(circuit_ov(&ov, &f.weights, head));
            for (int i = 0; i < T; i++)
                for (int j = 0; j < T; j++)
                    for (int c = 0; c < VOCABULARY; c++)
                        expected[i][c] +=
                            (double)(tensor_at(A, SHAPE(0, head, i, j)) * tensor_at(ov, SHAPE(TOKENS[j], c)));
            tensor_free(&ov);
        }
        for (int i = 0; i < T; i++)
            for (int c = 0; c < VOCABULARY; c++)
                cr_expect_float_eq((double)tensor_at(logits, SHAPE(0, i, c)), expected[i][c], 1e-5);
        done(&f);
    }
}

// What changed most is found, also beside a change of whole rows, which softmax does not see.
Test(circuits, the_one_that_learned_is_found)
{
    Fixture f = fixture(false, POSITIONS_LEARNED, false);
    real before[T * D], after[T * D], tokens[VOCABULARY * D];
    CircuitWeights first = f.weights, last = f.weights;
    memcpy(before, f.weights.P.data, sizeof before);
    memcpy(tokens, f.weights.E.data, sizeof tokens);
    for (int i = 0; i < T * D; i++)
        after[i] = 3 * before[i];
    first.P = tensor_on(before, SHAPE(T, D));
    last.P = tensor_on(after, SHAPE(T, D));
    CircuitKind kind = circuit_that_learned(&first, &last);
    cr_expect(kind.query == SIDE_POSITIONS && kind.key == SIDE_POSITIONS);
    last.P = first.P;
    last.E = tensor_on(tokens, SHAPE(VOCABULARY, D));
    tensor_scale(last.E, 3, last.E);
    kind = circuit_that_learned(&first, &last);
    cr_expect(kind.query == SIDE_TOKENS && kind.key == SIDE_TOKENS);
    first.P = last.P = (Tensor){.data = NULL};
    last.E = first.E;
    kind = circuit_that_learned(&first, &last); // nothing changed, and there are no positions
    cr_expect(kind.query == SIDE_TOKENS && kind.key == SIDE_TOKENS);
    done(&f);
}

Test(circuits, a_tied_matrix_stands_for_both)
{
    Params *params = params_new();
    const ModelOptions one_head = {.attention = {.H = 1}};
    CircuitWeights weights;
    cr_expect_not(circuit_weights(&weights, params, &one_head));
    params_add(params, "layer0.attention.W_Q", SHAPE(D, D));
    cr_assert(circuit_weights(&weights, params, &one_head));
    cr_expect(weights.W_K.data == weights.W_Q.data && weights.W_V.data == weights.W_Q.data && !weights.E.data);
    Tensor none;
    cr_expect_not(circuit_qk(&none, &weights, (CircuitKind){SIDE_TOKENS, SIDE_TOKENS}, 0));
    cr_expect_not(circuit_ov(&none, &weights, 0));
    params_free(params);
}

// --- the figure -----------------------------------------------------------------------------------------------------

static Picture draw(int rows, int columns, int heads, int layers, real at_end)
{
    WeightsMatrix matrix[WEIGHTS_MOST];
    Tensor first, last;
    Canvas canvas;
    Message message;
    FigureSubject subject = subject_of(8, heads, layers);
    cr_assert(tensor_new(&first, SHAPE(rows, columns)) && tensor_new(&last, SHAPE(rows, columns)));
    last.data[0] = at_end;
    for (int i = 0; i < layers * 3; i++)
        matrix[i] = (WeightsMatrix){"W_Q", i / 3, first, last};
    const WeightsFigure figure = {&subject, 0, 400, layers, 3, matrix};
    cr_assert(weights_figure_draw(&figure, &canvas, &message), "%s", message.text);
    tensor_free(&first);
    tensor_free(&last);
    return picture_of(&canvas);
}

// One weight goes from 0 to 0.5 or to -0.5: it ends in the darkest colour of its sign, in the last map and in the
// change, and the bars below them begin or end with the same.
Test(circuits, a_weight_is_red_above_zero_and_blue_below)
{
    const ColorMap tide = color_tide();
    for (int sign = -1; sign <= 1; sign += 2) {
        Picture picture = draw(8, 8, 1, 1, (real)(0.5 * sign));
        const Color darkest = color_of(&tide, sign), other = color_of(&tide, -sign);
        int count = 0, others = 0;
        for (int i = 0; i < picture.width * picture.height; i++) {
            const Color c = picture_at(&picture, i % picture.width, i / picture.width);
            count += color_same(c, darkest);
            others += color_same(c, other);
        }
        cr_expect_eq(count - others, 6 * 14 * 14, "sign %d: %d, %d", sign, count, others); // 6 cells of 14 units
        picture_expect_margin(&picture, 16, "weights");
        picture_free(&picture);
    }
}

Test(circuits, weights_of_any_size_fit)
{
    static const struct {
        int rows, columns, heads, layers;
    } CASES[] = {{1, 1, 1, 1}, {32, 64, 16, 8}, {512, 512, 4, 2}, {4096, 1, 1, 1}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        Picture picture = draw(CASES[i].rows, CASES[i].columns, CASES[i].heads, CASES[i].layers, (real)NAN);
        cr_expect(picture.width <= 4096 && picture.height <= 4096);
        picture_expect_margin(&picture, 12, "weights");
        picture_free(&picture);
    }
}

Test(circuits, a_limit_passes_over_what_is_no_number)
{
    real values[] = {1, -3, (real)NAN, (real)INFINITY}, zeros[] = {0, 0};
    cr_expect_eq(panel_limit(tensor_on(values, SHAPE(2, 2))), 3);
    cr_expect_eq(panel_limit(tensor_on(zeros, SHAPE(1, 2))), 0);
    cr_expect_eq(panel_limit((Tensor){.data = NULL}), 0);
}
