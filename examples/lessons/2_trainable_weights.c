// Lesson 2: scaled dot-product attention with trainable weights, from X to Y.
//
// The text, "Self attention with trainable weights", has the steps and no numbers. Those here are small, and T = 3
// words, D = 4 numbers a word and d_k = 2 numbers a query differ from each other, so that a shape tells which is meant.
// To be learned: the four steps, that the scores are divided by the root of the *width* of K, and what each of the
// three matrices is worth when it is trained.
#include "autograd/ops.h"
#include "examples/lessons/training.h"
#include "tensor/maths.h"

static const char *const WORD[] = {"The", "cat", "sat"};

// --- trained --------------------------------------------------------------------------------------------------------

// Each word is to give the first two numbers of the word before it, and the first word those of its own.
static Answer answer(Tape *tape, Var W_Q, Var W_K, Var W_V)
{
    const Var X = given(tape, 3, 4, (double[]){1, 0, 1, 0, 0, 2, 0, 1, 1, 1, 0, 1});
    const Var target = given(tape, 3, 2, (double[]){1, 0, 1, 0, 0, 2});
    const Var Q = op_matmul(tape, X, W_Q), K = op_matmul(tape, X, W_K), V = op_matmul(tape, X, W_V);
    const Var S = op_matmul(tape, Q, op_transpose(tape, K, 0, 1));
    const Var A = op_softmax(tape, S, 1 / real_sqrt(2), MASK_ALL);
    return (Answer){A, op_mean_squared_error(tape, op_matmul(tape, A, V), target)};
}

static const Training ALL = {
    .name = "all",
    .word = WORD,
    .T = 3,
    .D = 4,
    .width = {2, 2, 2},
    .first = {{1, 0, 0, 1, 0, 1, -1, 0}, {0, 1, 1, 0, 1, 0, 0, 1}, {1, 0, 0, 1, 0, 0, 1, 1}},
    .rate = 0.3,
    .frames = 6,
    .step = {0, 1, 5, 10, 20, 50},
    .answer = answer,
};

static void print_trained(const Page *page)
{
    Trained trained;
    Training values = ALL, map = ALL;
    page_say(page,
             "Trained. Each word is to give the first two numbers of the word before it (\"The\" its own), by\n"
             "SGD with rate 0.3; the loss is the mean of (Y - wanted)^2. What is each matrix worth? With W_Q and\n"
             "W_K frozen the map cannot change:");
    values.name = "values";
    values.frozen[0] = values.frozen[1] = true;
    training_run(&values, &trained);
    page_trained(page, "W_V alone", &values, &trained);

    page_say(page, "With W_V frozen the map finds the word before, but what is fetched there is not what was wanted:");
    map.name = "map";
    map.frozen[2] = true;
    training_run(&map, &trained);
    page_trained(page, "W_Q and W_K", &map, &trained);

    page_say(page, "All three:");
    training_run(&ALL, &trained);
    page_trained(page, "W_Q, W_K and W_V", &ALL, &trained);
    page_draw(page, "The cat sat, trained: each word is to give the one before it", &ALL, &trained);
}

// --- step by step ---------------------------------------------------------------------------------------------------

static void print_lesson(const Page *page, Tape *tape)
{
    page_say(page, "Step 1. From input embeddings X [T,D] to queries, keys and values [T,d_k]. The text multiplies\n"
                   "by \"randomized vectors\"; they are matrices, random before training and changed by it.");
    const Var X = given(tape, 3, 4, (double[]){1, 0, 1, 0, 0, 2, 0, 1, 1, 1, 0, 1});
    const Var W_Q = given(tape, 4, 2, (double[]){1, 0, 0, 1, 0, 1, -1, 0});
    const Var W_K = given(tape, 4, 2, (double[]){0, 1, 1, 0, 1, 0, 0, 1});
    const Var W_V = given(tape, 4, 2, (double[]){1, 0, 0, 1, 0, 0, 1, 1});
    page_show_words(page, NULL, "X", var_value(X));
    page_show(page, NULL, "W_Q", var_value(W_Q));
    page_show(page, NULL, "W_K", var_value(W_K));
    page_show(page, NULL, "W_V", var_value(W_V));
    const Var Q = op_matmul(tape, X, W_Q), K = op_matmul(tape, X, W_K), V = op_matmul(tape, X, W_V);
    page_show_words(page, "Q", "Q = X W_Q", var_value(Q));
    page_show_words(page, "K", "K = X W_K", var_value(K));
    page_show_words(page, "V", "V = X W_V", var_value(V));

    page_say(page, "Step 2. Scores: each query (row) with each key (column).");
    const Var S = op_matmul(tape, Q, op_transpose(tape, K, 0, 1));
    page_show_words(page, "scores", "S = Q K^T", var_value(S));

    page_say(page, "Step 3. Weights: divide by sqrt(d_k), then softmax along each row. The text says that all values\n"
                   "are then between 0 and 1; more than that, each row sums to 1.");
    const real d_k = 2, T = 3;
    const Var scaled = op_scale(tape, S, 1 / real_sqrt(d_k));
    const Var A = op_softmax(tape, scaled, 1, MASK_ALL);
    page_show_words(page, "scaled_scores", "S / sqrt(2)", var_value(scaled));
    page_show_words(page, "weights", "A = softmax(S / sqrt(2))", var_value(A));
    page_show_words(page, "row_sums", "the sum of each row of A", var_value(op_sum(tape, A, AXES(1), KEEP_AXES)));

    page_say(page, "d_k is, in the text's words, the \"dimension of the keys matrix\". That is imprecise, for K [3,2]\n"
                   "has two: d_k is its columns, the length of one key. With its rows, the number of words, the\n"
                   "weights would be others, and would depend on how long the sentence is:");
    const Var misread = op_softmax(tape, S, 1 / real_sqrt(T), MASK_ALL);
    page_show_words(page, "weights_misread", "softmax(S / sqrt(3)): not A", var_value(misread));

    page_say(page, "Step 4. Context vectors: each row of Y is the mean of V's rows with the weights of A's row. The\n"
                   "text says \"the values weights matrix\", but its formula is right: A times V = X W_V, not times\n"
                   "W_V, which does not even fit: A is [3,3], W_V is [4,2].");
    page_show_words(page, "outputs", "Y = A V", var_value(op_matmul(tape, A, V)));
    print_trained(page);
}

int main(int argc, char **argv)
{
    return lesson_run(
        argc, argv,
        "Scaled dot-product attention with trainable weights (after \"Self attention with trainable weights\")", WORD,
        print_lesson);
}
