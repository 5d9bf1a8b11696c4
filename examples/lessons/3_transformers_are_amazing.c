// Lesson 3: "Transformers are amazing", and a softmax that is wrong.
//
// The text, "What is Self-Attention?", prints an X, two of four columns of Q, K and V, scores, and one row carried to
// its end. The scores cannot be derived from what it shows, so they are taken as they stand. To be learned: how scores
// become weights and weights an output, how to see that a row is no softmax of its scores, and that SGD finds matrices
// for which the scores are what the text prints.
#include "autograd/ops.h"
#include "examples/lessons/training.h"
#include "tensor/maths.h"
#include "tensor/mask.h"

enum { T = 3 };

// What the text prints before it begins to compute.
typedef struct {
    Var Q, K, V, S; // of Q, K and V the first two columns
} Text;

static Text print_what_is_given(const Page *page, Tape *tape)
{
    page_say(page, "Step 1. Word embeddings, four numbers a word.");
    const Var X = given(tape, T, 4, (double[]){0.1, 0.3, 0.2, 0.4, 0, 0.1, 0, 0.1, 0.5, 0.2, 0.1, 0.3});
    page_show_words(page, NULL, "X", var_value(X));

    page_say(page, "Step 2. Q, K and V. The text gives no W_Q, W_K, W_V and calls these a dummy: they do not follow\n"
                   "from X. It shows the first two of their four columns.");
    const Text text = {
        .Q = given(tape, T, 2, (double[]){0.2, 0.1, 0, 0.2, 0.3, 0.2}),
        .K = given(tape, T, 2, (double[]){0.3, 0.4, 0.1, 0.1, 0.2, 0.3}),
        .V = given(tape, T, 2, (double[]){0.7, 0.5, 0.1, 0, 0.6, 0.4}),
        .S = given(tape, T, T, (double[]){0.8, 0.2, 0.7, 0.3, 0.1, 0.4, 0.7, 0.5, 0.9}),
    };
    page_show_words(page, NULL, "Q, first two columns", var_value(text.Q));
    page_show_words(page, NULL, "K, first two columns", var_value(text.K));
    page_show_words(page, NULL, "V, first two columns", var_value(text.V));
    return text;
}

static void print_scores(const Page *page, Tape *tape, Text text)
{
    page_say(page, "Step 3. Scores. The two columns shown give only this much of Q K^T; the text's scores, below it,\n"
                   "cannot be checked, as the other two columns are cut.");
    const Var seen = op_matmul(tape, text.Q, op_transpose(tape, text.K, 0, 1));
    page_show_words(page, "QKt_of_the_first2_components", "Q K^T of the first two columns", var_value(seen));
    page_show_words(page, NULL, "S = Q K^T, as the text prints it", var_value(text.S));
}

// The determinant of a 3x3 matrix, by its first row.
static double determinant(Tensor m)
{
    const real *a = m.data;
    const double first = (double)(a[0] * (a[4] * a[8] - a[5] * a[7]));
    const double second = (double)(a[1] * (a[3] * a[8] - a[5] * a[6]));
    const double third = (double)(a[2] * (a[3] * a[7] - a[4] * a[6]));
    return first - second + third;
}

static void print_what_is_cut(const Page *page, Tape *tape, Text text)
{
    const Var seen = op_matmul(tape, text.Q, op_transpose(tape, text.K, 0, 1)), cut = op_sub(tape, text.S, seen);
    const Var det = op_number(tape, (real)determinant(var_value(cut)));
    page_say(page, "Or almost not. Two columns of Q and two of K are cut, and what their product would have to be is\n"
                   "known. A product of [3,2] and [2,3] has determinant 0, whatever the numbers; this one has not:");
    page_show_words(page, "cut", "S less what the two columns give", var_value(cut));
    page_show(page, "cut_determinant", "its determinant", var_value(det));
}

static Var first_row(Tape *tape, Var x)
{
    return op_slice(tape, x, 0, 0, 1);
}

static void print_weights(const Page *page, Tape *tape, Var S, Var scaled, Var A)
{
    page_say(page, "Step 4. Scale by 1 / sqrt(d_k) = 1/2, then softmax along each row.");
    page_show_words(page, "scaled_scores", "S / 2", var_value(scaled));
    page_compare(page, NULL, "its first row", var_value(first_row(tape, scaled)), (double[]){0.4, 0.1, 0.35}, 2);
    page_show_words(page, "weights_scaled", "A = softmax(S / 2)", var_value(A));
    page_compare(page, NULL, "its first row", var_value(first_row(tape, A)), (double[]){0.41, 0.27, 0.32}, 2);
    page_compare(page, "percent", "in percent", var_value(op_scale(tape, first_row(tape, A), 100)),
                 (double[]){41, 27, 32}, 0);

    page_say(page, "The text's weights and percentages are wrong. How one sees it: in a softmax log(a_i / a_j) is the\n"
                   "difference of the scores i and j. For \"Transformers\" and \"amazing\" the two are far apart:");
    const Var row = first_row(tape, scaled), third = op_slice(tape, row, 1, 2, 3);
    const Var difference = op_sub(tape, op_slice(tape, row, 1, 0, 1), third);
    const Var log_ratio = op_number(tape, real_log(REAL(0.41) / REAL(0.32)));
    page_show(page, "score_difference", "0.40 - 0.35", var_value(difference));
    page_show(page, "log_ratio", "log(0.41 / 0.32)", var_value(log_ratio));

    page_say(page, "That the row sums to 1 shows nothing: any three shares do. Its 0.41 is the first weight without\n"
                   "the scaling:");
    page_show_words(page, "weights_unscaled", "softmax(S): not A", var_value(op_softmax(tape, S, 1, MASK_ALL)));
}

static void print_outputs(const Page *page, Tape *tape, Text text, Var A)
{
    page_say(page, "Step 5. Each word's output is the sum of all rows of V with its weights.");
    page_show_words(page, "outputs_first2_scaled", "Y = A V, first two columns", var_value(op_matmul(tape, A, text.V)));

    page_say(page, "The text's output_1 = 0.41 V1 + 0.27 V2 + 0.32 V3 follows its wrong weights. It would be");
    const Var wrong = given(tape, 1, T, (double[]){0.41, 0.27, 0.32});
    page_show(page, "output_1_with_printed_weights_first2", "output_1 by the text's weights",
              var_value(op_matmul(tape, wrong, text.V)));
    page_say(page, "and without the scaling all outputs would be");
    const Var unscaled = op_softmax(tape, text.S, 1, MASK_ALL);
    page_show_words(page, "outputs_first2_unscaled", "softmax(S) V: not Y",
                    var_value(op_matmul(tape, unscaled, text.V)));
}

// --- trained --------------------------------------------------------------------------------------------------------

static const char *const WORD[T] = {"Transformers", "are", "amazing"};

// The scores are to be the text's, and the output what follows from them and the two columns of V.
static Answer answer(Tape *tape, Var W_Q, Var W_K, Var W_V)
{
    const Var X = given(tape, T, 4, (double[]){0.1, 0.3, 0.2, 0.4, 0, 0.1, 0, 0.1, 0.5, 0.2, 0.1, 0.3});
    const Var scores = given(tape, T, T, (double[]){0.8, 0.2, 0.7, 0.3, 0.1, 0.4, 0.7, 0.5, 0.9});
    const Var values = given(tape, T, 2, (double[]){0.7, 0.5, 0.1, 0, 0.6, 0.4});
    const Var Q = op_matmul(tape, X, W_Q), K = op_matmul(tape, X, W_K), V = op_matmul(tape, X, W_V);
    const Var S = op_matmul(tape, Q, op_transpose(tape, K, 0, 1));
    const Var off_scores = op_mean_squared_error(tape, S, scores), off_values = op_mean_squared_error(tape, V, values);
    return (Answer){op_softmax(tape, S, REAL(0.5), MASK_ALL), op_add(tape, off_scores, off_values)};
}

static const Training RANDOM = {
    .name = "trained",
    .word = WORD,
    .T = T,
    .D = 4,
    .width = {4, 4, 2},
    .rate = 2,
    .frames = 7,
    .step = {0, 1, 10, 100, 1000, 3000, 10000},
    .answer = answer,
};

static void print_trained(const Page *page)
{
    Training training = RANDOM;
    Trained trained;
    Rng rng = rng_seed(1, 1);
    for (int m = 0; m < MATRICES; m++) // W_Q, W_K ~ 0.3 N(0, 1/D), W_V ~ N(0, 1/D)
        for (int i = 0; i < training.D * training.width[m]; i++)
            training.first[m][i] = (m < 2 ? 0.15 : 0.5) * (double)rng_normal(&rng);
    page_say(page,
             "Trained. The text keeps W_Q, W_K and W_V to itself. Are there any for which X gives its scores, and\n"
             "its two columns of V? SGD looks for some, from random ones, with rate 2; the loss is the mean of\n"
             "(S - the text's)^2 and that of (V - the text's)^2.");
    training_run(&training, &trained);
    page_trained(page, "W_Q, W_K [4,4] and W_V [4,2]", &training, &trained);
    page_draw(page, "Transformers are amazing, trained: the scores are to be the text's", &training, &trained);
}

static void print_lesson(const Page *page, Tape *tape)
{
    const real scale = 1 / real_sqrt(4); // 1 / sqrt(d_k)
    const Text text = print_what_is_given(page, tape);
    print_scores(page, tape, text);
    print_what_is_cut(page, tape, text);
    const Var scaled = op_scale(tape, text.S, scale), A = op_softmax(tape, text.S, scale, MASK_ALL);
    print_weights(page, tape, text.S, scaled, A);
    print_outputs(page, tape, text, A);

    page_say(page, "The text adds that there is \"no left-to-right limitation\". Where one is wanted, as in a model\n"
                   "that writes, a mask makes it: a word then sees itself and those before it.");
    uint8_t cells[T * T];
    const Var causal = op_softmax(tape, text.S, scale, mask_causal(cells, T));
    page_show_words(page, "causal_weights_scaled", "A with a causal mask", var_value(causal));
    print_trained(page);
}

int main(int argc, char **argv)
{
    return lesson_run(argc, argv,
                      "Transformers are amazing, and a softmax that is wrong (after \"What is Self-Attention?\")", WORD,
                      print_lesson);
}
