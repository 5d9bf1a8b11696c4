// Exercise 10: attention of two words, by hand, of three, by PyTorch, and of random ones; and its backward.
#include "examples/exercises/10_attention/explain.h"
#include "tensor/mask.h"

#include <math.h>

// The learner's.
void attention(int T, int d_k, const double *Q, const double *K, const double *V, double *A, double *Y);
void attention_backward(int T, int d_k, const double *Q, const double *K, const double *V, const double *A,
                        const double *dY, double *dQ, double *dK, double *dV);

enum { QUERY, KEY, VALUE };
enum { MOST = 16 }; // numbers of a random Q

static int positions(const Arrays *a)
{
    return a->op->output.n[0];
}

static int width(const Arrays *a)
{
    return a->op->output.n[1];
}

static void forward(const Arrays *a)
{
    attention(positions(a), width(a), a->x[QUERY], a->x[KEY], a->x[VALUE], a->kept, a->y);
}

static void backward(const Arrays *a)
{
    attention_backward(positions(a), width(a), a->x[QUERY], a->x[KEY], a->x[VALUE], a->kept, a->dy, a->dx[QUERY],
                       a->dx[KEY], a->dx[VALUE]);
}

static Var reference(Tape *tape, const Var *x, const ExerciseOp *op)
{
    const Var S = op_matmul(tape, x[QUERY], op_transpose(tape, x[KEY], 0, 1));
    return op_matmul(tape, op_softmax(tape, S, 1 / sqrt((double)op->output.n[1]), MASK_ALL), x[VALUE]);
}

// --- mistakes -------------------------------------------------------------------------------------------------------

// What there is to do wrong. Nothing by default.
typedef struct {
    double scale; // of dS; 0: 1 / sqrt(d_k)
    bool without_softmax, without_row_sum, transposed, own_factor;
    bool keeps_weights, keeps_scores; // what was summed for the rows before is still there
} Wrongly;

static double weight_slope(const Arrays *a, Wrongly w, int i, int j)
{
    const int d_k = width(a);
    double sum = 0;
    for (int row = w.keeps_weights ? 0 : i; row <= i; row++)
        for (int c = 0; c < d_k; c++)
            sum += a->dy[row * d_k + c] * a->x[VALUE][j * d_k + c];
    return sum;
}

static double score_slope(const Arrays *a, Wrongly w, int i, int j)
{
    const double scale = w.scale != 0 ? w.scale : 1 / sqrt(width(a));
    double sum = 0;
    for (int row = w.keeps_scores ? 0 : i; row <= i; row++) {
        const double *weight = a->kept + row * positions(a), dA = weight_slope(a, w, row, j);
        double dot = 0;
        for (int k = 0; k < positions(a) && !w.without_row_sum; k++)
            dot += weight[k] * weight_slope(a, w, row, k);
        sum += scale * (w.without_softmax ? dA : weight[j] * (dA - dot));
    }
    return sum;
}

// Right if nothing is wrong.
static void go_back(const Arrays *a, Wrongly w)
{
    const int T = positions(a), d_k = width(a);
    for (int i = 0; i < T; i++)
        for (int j = 0; j < T; j++) {
            const double dS = w.transposed ? score_slope(a, w, j, i) : score_slope(a, w, i, j);
            const double weight = w.transposed ? a->kept[j * T + i] : a->kept[i * T + j];
            for (int c = 0; c < d_k; c++) {
                a->dx[QUERY][i * d_k + c] += dS * a->x[w.own_factor ? QUERY : KEY][j * d_k + c];
                a->dx[KEY][j * d_k + c] += dS * a->x[w.own_factor ? KEY : QUERY][i * d_k + c];
                a->dx[VALUE][j * d_k + c] += weight * a->dy[i * d_k + c];
            }
        }
}

static void unscaled(const Arrays *a)
{
    go_back(a, (Wrongly){.scale = 1});
}

static void scaled_by_d_k(const Arrays *a)
{
    go_back(a, (Wrongly){.scale = 1. / width(a)});
}

static void no_softmax(const Arrays *a)
{
    go_back(a, (Wrongly){.without_softmax = true});
}

static void no_row_sum(const Arrays *a)
{
    go_back(a, (Wrongly){.without_row_sum = true});
}

// Of one input only: the words tell what its formula needs.
static void transposed(const Arrays *a, int input)
{
    Arrays others = *a;
    double rest[MAX_INPUTS][MOST] = {{0}};
    for (int i = 0; i < a->op->inputs; i++)
        others.dx[i] = i == input ? a->dx[i] : rest[i];
    go_back(&others, (Wrongly){.transposed = true});
}

static void query_transposed(const Arrays *a)
{
    transposed(a, QUERY);
}

static void key_transposed(const Arrays *a)
{
    transposed(a, KEY);
}

static void value_transposed(const Arrays *a)
{
    transposed(a, VALUE);
}

static void own_factor(const Arrays *a)
{
    go_back(a, (Wrongly){.own_factor = true});
}

static void keeps_weights(const Arrays *a)
{
    go_back(a, (Wrongly){.keeps_weights = true});
}

static void keeps_scores(const Arrays *a)
{
    go_back(a, (Wrongly){.keeps_scores = true});
}

static void keeps_both(const Arrays *a)
{
    go_back(a, (Wrongly){.keeps_weights = true, .keeps_scores = true});
}

static const char KEEPS[] = "still has earlier rows in it: each query needs a dA and a dS that begin at 0";

static const ExerciseMistake MISTAKES[] = {
    {"lacks the 1 / sqrt(d_k) by which the scores were scaled on the way there", unscaled},
    {"is scaled by 1 / d_k: the square root is missing, or it was scaled twice", scaled_by_d_k},
    {"is made with dA in the place of dS: it has not gone back through the softmax", no_softmax},
    {"lacks the row-sum term of softmax", no_row_sum},
    {"is dS^T K here, and must be dS K: row i takes dS[i][j]", query_transposed},
    {"is dS Q here, and must be dS^T Q: row j takes dS[i][j]", key_transposed},
    {"is A dY here, and must be A^T dY: row j takes A[i][j]", value_transposed},
    {"is made with its own matrix: dQ needs K, and dK needs Q", own_factor},
    {KEEPS, keeps_weights},
    {KEEPS, keeps_scores},
    {KEEPS, keeps_both},
    {0},
};

// By the inputs whose gradients are wrong.
static const ExerciseWhere WHERE[] = {
    {1 << QUERY, "dK is made of dS, too, and is right: so look at dQ = dS K."},
    {1 << KEY, "dQ is made of dS, too, and is right: so look at dK = dS^T Q."},
    {1 << VALUE, "dQ and dK are right: so look at dV = A^T dY."},
    {1 << QUERY | 1 << KEY, "Both are made of dS, and dV is right: so look at dA = dY V^T, and at dS."},
    {0},
};

// --- forward --------------------------------------------------------------------------------------------------------

static bool ask(Exercise *ex, const char *weights, const char *outputs, const Example *e)
{
    const int T = e->T, d_k = e->d_k;
    double *A = exercise_array(ex, T * T), *Y = exercise_array(ex, T * d_k);
    attention(T, d_k, exercise_copy(ex, T * d_k, e->Q), exercise_copy(ex, T * d_k, e->K),
              exercise_copy(ex, T * d_k, e->V), A, Y);
    if (!exercise_values(ex, weights, SHAPE(T, T), A, e->A, 1e-12))
        explain_weights(ex, e, A);
    else if (!exercise_values(ex, outputs, SHAPE(T, d_k), Y, e->Y, 1e-12))
        explain_outputs(ex, e, Y);
    return exercise_right(ex);
}

// By hand, as lesson 4 has it: "cat" asks for "sat" and "sat" for "cat", each with score 1, and with 0 for itself.
static bool ask_cat_sat(Exercise *ex)
{
    const double a = 1 / (1 + exp(sqrt(0.5)));
    return ask(ex, "A of \"cat sat\" (lesson 4)", "Y of \"cat sat\" (lesson 4)",
               &(Example){.T = 2,
                          .d_k = 2,
                          .Q = (double[]){1, 0, 0, 1},
                          .K = (double[]){0, 1, 1, 0},
                          .V = (double[]){1, 2, 0, 3},
                          .A = (double[]){a, 1 - a, 1 - a, a},
                          .Y = (double[]){a, 3 - a, 1 - a, 2 + a}});
}

// By PyTorch: A = torch.softmax(Q @ K.T / 2, 1) and A @ V, in double.
static bool ask_three(Exercise *ex)
{
    static const double Q[] = {-1, -0.5, 0, 0.5, 1, -1, -0.5, 0, 0.5, 1, -1, -0.5};
    static const double K[] = {-1.5, -1, -0.5, 0, 0.5, 1, 1.5, -1.5, -1, -0.5, 0, 0.5};
    static const double V[] = {1, 0, 0, 1, 0, 1, 0, 2, 0, 0, 1, 3};
    static const double A[] = {0.517556620393207, 0.079369878360773, 0.403073501246019,
                               0.401763329240540, 0.243681777132609, 0.354554893626851,
                               0.227330836446185, 0.545338327107629, 0.227330836446185};
    static const double Y[] = {0.517556620393207, 0.079369878360773, 0.403073501246019, 1.885516880852812,
                               0.401763329240540, 0.243681777132609, 0.354554893626851, 1.952791564386312,
                               0.227330836446185, 0.545338327107629, 0.227330836446185, 2.000000000000000};
    return ask(ex, "A of three words", "Y of three words", &(Example){3, 4, Q, K, V, A, Y});
}

static void check(Exercise *ex)
{
    const int T = exercise_between(ex, 4, 5), d_k = exercise_between(ex, 2, 3);
    const Shape shape = SHAPE(T, d_k);
    if (ask_cat_sat(ex) && ask_three(ex))
        exercise_op(ex, &(ExerciseOp){.name = "Y",
                                      .inputs = 3,
                                      .input = {{"Q", shape}, {"K", shape}, {"V", shape}},
                                      .output = shape,
                                      .kept = T * T,
                                      .forward = forward,
                                      .backward = backward,
                                      .reference = reference,
                                      .mistake = MISTAKES,
                                      .where = WHERE,
                                      .sizes = {.T = T, .d_k = d_k}});
}

int main(int argc, char **argument)
{
    return exercise_main(argc, argument, check);
}
