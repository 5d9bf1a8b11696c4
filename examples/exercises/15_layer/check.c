// Exercise 15: a layer by PyTorch's numbers, then of random sizes against heed's; and which slip a wrong one has made.
#include "examples/exercises/15_layer/slips.h"
#include "examples/exercises/exercise.h"

#include <stdlib.h>
#include <tgmath.h>

void layer_forward(const Layer *layer, double *Y);
void layer_backward(const Layer *layer, const double *dY, const LayerGrads *grads);

// --- by hand --------------------------------------------------------------------------------------------------------

// Lesson 2's sentence and matrices. Y and what else comes out are from PyTorch 1.13, in float64:
//   Q, K, V = X @ W_Q, X @ W_K, X @ W_V;  S = Q @ K.T;  torch.softmax(S / 2 ** .5, -1) @ V
// and with S; S / 4 ** .5; S / 3 ** .5; softmax(.., 0); S.T in place of that.
enum { HAND_T = 3, HAND_D = 4, HAND_K = 2, HAND_Y = HAND_T * HAND_K };
static const double HAND_X[] = {1, 0, 1, 0, 0, 2, 0, 1, 1, 1, 0, 1}, HAND_W_Q[] = {1, 0, 0, 1, 0, 1, -1, 0},
                    HAND_W_K[] = {0, 1, 1, 0, 1, 0, 0, 1}, HAND_W_V[] = {1, 0, 0, 1, 0, 0, 1, 1};
static const double WANT[] = {1.401112092679786,  2.0055604633989295, 1.7336811064968891,
                              1.7312084293202974, 1.5034898434845538, 1.7517449217422769};

static const ExerciseSlip FORWARD[] = {
    {"The scores are not divided by sqrt(d_k).",
     {1.4223187982515182, 2.1115939912575907, 1.8437947344813395, 1.813619667364877, 1.5761168847658291,
      1.7880584423829147}},
    {"The scores are divided by sqrt(D). d_k is the width of a key, the columns of W_K.",
     {1.3836517311905507, 1.9182586559527537, 1.6285317192117623, 1.6777965879217902, 1.4518627618776061,
      1.7259313809388033}},
    {"The scores are divided by sqrt(T). d_k is the width of a key, the columns of W_K.",
     {1.3904139456067892, 1.9520697280339465, 1.6702084480014299, 1.6961391573171682, 1.4710830770087602,
      1.7355415385043798}},
    {"Softmax runs down the columns of S. It must run along the rows: each query "
     "shares out a weight of 1 among all keys.",
     {2.0393951353410147, 3.0032675048502391, 1.1384280023928013, 1.0660704016860911, 0.82217686226618414,
      0.93066209346367024}},
    {"S is K Q^T, which is the transpose: row t must belong to query t.",
     {1.2482550782577231, 1.2412753912886154, 1.1783701547276046, 0.62058652578172868, 1.1977758146404283,
      1.598887907320214}},
    {0},
};

static void ask_by_hand(Exercise *ex)
{
    const Layer layer = {HAND_T,
                         HAND_D,
                         HAND_K,
                         exercise_copy(ex, HAND_T * HAND_D, HAND_X),
                         exercise_copy(ex, HAND_D * HAND_K, HAND_W_Q),
                         exercise_copy(ex, HAND_D * HAND_K, HAND_W_K),
                         exercise_copy(ex, HAND_D * HAND_K, HAND_W_V),
                         exercise_array(ex, HAND_Y),
                         exercise_array(ex, HAND_Y),
                         exercise_array(ex, HAND_Y),
                         exercise_array(ex, HAND_T * HAND_T)};
    double *Y = exercise_array(ex, HAND_Y);
    layer_forward(&layer, Y);
    if (!exercise_values(ex, "Y of lesson 2's sentence", SHAPE(HAND_T, HAND_K), Y, WANT, 1e-14))
        exercise_slip(ex, HAND_Y, Y, FORWARD);
}

// --- of random sizes ------------------------------------------------------------------------------------------------

typedef struct {
    int T, D, d_k;
} Sizes;

enum { X, W_Q, W_K, W_V };

static Layer layer_of(const Arrays *a)
{
    const Sizes *s = a->op->context;
    const int n = s->T * s->d_k;
    return (Layer){s->T,      s->D,    s->d_k,      a->x[X],         a->x[W_Q],      a->x[W_K],
                   a->x[W_V], a->kept, a->kept + n, a->kept + 2 * n, a->kept + 3 * n};
}

static void forward(const Arrays *a)
{
    const Layer layer = layer_of(a);
    layer_forward(&layer, a->y);
}

// The learner's backward, or, if there is a slip or not all ways lead back to X, one like that.
static void go_back(const Arrays *a, Slip slip, int ways)
{
    const Layer layer = layer_of(a);
    const size_t n = (size_t)layer.T * (size_t)layer.d_k, nn = (size_t)layer.T * (size_t)layer.T;
    const LayerGrads grads = {a->dx[X],
                              a->dx[W_Q],
                              a->dx[W_K],
                              a->dx[W_V],
                              calloc(n, sizeof(double)),
                              calloc(n, sizeof(double)),
                              calloc(n, sizeof(double)),
                              calloc(nn, sizeof(double))};
    if (!grads.dQ || !grads.dK || !grads.dV || !grads.dA)
        abort(); // a few hundred bytes
    if (slip == SLIP_NONE && ways == ALL_WAYS)
        layer_backward(&layer, a->dy, &grads);
    else
        layer_backward_with_slip(&layer, a->dy, &grads, slip, ways);
    free(grads.dQ);
    free(grads.dK);
    free(grads.dV);
    free(grads.dA);
}

static void backward(const Arrays *a)
{
    go_back(a, SLIP_NONE, ALL_WAYS);
}

static void no_scale(const Arrays *a)
{
    go_back(a, SLIP_NO_SCALE, ALL_WAYS);
}

static void no_row_sum(const Arrays *a)
{
    go_back(a, SLIP_NO_ROW_SUM, ALL_WAYS);
}

static void keys_like_queries(const Arrays *a)
{
    go_back(a, SLIP_K_LIKE_Q, ALL_WAYS);
}

static void queries_like_keys(const Arrays *a)
{
    go_back(a, SLIP_Q_LIKE_K, ALL_WAYS);
}

static void values_by_rows(const Arrays *a)
{
    go_back(a, SLIP_V_BY_ROWS, ALL_WAYS);
}

static void not_by_queries(const Arrays *a)
{
    go_back(a, SLIP_NONE, BY_K | BY_V);
}

static void not_by_keys(const Arrays *a)
{
    go_back(a, SLIP_NONE, BY_Q | BY_V);
}

static void not_by_values(const Arrays *a)
{
    go_back(a, SLIP_NONE, BY_Q | BY_K);
}

static void only_by_queries(const Arrays *a)
{
    go_back(a, SLIP_NONE, BY_Q);
}

static void only_by_keys(const Arrays *a)
{
    go_back(a, SLIP_NONE, BY_K);
}

static void only_by_values(const Arrays *a)
{
    go_back(a, SLIP_NONE, BY_V);
}

static const ExerciseMistake MISTAKES[] = {
    {"is that of a dS without its factor 1/sqrt(d_k)", no_scale},
    {"is that of a dS_ij = A_ij dA_ij / sqrt(d_k), without the sum over its row", no_row_sum},
    {"is that of dK = dS Q; it must be dS^T Q", keys_like_queries},
    {"is that of dQ = dS^T K; it must be dS K", queries_like_keys},
    {"is that of dV = A dY; it must be A^T dY", values_by_rows},
    {"lacks what comes back to X by way of Q: dQ W_Q^T", not_by_queries},
    {"lacks what comes back to X by way of K: dK W_K^T", not_by_keys},
    {"lacks what comes back to X by way of V: dV W_V^T", not_by_values},
    {"lacks what comes back to X by way of K and V: only dQ W_Q^T is there", only_by_queries},
    {"lacks what comes back to X by way of Q and V: only dK W_K^T is there", only_by_keys},
    {"lacks what comes back to X by way of Q and K: only dV W_V^T is there", only_by_values},
    {0},
};

// By the inputs whose gradients are wrong.
static const ExerciseWhere WHERE[] = {
    {1 << W_Q, "dX is right, so dQ is: look at dW_Q = X^T dQ."},
    {1 << W_K, "dX is right, so dK is: look at dW_K = X^T dK."},
    {1 << W_V, "dX is right, so dV is: look at dW_V = X^T dV."},
    {1 << X, "dW_Q, dW_K, dW_V are right, so dQ, dK, dV are: look at the three products of which dX is the sum."},
    {1 << X | 1 << W_Q, "All that dQ goes into is wrong, and nothing else: look at dQ = dS K."},
    {1 << X | 1 << W_K, "All that dK goes into is wrong, and nothing else: look at dK = dS^T Q."},
    {1 << X | 1 << W_V, "All that dV goes into is wrong, and nothing else: look at dV = A^T dY."},
    {1 << X | 1 << W_Q | 1 << W_K, "All that dS goes into is wrong, and nothing else: look at dA = dY V^T, and at dS."},
    {0},
};

static Var reference(Tape *tape, const Var *x, const ExerciseOp *op)
{
    (void)op;
    const Var Q = op_matmul(tape, x[X], x[W_Q]), K = op_matmul(tape, x[X], x[W_K]), V = op_matmul(tape, x[X], x[W_V]);
    return op_attention(tape, Q, K, V, MASK_ALL);
}

static void check(Exercise *ex)
{
    ask_by_hand(ex);
    const int T = exercise_between(ex, 3, 5), d_k = exercise_between(ex, 2, 4), D = exercise_between(ex, 5, 7);
    const Sizes sizes = {T, D, d_k};
    exercise_op(
        ex, &(ExerciseOp){
                .name = "the layer",
                .inputs = 4,
                .input = {{"X", SHAPE(T, D)}, {"W_Q", SHAPE(D, d_k)}, {"W_K", SHAPE(D, d_k)}, {"W_V", SHAPE(D, d_k)}},
                .output = SHAPE(T, d_k),
                .kept = 3 * T * d_k + T * T,
                .context = &sizes,
                .forward = forward,
                .backward = backward,
                .reference = reference,
                .mistake = MISTAKES,
                .where = WHERE,
                .sizes = {.T = T, .D = D, .d_k = d_k}});
}

int main(int argc, char **argument)
{
    return exercise_main(argc, argument, check);
}
