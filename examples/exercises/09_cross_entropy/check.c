// Exercise 9: cross-entropy of logits of all sizes, with rows that do not count, and its backward.
#include "examples/exercises/exercise.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// The learner's.
double cross_entropy(int R, int C, const double *logits, const int *target);
void cross_entropy_backward(int R, int C, const double *logits, const int *target, double dloss, double *dlogits);

enum { MOST_ROWS = 8 };

typedef struct {
    int R, C, counted;
    int32_t target[MOST_ROWS];
} Rows;

static const Rows *rows(const Arrays *a)
{
    return a->op->context;
}

// A copy that ends where the targets end.
static int *targets_alone(const int32_t *target, int R)
{
    int *copy = malloc((size_t)R * sizeof *copy);
    if (!copy)
        abort(); // a few bytes
    for (int r = 0; r < R; r++)
        copy[r] = target[r];
    return copy;
}

static void forward(const Arrays *a)
{
    const Rows *s = rows(a);
    int *target = targets_alone(s->target, s->R);
    *a->y = cross_entropy(s->R, s->C, a->x[0], target);
    free(target);
}

static void backward(const Arrays *a)
{
    const Rows *s = rows(a);
    int *target = targets_alone(s->target, s->R);
    cross_entropy_backward(s->R, s->C, a->x[0], target, *a->dy, a->dx[0]);
    free(target);
}

static Var reference(Tape *tape, const Var *x, const ExerciseOp *op)
{
    return op_cross_entropy(tape, x[0], ((const Rows *)op->context)->target);
}

// --- mistakes -------------------------------------------------------------------------------------------------------

static double probability(const Arrays *a, int r, int c)
{
    const int C = rows(a)->C;
    double sum = 0;
    for (int j = 0; j < C; j++)
        sum += exp(a->x[0][r * C + j] - a->x[0][r * C + c]);
    return 1 / sum;
}

// Adds share (p - wanted) to the rows that count.
static void add_slope(const Arrays *a, double share, double wanted)
{
    const Rows *s = rows(a);
    for (int r = 0; r < s->R; r++)
        for (int c = 0; c < s->C && s->target[r] >= 0; c++)
            a->dx[0][r * s->C + c] += share * (probability(a, r, c) - (c == s->target[r] ? wanted : 0));
}

static void no_mean(const Arrays *a)
{
    add_slope(a, *a->dy, 1);
}

static void mean_of_all(const Arrays *a)
{
    add_slope(a, *a->dy / rows(a)->R, 1);
}

static void no_dloss(const Arrays *a)
{
    add_slope(a, 1.0 / rows(a)->counted, 1);
}

static void only_p(const Arrays *a)
{
    add_slope(a, *a->dy / rows(a)->counted, 0);
}

static void only_target(const Arrays *a)
{
    const Rows *s = rows(a);
    for (int r = 0; r < s->R; r++)
        if (s->target[r] >= 0)
            a->dx[0][r * s->C + s->target[r]] += *a->dy / s->counted * (probability(a, r, s->target[r]) - 1);
}

static void powers(const Arrays *a)
{
    const Rows *s = rows(a);
    for (int r = 0; r < s->R; r++)
        for (int c = 0; c < s->C && s->target[r] >= 0; c++)
            a->dx[0][r * s->C + c] += *a->dy / s->counted * (exp(a->x[0][r * s->C + c]) - (c == s->target[r]));
}

static void target_turned(const Arrays *a)
{
    const Rows *s = rows(a);
    for (int r = 0; r < s->R; r++)
        for (int c = 0; c < s->C && s->target[r] >= 0; c++) {
            const double p = probability(a, r, c);
            a->dx[0][r * s->C + c] += *a->dy / s->counted * (c == s->target[r] ? 1 - p : p);
        }
}

static const ExerciseMistake MISTAKES[] = {
    {"lacks the 1/n of the mean", no_mean},
    {"is divided by all R rows: the mean is over the n that count", mean_of_all},
    {"leaves out dloss, what comes from above", no_dloss},
    {"is 1 - p at the target: what is given minus what is wanted is p - 1", target_turned},
    {"has e^x for p: that must be divided by the sum of the row", powers},
    {"is p alone: at the target 1 must be subtracted", only_p},
    {"is right at the target only: the other logits take part in the log-sum-exp", only_target},
    {0},
};

// --- the questions --------------------------------------------------------------------------------------------------

static double loss_of(Exercise *ex, int R, int C, const double *logits, const int32_t *target)
{
    int *alone = targets_alone(target, R);
    const double loss = cross_entropy(R, C, exercise_copy(ex, R * C, logits), alone);
    free(alone);
    return loss;
}

static bool ask(Exercise *ex, const char *what, int R, int C, const double *logits, const int32_t *target, double want,
                const ExerciseSlip *slips)
{
    const double got = loss_of(ex, R, C, logits, target);
    if (exercise_values(ex, what, SCALAR, &got, &want, 1e-12))
        return true;
    exercise_slip(ex, 1, &got, slips);
    return false;
}

// The mean loss of three rows, if the sum of powers is begun for the first of them only, and so perhaps the largest.
static double going_on(const double *x, const int32_t *target, bool with_largest)
{
    double loss = 0, sum = 0, m = x[0];
    for (int r = 0; r < 3; r++) {
        m = with_largest ? m : x[3 * r];
        for (int c = 0; c < 3; c++)
            m = fmax(m, x[3 * r + c]);
        for (int c = 0; c < 3; c++)
            sum += exp(x[3 * r + c] - m);
        loss += (m + log(sum) - x[3 * r + target[r]]) / 3;
    }
    return loss;
}

// By PyTorch: F.cross_entropy(x.double(), torch.tensor([1, -1, 0]), ignore_index=-1), and with [1, 2, 0].
static bool ask_three_rows(Exercise *ex)
{
    const double x[] = {1, 2, 0.5, -1, 0, 3, 0.25, -2, 1};
    const int32_t targets[] = {1, 2, 0};
    const double all = 0.5667929586409626, two = 0.8172474860827293;
    // Where logits[target] is subtracted in each row; and the loss of row 1 if its target, -1, is counted on from its
    // beginning, to the last logit of row 0.
    const double in_row_0 = all + (2 + 3 + 0.25 - (2 + 0.5 + 1)) / 3, before = log(exp(-1) + 1 + exp(3)) - 0.5;
    const ExerciseSlip of_all[] = {
        {"this is the sum over the rows: it must be their mean", {3 * all}},
        {"the sum of powers goes on from row to row: begin each at 0", {going_on(x, targets, false)}},
        {"the sum of powers goes on from row to row, and so does m: begin each row anew", {going_on(x, targets, true)}},
        {"the logits of row r begin at logits[r * C]: each target is looked for in row 0 here", {in_row_0}},
        {0},
    };
    const ExerciseSlip of_two[] = {
        {"this is the sum over 3 rows, divided by 3: but only 2 of them count", {two * 2 / 3}},
        {"here the row with target -1 takes part, with a logit of the row before it", {two + before / 2}},
        {"here the row with target -1 takes part, with a logit of the row before it", {(2 * two + before) / 3}},
        {0},
    };
    return ask(ex, "the mean loss of (1 2 0.5; -1 0 3; 0.25 -2 1), targets 1, 2, 0", 3, 3, x, targets, all, of_all) &&
           ask(ex, "the same with targets 1, -1, 0", 3, 3, x, (int32_t[]){1, -1, 0}, two, of_two);
}

// By hand: the first is p = 3/4, the second C equal answers.
static bool ask_small(Exercise *ex)
{
    const double l = log(3);
    const ExerciseSlip slips[] = {
        {"That is 0: is anything computed yet?", {0}},
        {"The sign is flipped: it is minus the logarithm of p.", {-log(4. / 3)}},
        {"That is p: the loss is minus its logarithm.", {0.75}},
        {"log10 is to base 10: take log, to base e.", {log10(4. / 3)}},
        {"log2 is to base 2: take log, to base e.", {log2(4. / 3)}},
        {"That is the log-sum-exp alone: x[target] must be subtracted.", {log(4)}},
        {"m was subtracted within the sum; it must be added again outside.", {log(4. / 3) - l}},
        {0},
    };
    return ask(ex, "the loss of logits (0, ln 3), target 1, is log(4/3)", 1, 2, (double[]){0, l}, (int32_t[]){1},
               log(4. / 3), slips) &&
           ask(ex, "the loss of logits (0, 0, 0, 0), target 2, is log 4", 1, 4, (double[]){0, 0, 0, 0}, (int32_t[]){2},
               log(4), slips);
}

// By hand: log(1 + e^-1000) + 1000, and + 0.
static bool ask_large(Exercise *ex)
{
    const ExerciseSlip high[] = {
        {"e^1000 is infinite (inf), and p = e^-1000 is held as 0, whose logarithm is infinite as well. Compute "
         "neither: take the logarithm apart (log-sum-exp), with m the largest logit.",
         {(double)INFINITY}},
        {"m was subtracted within the sum; it must be added again outside.", {0}},
        {0},
    };
    const ExerciseSlip low[] = {
        {"e^-1000 is held as 0, and log 0 is minus infinity. Is m the largest logit, or 0? Begin with m = x_0.",
         {-(double)INFINITY}},
        {"e^-1000 is held as 0, and log 0 is minus infinity. Is m the largest logit, or 0? Begin with m = x_0.",
         {(double)INFINITY}},
        {0},
    };
    return ask(ex, "the loss of logits (0, 1000), target 0", 1, 2, (double[]){0, 1000}, (int32_t[]){0}, 1000, high) &&
           ask(ex, "the loss of logits (-1000, -2000), target 0", 1, 2, (double[]){-1000, -2000}, (int32_t[]){0}, 0,
               low);
}

static bool ask_losses(Exercise *ex)
{
    const ExerciseSlip slips[] = {{"No row counts, so n is 0: do not divide by it.", {(double)NAN}}, {0}};
    return ask_small(ex) && ask_large(ex) && ask_three_rows(ex) &&
           ask(ex, "the loss where no row counts", 2, 2, (double[]){1, 2, 3, 4}, (int32_t[]){-1, -1}, 0, slips);
}

static void ask_no_gradient(Exercise *ex)
{
    double *dlogits = exercise_copy(ex, 4, (double[]){5, 6, 7, 8});
    int *target = targets_alone((int32_t[]){-1, -1}, 2);
    cross_entropy_backward(2, 2, exercise_copy(ex, 4, (double[]){1, 2, 3, 4}), target, 1, dlogits);
    free(target);
    exercise_values(ex, "dlogits, 5 6 7 8 before, where no row counts", SHAPE(2, 2), dlogits, (double[]){5, 6, 7, 8},
                    0);
}

static void check(Exercise *ex)
{
    Rows s = {.R = exercise_between(ex, 5, 7), .C = exercise_between(ex, 3, 5)};
    for (int r = 0; r < s.R; r++) {
        s.target[r] = r % 3 == 1 ? -1 : exercise_between(ex, 0, s.C - 1);
        s.counted += s.target[r] >= 0;
    }
    const ExerciseOp op = {.name = "loss",
                           .inputs = 1,
                           .input = {{"logits", SHAPE(s.R, s.C)}},
                           .output = SCALAR,
                           .context = &s,
                           .forward = forward,
                           .backward = backward,
                           .reference = reference,
                           .mistake = MISTAKES};
    if (ask_losses(ex) && exercise_op(ex, &op))
        ask_no_gradient(ex);
}

int main(int argc, char **argument)
{
    return exercise_main(argc, argument, check);
}
