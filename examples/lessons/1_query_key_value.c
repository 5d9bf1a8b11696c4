// Lesson 1: query, key and value, and which way round a matrix is multiplied.
//
// The text, "Self-Attention From Scratch", has formulae and no numbers: q = W_Q * x, k = W_K * x, v = W_V * x, for each
// word x of "The cat sat". The numbers here are small whole ones, to be checked in the head. To be learned: W * x has x
// as a column; heed, like most texts and programs, has x as a row of X and multiplies from the right. The one is the
// transpose of the other, and stays so when both are trained. And that scores as large as these hold the map fast.
#include "autograd/ops.h"
#include "examples/lessons/training.h"
#include "tensor/maths.h"

#include <math.h>

enum { T = 3, D = 2 };

static const char *const WORD[T] = {"The", "cat", "sat"};

// --- trained --------------------------------------------------------------------------------------------------------

// The mean of (Y - target)^2, where each word is to give the embedding of the word before it, and the first its own.
static Var mean_loss(Tape *tape, Var Y)
{
    return op_mean_squared_error(tape, Y, given(tape, T, D, (double[]){1, 2, 1, 2, 3, 1}));
}

static Answer in_rows(Tape *tape, Var W_Q, Var W_K, Var W_V)
{
    const Var X = given(tape, T, D, (double[]){1, 2, 3, 1, 0, 2});
    const Var Q = op_matmul(tape, X, W_Q), K = op_matmul(tape, X, W_K), V = op_matmul(tape, X, W_V);
    const Var S = op_matmul(tape, Q, op_transpose(tape, K, 0, 1));
    const Var A = op_softmax(tape, S, 1 / real_sqrt(D), MASK_ALL);
    return (Answer){A, mean_loss(tape, op_matmul(tape, A, V))};
}

// As the text multiplies: a word is a column, and so are its query, key and value.
static Answer in_columns(Tape *tape, Var M_Q, Var M_K, Var M_V)
{
    const Var x = op_transpose(tape, given(tape, T, D, (double[]){1, 2, 3, 1, 0, 2}), 0, 1);
    const Var q = op_matmul(tape, M_Q, x), k = op_matmul(tape, M_K, x), v = op_matmul(tape, M_V, x);
    const Var S = op_matmul(tape, op_transpose(tape, q, 0, 1), k);
    const Var A = op_softmax(tape, S, 1 / real_sqrt(D), MASK_ALL);
    const Var y = op_matmul(tape, v, op_transpose(tape, A, 0, 1));
    return (Answer){A, mean_loss(tape, op_transpose(tape, y, 0, 1))};
}

static const Training ROWS = {
    .name = "trained",
    .word = WORD,
    .T = T,
    .D = D,
    .width = {D, D, D},
    .first = {{1, 0, 2, 1}, {1, 1, 0, 1}, {2, 1, 0, 3}},
    .rate = 0.03,
    .frames = 7,
    .step = {0, 1, 2, 5, 20, 100, 500},
    .answer = in_rows,
};

// The largest difference, at any frame, of a matrix and the other's transpose.
static double transposes_apart(const Trained *rows, Trained *columns)
{
    double apart = 0;
    for (int i = 0; i < ROWS.frames; i++) {
        for (int m = 0; m < MATRICES; m++) {
            real *M = columns->frame[i].W[m], kept = M[1];
            M[1] = M[2];
            M[2] = kept;
        }
        apart = fmax(apart, trained_apart(&ROWS, &rows->frame[i], &columns->frame[i]));
    }
    return apart;
}

static void print_trained(const Page *page)
{
    Trained trained, columns;
    char text[256];
    page_say(page,
             "Trained. Each word is to give the embedding of the word before it (\"The\" its own), by SGD with\n"
             "rate 0.03; the loss is the mean of (Y - wanted)^2. In each row of S \"cat\" leads by 10 or more, and\n"
             "a softmax of numbers so far apart is as good as a choice: all look at \"cat\", W_Q and W_K get\n"
             "hardly any gradient, and only W_V learns.");
    training_run(&ROWS, &trained);
    page_trained(page, "heed's W_Q, W_K, W_V", &ROWS, &trained);

    Training other = ROWS;
    const double first[MATRICES][D * D] = {{1, 2, 0, 1}, {1, 0, 1, 1}, {2, 0, 1, 3}};
    for (int m = 0; m < MATRICES; m++)
        for (int i = 0; i < D * D; i++)
            other.first[m][i] = first[m][i];
    other.answer = in_columns;
    training_run(&other, &columns);
    snprintf(text, sizeof text,
             "The text's matrices, trained in columns, stay the transposes of these: at no step is a number\n"
             "of one and of the other more than %.3f apart.",
             transposes_apart(&trained, &columns));
    page_say(page, text);

    Training small = ROWS;
    small.name = "small";
    for (int m = 0; m < 2; m++)
        for (int i = 0; i < D * D; i++)
            small.first[m][i] *= 0.3;
    page_say(page, "Now W_Q and W_K are 0.3 times as large, and the scores 0.09 times.");
    training_run(&small, &trained);
    page_trained(page, "0.3 W_Q, 0.3 W_K, W_V", &small, &trained);
    page_draw(page, "The cat sat, trained: each word is to give the one before it", &small, &trained);
}

// --- step by step ---------------------------------------------------------------------------------------------------

static void print_lesson(const Page *page, Tape *tape)
{
    page_say(page, "The words, a row each. The text gives no numbers; these are ours.");
    const Var X = given(tape, 3, 2, (double[]){1, 2, 3, 1, 0, 2});
    page_show_words(page, NULL, "X", var_value(X));

    page_say(page, "The matrices, as the text has them: to be multiplied by a column x from the left.");
    // M_Q, M_K, M_V: its W_Q, W_K, W_V; here the letter W is for heed's.
    const Var M_Q = given(tape, 2, 2, (double[]){1, 2, 0, 1});
    const Var M_K = given(tape, 2, 2, (double[]){1, 0, 1, 1});
    const Var M_V = given(tape, 2, 2, (double[]){2, 0, 1, 3});
    page_show(page, NULL, "the text's W_Q", var_value(M_Q));
    page_show(page, NULL, "the text's W_K", var_value(M_K));
    page_show(page, NULL, "the text's W_V", var_value(M_V));

    page_say(page, "q = W_Q * x for all words at once: the words are the columns of X^T, and q1, q2, q3 those of\n"
                   "the result. For \"The\": q1 = (1*1 + 2*2, 0*1 + 1*2) = (5, 2).");
    const Var columns = op_matmul(tape, M_Q, op_transpose(tape, X, 0, 1));
    page_show(page, "Q_columns", "W_Q * X^T, columns q1 q2 q3", var_value(columns));

    page_say(page, "heed keeps a word in a row: Q = X W_Q, and its W_Q is the transpose of the text's, since\n"
                   "(W * x)^T = x^T W^T. The same numbers, a row for each word:");
    const Var W_Q = op_transpose(tape, M_Q, 0, 1), W_K = op_transpose(tape, M_K, 0, 1);
    const Var W_V = op_transpose(tape, M_V, 0, 1);
    const Var Q = op_matmul(tape, X, W_Q), K = op_matmul(tape, X, W_K), V = op_matmul(tape, X, W_V);
    page_show(page, "W_Q", "W_Q, heed's", var_value(W_Q));
    page_show_words(page, "Q", "Q = X W_Q", var_value(Q));
    page_show_words(page, "K", "K = X W_K", var_value(K));
    page_show_words(page, "V", "V = X W_V", var_value(V));

    page_say(page, "The trap: the text's W_Q taken as it stands, from the right. It is square, so nothing\n"
                   "complains; the numbers are others.");
    page_show_words(page, "Q_not_transposed", "X times the text's W_Q: not Q", var_value(op_matmul(tape, X, M_Q)));

    page_say(page, "Comparing each query with each key: row i, column j is q_i . k_j. The text compares a word\n"
                   "\"with the Key vectors of all other words\". That is imprecise: each is compared with itself as\n"
                   "well; it is the diagonal. What becomes of these scores is lesson 2.");
    const Var S = op_matmul(tape, Q, op_transpose(tape, K, 0, 1));
    page_show_words(page, "scores", "S = Q K^T", var_value(S));
    print_trained(page);
}

int main(int argc, char **argv)
{
    return lesson_run(
        argc, argv,
        "Query, key and value, and which way round a matrix is multiplied (after \"Self-Attention From Scratch\")",
        WORD, print_lesson);
}
