// Lesson 4: "cat sat", with and without the scaling, and backwards.
//
// The text, "Understanding Q, K, V in Self-Attention", has X and the matrices, lists the steps and prints no result; it
// leaves out 1 / sqrt(d_k). To be learned: every step of attention on numbers small enough for paper, what the scaling
// does to them, and, at the end, which way a loss would move each matrix.
#include "autograd/ops.h"
#include "examples/lessons/training.h"
#include "tensor/maths.h"
#include "tensor/mask.h"

enum { T = 2, D = 2 };

typedef struct {
    Var X, W_Q, W_K, W_V; // given
    Var V, S;             // V = X W_V, S = Q K^T
} Sentence;

static Sentence print_scores(const Page *page, Tape *tape)
{
    page_say(page, "Two words and three matrices, as the text has them.");
    Sentence s = {
        .X = given(tape, T, D, (double[]){1, 0, 0, 1}),
        .W_Q = given(tape, D, D, (double[]){1, 0, 0, 1}),
        .W_K = given(tape, D, D, (double[]){0, 1, 1, 0}),
        .W_V = given(tape, D, D, (double[]){1, 2, 0, 3}),
    };
    page_show_words(page, NULL, "X", var_value(s.X));
    page_show(page, NULL, "W_Q", var_value(s.W_Q));
    page_show(page, NULL, "W_K", var_value(s.W_K));
    page_show(page, NULL, "W_V", var_value(s.W_V));

    page_say(page, "1. Queries, keys and values. W_K makes the keys change places.");
    const Var Q = op_matmul(tape, s.X, s.W_Q), K = op_matmul(tape, s.X, s.W_K);
    s.V = op_matmul(tape, s.X, s.W_V);
    page_show_words(page, "Q", "Q = X W_Q", var_value(Q));
    page_show_words(page, "K", "K = X W_K", var_value(K));
    page_show_words(page, "V", "V = X W_V", var_value(s.V));

    page_say(page, "2. Scores, each query with each key. So each word looks for the other.");
    s.S = op_matmul(tape, Q, op_transpose(tape, K, 0, 1));
    page_show_words(page, "scores", "S = Q K^T", var_value(s.S));
    return s;
}

static Var attend(Tape *tape, Sentence s, real scale)
{
    return op_matmul(tape, op_softmax(tape, s.S, scale, MASK_ALL), s.V);
}

static void print_attention(const Page *page, Tape *tape, Sentence s, real scale)
{
    page_say(page, "3. and 4. by the text's steps: softmax of the scores as they are, and the weighted sum of V. The\n"
                   "weights are 1/(1+e) and e/(1+e).");
    page_show_words(page, "weights_unscaled", "softmax(S)", var_value(op_softmax(tape, s.S, 1, MASK_ALL)));
    page_show_words(page, "outputs_unscaled", "softmax(S) V", var_value(attend(tape, s, 1)));

    page_say(page, "The text leaves out the scaling. With it, by 1 / sqrt(d_k) = 1 / sqrt(2), the scores lie closer\n"
                   "together, and so do the weights and the outputs:");
    page_show_words(page, "scaled_scores", "S / sqrt(2)", var_value(op_scale(tape, s.S, scale)));
    page_show_words(page, "weights_scaled", "A = softmax(S / sqrt(2))",
                    var_value(op_softmax(tape, s.S, scale, MASK_ALL)));
    page_show_words(page, "outputs_scaled", "Y = A V", var_value(attend(tape, s, scale)));
}

static void print_causal(const Page *page, Tape *tape, Sentence s, real scale)
{
    uint8_t cells[T * T];
    const Mask causal = mask_causal(cells, T);
    const Var unscaled = op_softmax(tape, s.S, 1, causal), scaled = op_softmax(tape, s.S, scale, causal);
    page_say(page,
             "With a causal mask \"cat\", the first word, sees only itself; \"sat\" sees all, and keeps its output.");
    page_show_words(page, "causal_weights_unscaled", "softmax(S, causal)", var_value(unscaled));
    page_show_words(page, "causal_outputs_unscaled", "softmax(S, causal) V", var_value(op_matmul(tape, unscaled, s.V)));
    page_show_words(page, "causal_outputs_scaled", "the same scaled: Y", var_value(op_matmul(tape, scaled, s.V)));
}

static void print_columns(const Page *page, Tape *tape, Sentence s, real scale)
{
    page_say(page, "The text says \"multiplying embeddings by their respective weight matrices\", and not from which\n"
                   "side. From the left, W x with x a column, means the transposes in our rows. W_Q and W_K are\n"
                   "symmetric: only V, and so the outputs, would be others. Lesson 5 has numbers that settle it.");
    s.V = op_matmul(tape, s.X, op_transpose(tape, s.W_V, 0, 1));
    page_show_words(page, "column_convention_W_times_x.V", "X W_V^T: not V", var_value(s.V));
    page_show_words(page, "column_convention_W_times_x.outputs_unscaled", "softmax(S) X W_V^T: not Y",
                    var_value(attend(tape, s, 1)));
    page_show_words(page, "column_convention_W_times_x.outputs_scaled", "softmax(S / sqrt(2)) X W_V^T: not Y",
                    var_value(attend(tape, s, scale)));
}

static void show_gradient(const Page *page, const char *variant, const char *letter, Var x)
{
    char name[64];
    snprintf(name, sizeof name, "%s.%s", variant, letter);
    page_show(page, name, letter, var_grad(x));
}

static void print_gradients(const Page *page, Tape *tape, Sentence s, const char *variant, Var Y)
{
    char name[64];
    const Var squares = op_sum(tape, op_pow(tape, Y, 2), ALL_AXES, DROP_AXES);
    const Var loss = op_scale(tape, squares, REAL(0.5));
    snprintf(name, sizeof name, "%s.loss_value", variant);
    page_show(page, name, "loss", var_value(loss));
    tape_backward(tape, loss);
    show_gradient(page, variant, "dX", s.X);
    show_gradient(page, variant, "dW_Q", s.W_Q);
    show_gradient(page, variant, "dW_K", s.W_K);
    show_gradient(page, variant, "dW_V", s.W_V);
}

// --- trained --------------------------------------------------------------------------------------------------------

static const char *const WORD[T] = {"cat", "sat"};

static Answer answer_with(Tape *tape, const Var W[MATRICES], const double *wanted)
{
    const Var X = given(tape, T, D, (double[]){1, 0, 0, 1}), target = given(tape, T, D, wanted);
    const Var Q = op_matmul(tape, X, W[0]), K = op_matmul(tape, X, W[1]), V = op_matmul(tape, X, W[2]);
    const Var S = op_matmul(tape, Q, op_transpose(tape, K, 0, 1));
    const Var A = op_softmax(tape, S, 1 / real_sqrt(D), MASK_ALL);
    return (Answer){A, op_mean_squared_error(tape, op_matmul(tape, A, V), target)};
}

// What is wanted: of each word its own row of V, as it is before training, or that of the other.
static const double OWN[T * D] = {1, 2, 0, 3}, OTHER[T * D] = {0, 3, 1, 2};

static Answer answer(Tape *tape, Var W_Q, Var W_K, Var W_V)
{
    return answer_with(tape, (Var[]){W_Q, W_K, W_V}, OWN);
}

// Without keys: queries are compared with values.
static Answer answer_own_keyless(Tape *tape, Var W_Q, Var W_K, Var W_V)
{
    (void)W_K;
    return answer_with(tape, (Var[]){W_Q, W_V, W_V}, OWN);
}

static Answer answer_other_keyless(Tape *tape, Var W_Q, Var W_K, Var W_V)
{
    (void)W_K;
    return answer_with(tape, (Var[]){W_Q, W_V, W_V}, OTHER);
}

static const Training MATRICES_OF_THE_TEXT = {
    .word = WORD,
    .T = T,
    .D = D,
    .width = {D, D, D},
    .first = {{1, 0, 0, 1}, {0, 1, 1, 0}, {1, 2, 0, 3}},
    .rate = 0.3,
    .answer = answer,
};

// They are looked at at these steps.
static Training some(const char *name, int frames, const int *step)
{
    Training training = MATRICES_OF_THE_TEXT;
    training.name = name;
    training.frames = frames;
    for (int i = 0; i < frames; i++)
        training.step[i] = step[i];
    return training;
}

static void print_trained(const Page *page)
{
    Trained trained;
    Training map_only = some("map_only", 6, (int[]){0, 5, 10, 20, 50, 100});
    page_say(page, "Now with keys. Each word is to give its own value: to look at itself would do, and it begins by\n"
                   "looking at the other. First W_Q and W_K alone, W_V frozen. They come as far as a uniform map, and\n"
                   "stay there: to turn it round they would have to pass through 0 together.");
    map_only.frozen[2] = true;
    training_run(&map_only, &trained);
    page_trained(page, "W_Q and W_K", &map_only, &trained);

    Training nudged = some("nudged", 6, (int[]){0, 20, 50, 100, 200, 500});
    page_say(page,
             "The symmetry of the text's matrices holds them there. One number of W_K, 0.01 instead of 0, breaks it:");
    nudged.first[1][0] = 0.01;
    nudged.frozen[2] = true;
    training_run(&nudged, &trained);
    page_trained(page, "W_Q and W_K, nudged", &nudged, &trained);

    const Training all = some("all", 8, (int[]){0, 10, 50, 100, 200, 300, 320, 400});
    page_say(page, "Now all three matrices, as they stand in the text.");
    training_run(&all, &trained);
    page_trained(page, "W_Q, W_K and W_V", &all, &trained);
    page_draw(page, "cat sat, trained: each word is to give its own value", &all, &trained);
}

static void print_keyless(const Page *page)
{
    Trained trained;
    Training own = some("keyless_own", 5, (int[]){0, 5, 10, 20, 50}), other = own;
    page_say(page,
             "Trained, by SGD with rate 0.3; the loss is the mean of (Y - wanted)^2. First the text's question,\n"
             "\"Why Not Just Q and V?\": the keys are the values, X W_V. If each word is to give its own value, that\n"
             "is learned at once:");
    own.answer = answer_own_keyless;
    training_run(&own, &trained);
    page_trained(page, "W_Q and W_V, K = V: its own", &own, &trained);

    page_say(page, "But if each is to give the other's, it ends at the mean of both:");
    other.name = "keyless_other";
    other.answer = answer_other_keyless;
    training_run(&other, &trained);
    page_trained(page, "W_Q and W_V, K = V: the other's", &other, &trained);
}

static void print_lesson(const Page *page, Tape *tape)
{
    const real scale = 1 / real_sqrt(D); // 1 / sqrt(d_k)
    const Sentence s = print_scores(page, tape);
    print_attention(page, tape, s, scale);
    print_causal(page, tape, s, scale);
    print_columns(page, tape, s, scale);

    page_say(page,
             "Backwards. With the loss sum(Y^2) / 2, dW_Q says how the loss grows with each number of W_Q, and\n"
             "so on; SGD would move each matrix the other way. Each row of dW_Q sums to 0 here: what raises all\n"
             "scores of a query alike changes no weight. dW_K holds the same numbers, for W_Q and W_K meet only in\n"
             "S = X W_Q W_K^T X^T.");
    print_gradients(page, tape, s, "gradients_scaled", attend(tape, s, scale));
    page_say(page, "The same without the scaling, as the text's steps have it:");
    print_gradients(page, tape, s, "gradients_unscaled", attend(tape, s, 1));
    print_keyless(page);
    print_trained(page);
}

int main(int argc, char **argv)
{
    return lesson_run(
        argc, argv,
        "cat sat, with and without the scaling, and backwards (after \"Understanding Q, K, V in Self-Attention\")",
        WORD, print_lesson);
}
