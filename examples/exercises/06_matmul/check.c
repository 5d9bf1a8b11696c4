// Exercise 6: matrix products, first of square matrices, where a transpose fits everywhere, then of others.
#include "examples/exercises/exercise.h"

// The learner's.
void matmul(int M, int K, int N, const double *A, const double *B, double *C);
void matmul_backward(int M, int K, int N, const double *A, const double *B, const double *dC, double *dA, double *dB);

typedef struct {
    int M, K, N;
} Sizes;

static Sizes sizes(const Arrays *a)
{
    return *(const Sizes *)a->op->context;
}

static void forward(const Arrays *a)
{
    const Sizes s = sizes(a);
    matmul(s.M, s.K, s.N, a->x[0], a->x[1], a->y);
}

static void backward(const Arrays *a)
{
    const Sizes s = sizes(a);
    matmul_backward(s.M, s.K, s.N, a->x[0], a->x[1], a->dy, a->dx[0], a->dx[1]);
}

static Var reference(Tape *tape, const Var *x, const ExerciseOp *op)
{
    (void)op;
    return op_matmul(tape, x[0], x[1]);
}

// --- mistakes with square matrices ----------------------------------------------------------------------------------

typedef struct {
    const double *data;
    bool transposed;
} Factor;

static double at(Factor a, int n, int row, int column)
{
    return a.transposed ? a.data[column * n + row] : a.data[row * n + column];
}

// y += a b
static void add_product(int n, Factor a, Factor b, double *y)
{
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            for (int k = 0; k < n; k++)
                y[i * n + j] += at(a, n, i, k) * at(b, n, k, j);
}

static void untransposed(const Arrays *a)
{
    const int n = sizes(a).K;
    add_product(n, (Factor){a->dy, false}, (Factor){a->x[1], false}, a->dx[0]);
    add_product(n, (Factor){a->x[0], false}, (Factor){a->dy, false}, a->dx[1]);
}

static void sides_exchanged(const Arrays *a)
{
    const int n = sizes(a).K;
    add_product(n, (Factor){a->x[1], true}, (Factor){a->dy, false}, a->dx[0]);
    add_product(n, (Factor){a->dy, false}, (Factor){a->x[0], true}, a->dx[1]);
}

static void both_wrong(const Arrays *a)
{
    const int n = sizes(a).K;
    add_product(n, (Factor){a->x[1], false}, (Factor){a->dy, false}, a->dx[0]);
    add_product(n, (Factor){a->dy, false}, (Factor){a->x[0], false}, a->dx[1]);
}

static void wrong_transpose(const Arrays *a)
{
    const int n = sizes(a).K;
    add_product(n, (Factor){a->dy, true}, (Factor){a->x[1], false}, a->dx[0]);
    add_product(n, (Factor){a->x[0], false}, (Factor){a->dy, true}, a->dx[1]);
}

static void exchanged(const Arrays *a)
{
    const int n = sizes(a).K;
    add_product(n, (Factor){a->x[0], true}, (Factor){a->dy, false}, a->dx[0]);
    add_product(n, (Factor){a->dy, false}, (Factor){a->x[1], true}, a->dx[1]);
}

// With dC = 1.
static void without_upstream(const Arrays *a)
{
    const int n = sizes(a).K;
    for (int i = 0; i < n; i++)
        for (int k = 0; k < n; k++)
            for (int j = 0; j < n; j++) {
                a->dx[0][i * n + k] += a->x[1][k * n + j];
                a->dx[1][k * n + j] += a->x[0][i * n + k];
            }
}

static const ExerciseMistake MISTAKES[] = {
    {"is made with the other factor as it is: this needs its transpose", untransposed},
    {"has its factors on the wrong sides: a product of matrices depends on their order", sides_exchanged},
    {"has its factors on the wrong sides, and none of them transposed", both_wrong},
    {"is that of the other factor: dA is made of B, and dB of A", exchanged},
    {"leaves out dC: it is what it must be where dC is 1 everywhere", without_upstream},
    {"is made with dC transposed: it is the other factor that must be", wrong_transpose},
    {0},
};

// --- the questions --------------------------------------------------------------------------------------------------

static bool ask(Exercise *ex, const char *name, Sizes s)
{
    return exercise_op(ex, &(ExerciseOp){.name = name,
                                         .inputs = 2,
                                         .input = {{"A", SHAPE(s.M, s.K)}, {"B", SHAPE(s.K, s.N)}},
                                         .output = SHAPE(s.M, s.N),
                                         .context = &s,
                                         .forward = forward,
                                         .backward = backward,
                                         .reference = reference,
                                         .mistake = s.M == s.K && s.K == s.N ? MISTAKES : NULL,
                                         .linear = true});
}

// By hand, of (1 2; 3 4) and (5 6; 7 8).
static const ExerciseSlip SQUARE[] = {
    {"That is A^T B: A[i][k] is A[i * K + k].", {26, 30, 38, 44}},
    {"That is A B^T: B[k][j] is B[k * N + j].", {17, 23, 39, 53}},
    {"That is B A: the order of a product matters.", {23, 34, 31, 46}},
    {"That is A times B number by number: C[i][j] is a sum over k.", {5, 12, 21, 32}},
    {"Only the last k is in it: each must be added to the sum.", {14, 16, 28, 32}},
    {"The sum goes on from one number of C to the next: begin each at 0.", {19, 41, 84, 134}},
    {0},
};

// And of (1 2 3; 4 5 6) and (1; 10; 100).
static const ExerciseSlip COLUMN[] = {
    {"A row of A has K numbers, so row i begins at i * K.", {321, 543}},
    {"A row of A has K numbers, so row i begins at i * K.", {321, 432}},
    {0},
};

// By hand; the second is 1 * 1 + 2 * 10 + 3 * 100 and 4 * 1 + 5 * 10 + 6 * 100.
static void check(Exercise *ex)
{
    double *square = exercise_array(ex, 4), *column = exercise_array(ex, 2);
    const int n = exercise_between(ex, 3, 4);
    matmul(2, 2, 2, exercise_copy(ex, 4, (double[]){1, 2, 3, 4}), exercise_copy(ex, 4, (double[]){5, 6, 7, 8}), square);
    if (!exercise_values(ex, "(1 2; 3 4) times (5 6; 7 8)", SHAPE(2, 2), square, (double[]){19, 22, 43, 50}, 0)) {
        exercise_slip(ex, 4, square, SQUARE);
        return;
    }
    matmul(2, 3, 1, exercise_copy(ex, 6, (double[]){1, 2, 3, 4, 5, 6}), exercise_copy(ex, 3, (double[]){1, 10, 100}),
           column);
    if (!exercise_values(ex, "(1 2 3; 4 5 6) times (1; 10; 100)", SHAPE(2, 1), column, (double[]){321, 654}, 0)) {
        exercise_slip(ex, 2, column, COLUMN);
        return;
    }
    if (ask(ex, "the product of square matrices", (Sizes){n, n, n}) &&
        !ask(ex, "the product", (Sizes){exercise_between(ex, 2, 3), exercise_between(ex, 4, 5), 6}))
        exercise_say(ex, "With square matrices it was right, so a size is taken for another: a row of A and dA has K "
                         "numbers, one of B, C and theirs has N.");
}

int main(int argc, char **argument)
{
    return exercise_main(argc, argument, check);
}
