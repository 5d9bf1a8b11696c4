// Lesson 5: Q, K and V of "The", product by product.
//
// The text, "Step 4: Self-Attention", works out one word with 3x3 matrices. Its numbers are all right, and they settle
// what lesson 1 left open: a word is a row, to the left of its matrix. To be learned: a matrix product by hand, and
// that a matrix which has lost its line breaks can be read in two ways. And that W_Q and W_K learn nothing from a word
// that is alone.
#include "autograd/ops.h"
#include "examples/lessons/training.h"
#include "tensor/maths.h"

enum { D = 3 };

// How one of Q, K and V is made, and what the text prints of it: the products, a row for each sum, and the sums.
typedef struct {
    const char *letter;
    double W[D * D], products[D * D], sums[D];
} Projection;

static const Projection QUERY = {
    .letter = "Q",
    .W = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9},
    .products = {0.02, 0.28, 0.28, 0.04, 0.35, 0.32, 0.06, 0.42, 0.36},
    .sums = {0.58, 0.71, 0.84},
};

static const Projection KEY = {
    .letter = "K",
    .W = {0.3, 0.1, 0.5, 0.6, 0.4, 0.2, 0.9, 0.7, 0.8},
    .products = {0.06, 0.42, 0.36, 0.02, 0.28, 0.28, 0.10, 0.14, 0.32},
    .sums = {0.84, 0.58, 0.56},
};

static const Projection VALUE = {
    .letter = "V",
    .W = {0.5, 0.6, 0.7, 0.1, 0.2, 0.3, 0.9, 0.8, 0.4},
    .products = {0.10, 0.07, 0.36, 0.12, 0.14, 0.32, 0.14, 0.21, 0.16},
    .sums = {0.53, 0.58, 0.51},
};

// x W by hand: number i of x times row i of W; the sum of each column is a number of the result.
static Var print_projection(const Page *page, Tape *tape, const Projection *p, Var x, Var W)
{
    char name[16], title[64];
    const Var products = op_transpose(tape, op_mul(tape, op_transpose(tape, x, 0, 1), W), 0, 1);
    snprintf(name, sizeof name, "%s_terms", p->letter);
    snprintf(title, sizeof title, "the products whose sums are %s_The, a row for each sum", p->letter);
    page_compare(page, name, title, var_value(products), p->products, 2);

    const Var row = op_matmul(tape, x, W);
    snprintf(name, sizeof name, "%s_xW", p->letter);
    snprintf(title, sizeof title, "%s_The = x W_%s", p->letter, p->letter);
    page_compare(page, name, title, var_value(row), p->sums, 2);
    return row;
}

static void print_column(const Page *page, Tape *tape, const Projection *p, Var x, Var W)
{
    char name[16], title[64];
    snprintf(name, sizeof name, "%s_Wx", p->letter);
    snprintf(title, sizeof title, "W_%s x, as a row: not %s_The", p->letter, p->letter);
    const Var row = op_matmul(tape, x, op_transpose(tape, W, 0, 1));
    page_compare(page, name, title, var_value(row), p->sums, 2);
}

static void print_attention(const Page *page, Tape *tape, Var Q, Var K, Var V)
{
    page_say(page,
             "3. What the text then only describes. It names the dot product and the softmax and leaves out the\n"
             "scaling between them, by 1 / sqrt(d_k) = 1 / sqrt(3). It says \"all other tokens\"; a token attends\n"
             "to itself as well, and here there is no other: one score, whose weight is 1, and the output is V.");
    const Var S = op_matmul(tape, Q, op_transpose(tape, K, 0, 1));
    const real scale = 1 / real_sqrt(D);
    const Var A = op_softmax(tape, S, scale, MASK_ALL);
    page_show_words(page, "q_dot_k_The_The", "S = Q K^T", var_value(S));
    page_show_words(page, "scaled_by_sqrt3", "S / sqrt(3)", var_value(op_scale(tape, S, scale)));
    page_show_words(page, "single_token_weights", "A = softmax(S / sqrt(3))", var_value(A));
    page_show_words(page, "single_token_output", "Y = A V", var_value(op_matmul(tape, A, V)));
}

// --- trained --------------------------------------------------------------------------------------------------------

static const char *const WORD[] = {"The", "cat"};

static Answer attend(Tape *tape, Var X, Var target, const Var W[MATRICES])
{
    const Var Q = op_matmul(tape, X, W[0]), K = op_matmul(tape, X, W[1]), V = op_matmul(tape, X, W[2]);
    const Var S = op_matmul(tape, Q, op_transpose(tape, K, 0, 1));
    const Var A = op_softmax(tape, S, 1 / real_sqrt(D), MASK_ALL);
    return (Answer){A, op_mean_squared_error(tape, op_matmul(tape, A, V), target)};
}

// The word is to give its own embedding.
static Answer answer_alone(Tape *tape, Var W_Q, Var W_K, Var W_V)
{
    const Var x = given(tape, 1, D, (double[]){0.2, 0.7, 0.4});
    return attend(tape, x, x, (Var[]){W_Q, W_K, W_V});
}

// Each of two words is to give the embedding of the other. That of "cat" is ours.
static Answer answer_two(Tape *tape, Var W_Q, Var W_K, Var W_V)
{
    const Var X = given(tape, 2, D, (double[]){0.2, 0.7, 0.4, 0.9, 0.1, 0.3});
    const Var target = given(tape, 2, D, (double[]){0.9, 0.1, 0.3, 0.2, 0.7, 0.4});
    return attend(tape, X, target, (Var[]){W_Q, W_K, W_V});
}

static void print_trained(const Page *page)
{
    Trained trained;
    Training training = {.name = "alone",
                         .word = WORD,
                         .T = 1,
                         .D = D,
                         .width = {D, D, D},
                         .rate = 1,
                         .frames = 4,
                         .step = {0, 1, 10, 50},
                         .answer = answer_alone};
    const Projection *const from[MATRICES] = {&QUERY, &KEY, &VALUE};
    for (int m = 0; m < MATRICES; m++)
        for (int i = 0; i < D * D; i++)
            training.first[m][i] = from[m]->W[i];
    page_say(page, "4. Trained. \"The\" is to give its own embedding, by SGD with rate 1; the loss is the mean of\n"
                   "(Y - wanted)^2. Its weight is 1 whatever W_Q and W_K are: their gradients are exactly 0.");
    training_run(&training, &trained);
    page_trained(page, "\"The\", alone", &training, &trained);

    training.name = "two";
    training.T = 2;
    training.frames = 8;
    const int step[] = {0, 1, 10, 50, 100, 200, 300, 500};
    for (int i = 0; i < training.frames; i++)
        training.step[i] = step[i];
    training.answer = answer_two;
    page_say(page, "With a second word, \"cat\" = (0.9, 0.1, 0.3), there is something to choose. Each is to give the\n"
                   "other's embedding.");
    training_run(&training, &trained);
    page_trained(page, "\"The\" and \"cat\"", &training, &trained);
    page_draw(page, "The cat, trained: each word is to give the other", &training, &trained);
}

static void print_lesson(const Page *page, Tape *tape)
{
    const Var x = given(tape, 1, D, (double[]){0.2, 0.7, 0.4});
    const Var W_Q = given(tape, D, D, QUERY.W), W_K = given(tape, D, D, KEY.W), W_V = given(tape, D, D, VALUE.W);
    page_say(page, "1. The embedding of \"The\", and three made-up matrices.");
    page_show_words(page, NULL, "x", var_value(x));
    page_show(page, NULL, "W_Q", var_value(W_Q));
    page_show(page, NULL, "W_K", var_value(W_K));
    page_show(page, NULL, "W_V", var_value(W_V));

    page_say(page, "2. Query, key and value. Everything the text prints here is right.");
    const Var Q = print_projection(page, tape, &QUERY, x, W_Q);
    const Var K = print_projection(page, tape, &KEY, x, W_K);
    const Var V = print_projection(page, tape, &VALUE, x, W_V);

    page_say(page, "The text has the matrices a third time, run together: WQ=0.10.40.70.20.50.80.30.60.9. Those are\n"
                   "the columns, one after another. Read as rows they would be the transpose, and x W_Q^T is W_Q x,\n"
                   "the order of lesson 1. It does not give what the text prints:");
    print_column(page, tape, &QUERY, x, W_Q);
    print_column(page, tape, &KEY, x, W_K);
    print_column(page, tape, &VALUE, x, W_V);
    print_attention(page, tape, Q, K, V);
    print_trained(page);
}

int main(int argc, char **argv)
{
    return lesson_run(argc, argv, "Query, key and value of The, product by product (after \"Step 4: Self-Attention\")",
                      WORD, print_lesson);
}
