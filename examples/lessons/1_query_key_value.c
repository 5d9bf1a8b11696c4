// Lesson 1: query, key and value, and which way round a matrix is multiplied.
//
// The text, "Self-Attention From Scratch", has formulae and no numbers: q = W_Q * x, k = W_K * x, v = W_V * x, for each
// word x of "The cat sat". The numbers here are small whole ones, to be checked in the head. To be learned: W * x has x
// as a column; heed, like most texts and programs, has x as a row of X and multiplies from the right. The one is the
// transpose of the other.
#include "autograd/ops.h"
#include "examples/lessons/lesson.h"

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
}

int main(int argc, char **argv)
{
    const char *const word[] = {"The", "cat", "sat"};
    return lesson_run(
        argc, argv,
        "Query, key and value, and which way round a matrix is multiplied (after \"Self-Attention From Scratch\")",
        word, print_lesson);
}
