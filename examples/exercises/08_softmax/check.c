// Exercise 8: softmax of numbers of all sizes, and its backward.
#include "examples/exercises/exercise.h"
#include "tensor/mask.h"

#include <math.h>

// The learner's.
void softmax(int n, const double *x, double *y);
void softmax_backward(int n, const double *y, const double *dy, double *dx);

static int size(const Arrays *a)
{
    return a->op->output.n[0];
}

static void forward(const Arrays *a)
{
    softmax(size(a), a->x[0], a->y);
}

static void backward(const Arrays *a)
{
    softmax_backward(size(a), a->y, a->dy, a->dx[0]);
}

static Var reference(Tape *tape, const Var *x, const ExerciseOp *op)
{
    (void)op;
    return op_softmax(tape, x[0], 1, MASK_ALL);
}

// --- mistakes -------------------------------------------------------------------------------------------------------

static double sum_of(const Arrays *a, bool weighted)
{
    double sum = 0;
    for (int j = 0; j < size(a); j++)
        sum += a->dy[j] * (weighted ? a->y[j] : 1);
    return sum;
}

static void no_row_sum(const Arrays *a)
{
    for (int i = 0; i < size(a); i++)
        a->dx[0][i] += a->y[i] * a->dy[i];
}

static void diagonal(const Arrays *a)
{
    for (int i = 0; i < size(a); i++)
        a->dx[0][i] += a->y[i] * (1 - a->y[i]) * a->dy[i];
}

static void plain_sum(const Arrays *a)
{
    for (int i = 0; i < size(a); i++)
        a->dx[0][i] += a->y[i] * (a->dy[i] - sum_of(a, false));
}

static void plain_mean(const Arrays *a)
{
    for (int i = 0; i < size(a); i++)
        a->dx[0][i] += a->y[i] * (a->dy[i] - sum_of(a, false) / size(a));
}

static void sum_added(const Arrays *a)
{
    for (int i = 0; i < size(a); i++)
        a->dx[0][i] += a->y[i] * (a->dy[i] + sum_of(a, true));
}

static void no_factor(const Arrays *a)
{
    for (int i = 0; i < size(a); i++)
        a->dx[0][i] += a->dy[i] - sum_of(a, true);
}

static void sum_not_complete(const Arrays *a)
{
    double sum = 0;
    for (int i = 0; i < size(a); i++) {
        sum += a->dy[i] * a->y[i];
        a->dx[0][i] += a->y[i] * (a->dy[i] - sum);
    }
}

static void last_alone(const Arrays *a)
{
    const int last = size(a) - 1;
    for (int i = 0; i <= last; i++)
        a->dx[0][i] += a->y[i] * (a->dy[i] - a->dy[last] * a->y[last]);
}

static void no_parentheses(const Arrays *a)
{
    for (int i = 0; i < size(a); i++)
        a->dx[0][i] += a->y[i] * a->dy[i] - sum_of(a, true);
}

static void diagonal_alone(const Arrays *a)
{
    for (int i = 0; i < size(a); i++)
        a->dx[0][i] += a->y[i] * (1 - a->y[i]);
}

static void others_raised(const Arrays *a)
{
    for (int i = 0; i < size(a); i++)
        a->dx[0][i] += a->y[i] * (a->dy[i] * (1 - 2 * a->y[i]) + sum_of(a, true));
}

static const ExerciseMistake MISTAKES[] = {
    {"lacks the row-sum term: it is y_i dy_i, as if no score moved the other weights", no_row_sum},
    {"is y_i (1 - y_i) dy_i: the diagonal of the Jacobian only; each score moves all weights", diagonal},
    {"is y_i (1 - y_i): the diagonal of the Jacobian only, and without dy; each score moves all weights",
     diagonal_alone},
    {"has sum dy_j for its row sum: each dy_j must be weighted by its y_j", plain_sum},
    {"has the plain mean of dy for its row sum: the weights of the mean are y_j", plain_mean},
    {"adds the row sum, and must subtract it", sum_added},
    {"has y_i y_j where it must have -y_i y_j: when a score grows, the other weights shrink", others_raised},
    {"has a row sum that is not complete yet: sum first, in a loop of its own", sum_not_complete},
    {"has the last term alone for its row sum: each must be added (+=)", last_alone},
    {"is y_i dy_i less the row sum: in C, * goes before -. Parentheses: y_i (dy_i - sum)", no_parentheses},
    {"is zero. Is anything added to it? If so, its row sum may have the same dy_i for each j", NULL},
    {"lacks its factor y_i: it is dy_i less the row sum", no_factor},
    {0},
};

// --- the questions --------------------------------------------------------------------------------------------------

static bool ask(Exercise *ex, const char *what, int n, const double *x, const double *want)
{
    double *y = exercise_array(ex, n), sum = 0;
    softmax(n, exercise_copy(ex, n, x), y);
    for (int i = 0; i < n; i++)
        sum += y[i];
    if (exercise_values(ex, what, SHAPE(n), y, want, 1e-12))
        return true;
    if (fabs(sum - 1) > 1e-6)
        exercise_say(ex, "they sum to %g, and weights must sum to 1", sum);
    return false;
}

// By hand, since e^(ln 2) = 2.
static bool ask_small(Exercise *ex)
{
    const double x[] = {0, log(2), log(3)}, m = log(3), all = 6 - 3 * m;
    const ExerciseSlip slips[] = {
        {"These are the powers: they must be divided by their sum.", {1, 2, 3}},
        {"These are the powers: they must be divided by their sum. (If they are, is the sum an int? That drops all "
         "behind the point.)",
         {1. / 3, 2. / 3, 1}},
        {"m is in the sum alone: each power that is divided by it must be e^(x - m), too.", {1. / 2, 1, 3. / 2}},
        {"m is missing in the sum: it is a sum of e^(x - m), too.", {1. / 18, 1. / 9, 1. / 6}},
        {"The sum is not complete yet when it is divided by: sum first, in a loop of its own.", {1, 2. / 3, 3. / 6}},
        {"m is subtracted from the powers, e^x - m: it must be e^(x - m).",
         {(1 - m) / all, (2 - m) / all, (3 - m) / all}},
        {"The scores are divided by their sum: it must be their powers.", {0, log(2) / log(6), log(3) / log(6)}},
        {0},
    };
    double *y = exercise_array(ex, 3);
    if (ask(ex, "softmax(0, ln 2, ln 3)", 3, x, (double[]){1. / 6, 2. / 6, 3. / 6}))
        return true;
    softmax(3, exercise_copy(ex, 3, x), y);
    exercise_slip(ex, 3, y, slips);
    return false;
}

// The last of the small ones is by PyTorch: torch.softmax(torch.tensor([0.4, 0.1, 0.35]).double(), 0). These are the
// scaled scores of a lecture, which gives the weights as 0.41, 0.27, 0.32.
static bool ask_values(Exercise *ex)
{
    if (!ask_small(ex) || !ask(ex, "softmax(7)", 1, (double[]){7}, (double[]){1}) ||
        !ask(ex, "softmax(0.4, 0.1, 0.35)", 3, (double[]){0.4, 0.1, 0.35},
             (double[]){0.371464450783238, 0.275187633475750, 0.353347915741013}))
        return false;
    if (!ask(ex, "softmax(1000, 1000 + ln 3)", 2, (double[]){1000, 1000 + log(3)}, (double[]){0.25, 0.75})) {
        exercise_say(ex, "e^1000 is infinite (inf): subtract the largest score from all of them first");
        return false;
    }
    if (!ask(ex, "softmax(-1000, -1000 + ln 3)", 2, (double[]){-1000, -1000 + log(3)}, (double[]){0.25, 0.75})) {
        exercise_say(ex, "e^-1000 is 0, and 0 / 0 is NaN: is m the largest of these, or 0?");
        return false;
    }
    if (!ask(ex, "softmax(0, 1000, -1000)", 3, (double[]){0, 1000, -1000}, (double[]){0, 1, 0})) {
        exercise_say(ex, "e^1000 is infinite: is m the largest of these? The smallest will not do, nor the first.");
        return false;
    }
    return true;
}

static void check(Exercise *ex)
{
    const Shape shape = SHAPE(exercise_between(ex, 4, 7));
    if (ask_values(ex))
        exercise_op(ex, &(ExerciseOp){.name = "softmax",
                                      .inputs = 1,
                                      .input = {{"x", shape}},
                                      .output = shape,
                                      .forward = forward,
                                      .backward = backward,
                                      .reference = reference,
                                      .mistake = MISTAKES});
}

int main(int argc, char **argument)
{
    return exercise_main(argc, argument, check);
}
