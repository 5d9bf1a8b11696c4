// Exercise 16: a finding is right if the numbers that are shown do not contradict it; if they do, the report says
// where. No finding but one withstands for each trainer.
#include "examples/exercises/16_silent/given.h"
#include "examples/exercises/16_silent/trainer.h"
#include "examples/exercises/exercise.h"

#include <math.h>
#include <stdarg.h>

extern const Finding FINDING[TRAINERS];

static const struct {
    const char *fault, *words;
} TRAINER[TRAINERS] = {
    {"W_K-zero", "dW_K = X^T dK was never added. W_Q learns, and finds its way around a W_K that "
                 "stays as it was drawn."},
    {"W_V-one-zero", "A loop that misses one number of 16. The loss shows next to nothing of it: the "
                     "others make up for it."},
    {"W_Q-transposed", "dQ^T X for X^T dQ. Both are [D,d_k] when D = d_k; with D = 5, d_k = 3 it would "
                       "not have run. Try odd shapes first."},
    {"no-scale", "2 = sqrt(d_k): softmax went back without 1/sqrt(d_k). W_Q and W_K learn at twice "
                 "the rate; the loss alone would praise it."},
    {"gather-keeps-last", "dE[token] = dX_t, where += is due. Where no token is there twice, nothing can be "
                          "seen of it: test with repeats."},
    {"no-row-sum", "Softmax went back without its sum. The loss falls faster than that of the right "
                   "one! But what is added to a whole row of S changes no weight, so nothing stops "
                   "it from growing."},
};

static const char *const NAMES[TENSORS] = {
    [U] = "dU", [BIAS] = "db", [W_V] = "dW_V", [S] = "dS", [W_Q] = "dW_Q", [W_K] = "dW_K", [P] = "dP", [E] = "dE"};

// --- the numbers ----------------------------------------------------------------------------------------------------

static void show_row(Exercise *ex, const char *label, const double *analytic, const double *numeric)
{
    char text[128];
    int length = 0;
    for (int j = 0; j < N; j++)
        length += snprintf(text + length, sizeof text - (size_t)length, "%7.3f", analytic[j]);
    length += snprintf(text + length, sizeof text - (size_t)length, "   |");
    for (int j = 0; j < N; j++)
        length += snprintf(text + length, sizeof text - (size_t)length, "%7.3f", numeric[j]);
    exercise_line(ex, label, "%s", text);
}

static void show_losses(Exercise *ex, const char *label, const double *loss)
{
    exercise_line(ex, label, "%7.3f%7.3f%7.3f%7.3f%7.3f", loss[0], loss[1], loss[2], loss[3], loss[4]);
}

static void show(Exercise *ex, const Trained *trained, const Trained *right)
{
    exercise_line(ex, "loss", "%7d%7d%7d%7d%7d   steps", LOSS_STEPS[0], LOSS_STEPS[1], LOSS_STEPS[2], LOSS_STEPS[3],
                  LOSS_STEPS[4]);
    show_losses(ex, "  its", trained->loss);
    show_losses(ex, "  right", right->loss);
    exercise_line(ex, "tokens", "%d %d %d %d, at the first step:", SEQUENCE[0], SEQUENCE[1], SEQUENCE[2], SEQUENCE[3]);
    exercise_line(ex, "", "   analytic: its backward      |   numeric: by differences");
    for (int i = U; i <= E; i++)
        for (int row = 0; row < trained->count[i] / N; row++)
            show_row(ex, row == 0 ? NAMES[i] : "", trained->analytic[i] + row * N, trained->numeric[i] + row * N);
}

// --- what a finding says, held against the numbers ------------------------------------------------------------------

// The numbers of one tensor. why is said if they contradict what was found.
typedef struct {
    const char *name;
    int count;
    const double *analytic, *numeric;
    double scale; // the largest of numeric
    char why[400];
} Evidence;

static Evidence evidence_of(const Trained *trained, Where where)
{
    Evidence e = {.name = NAMES[where],
                  .count = trained->count[where],
                  .analytic = trained->analytic[where],
                  .numeric = trained->numeric[where]};
    for (int i = 0; i < e.count; i++)
        e.scale = fmax(e.scale, fabs(e.numeric[i]));
    return e;
}

// False, and so a function may end with it.
__attribute__((format(printf, 2, 3))) static bool because(Evidence *e, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    vsnprintf(e->why, sizeof e->why, format, values);
    va_end(values);
    return false;
}

static bool near(const Evidence *e, double a, double other, double tolerance)
{
    return fabs(a - other) <= tolerance * e->scale;
}

static int wrong_numbers(const Evidence *e)
{
    int wrong = 0;
    for (int i = 0; i < e->count; i++)
        wrong += !near(e, e->analytic[i], e->numeric[i], 1e-6);
    return wrong;
}

static bool is_zero(Evidence *e)
{
    for (int i = 0; i < e->count; i++)
        if (!near(e, e->analytic[i], 0, 1e-9))
            return because(e, "%s[%d][%d] is %.3f: not all of it is zero.", e->name, i / N, i % N, e->analytic[i]);
    return true;
}

// As exactly as a factor can be read off numbers of three digits.
static bool is_factor(Evidence *e, double factor)
{
    if (factor == 0)
        return because(e, "Which factor? (If it is 0, that has a name of its own: ZERO.)");
    for (int i = 0; i < e->count; i++)
        if (!near(e, e->analytic[i], factor * e->numeric[i], 0.02 * fabs(factor)))
            return because(e, "%s[%d][%d] is %.3f, and should be %.3f: that is not %g times as much.", e->name, i / N,
                           i % N, e->analytic[i], e->numeric[i], factor);
    return true;
}

static bool is_transposed(Evidence *e)
{
    for (int i = 0; i < e->count; i++) {
        const int turned = i % N * N + i / N;
        if (e->count < N * N)
            return because(e, "%s is a single row.", e->name);
        if (!near(e, e->analytic[i], e->numeric[turned], 1e-6))
            return because(e, "Then its [%d][%d] should be what is right for [%d][%d].\nBut it is %.3f, and not %.3f.",
                           i / N, i % N, i % N, i / N, e->analytic[i], e->numeric[turned]);
    }
    return true;
}

static bool is_one(Evidence *e, int row, int column)
{
    const int wrong = wrong_numbers(e), i = row * N + column;
    if (wrong > 1)
        return because(e, "%d of its %d numbers are wrong, not one.", wrong, e->count);
    if (row < 0 || column < 0 || column >= N || i >= e->count)
        return because(e, "%s has no row %d, column %d; they count from 0.", e->name, row, column);
    return !near(e, e->analytic[i], e->numeric[i], 1e-6) ||
           because(e, "%s[%d][%d] is right: %.3f.", e->name, row, column, e->analytic[i]);
}

static bool is_without_row_sum(Evidence *e, Where where)
{
    if (where != S)
        return because(e, "The rows of %s have no reason to sum to 0. Only what goes into softmax has.", e->name);
    for (int i = 0; i < N * N; i += N)
        if (near(e, e->analytic[i] + e->analytic[i + 1] + e->analytic[i + 2] + e->analytic[i + 3], 0, 1e-6))
            return because(e, "Its row %d sums to 0, as it should. So the sum is in it.", i / N);
    return true;
}

static bool is_only_last(Evidence *e, Where where, const double *dX)
{
    if (where != E)
        return because(e, "Only E has a row for each token, so only dE can meet one twice.");
    for (int t = 0; t < N; t++)
        for (int j = 0; j < N; j++) {
            int last = t;
            for (int later = t; later < N; later++)
                last = SEQUENCE[later] == SEQUENCE[t] ? later : last;
            if (!near(e, e->analytic[SEQUENCE[t] * N + j], dX[last * N + j], 1e-6))
                return because(e, "Then its row %d should be row %d of dP. It is not.", SEQUENCE[t], last);
        }
    return true;
}

static bool is_shifted(Evidence *e)
{
    if (e->count < N * N)
        return because(e, "%s is a single row.", e->name);
    for (int i = N; i < e->count; i++)
        if (!near(e, e->analytic[i], e->numeric[i - N], 1e-6))
            return because(e, "Then its [%d][%d] should be what is right for [%d][%d].\nBut it is %.3f, and not %.3f.",
                           i / N, i % N, i / N - 1, i % N, e->analytic[i], e->numeric[i - N]);
    return true;
}

static bool is_of_kind(const Trained *trained, const Finding *f, Evidence *e)
{
    switch (f->kind) {
    case ZERO: return is_zero(e);
    case FACTOR: return is_factor(e, f->factor);
    case TRANSPOSED: return is_transposed(e);
    case ONE_WRONG: return is_one(e, f->row, f->column);
    case NO_ROW_SUM: return is_without_row_sum(e, f->where);
    case ONLY_LAST: return is_only_last(e, f->where, trained->numeric[P]);
    case SHIFTED: return is_shifted(e);
    default: return because(e, "What kind of wrong is it?");
    }
}

static bool withstands(const Trained *trained, const Finding *f, Evidence *e)
{
    if ((int)f->where <= NOWHERE || (int)f->where >= TENSORS)
        return because(e, "Which gradient is wrong? Go down both sides and compare.");
    *e = evidence_of(trained, f->where);
    if (wrong_numbers(e) == 0)
        return because(e, "%s is right: all %d numbers agree.", e->name, e->count);
    Evidence scores = evidence_of(trained, S);
    if (f->where > S && wrong_numbers(&scores) > 0)
        return because(e,
                       "%s is wrong, but is made from gradients above it, and one of them is wrong "
                       "already. Find the first: there it begins.",
                       e->name);
    return is_of_kind(trained, f, e);
}

// --- the six --------------------------------------------------------------------------------------------------------

static void check(Exercise *ex)
{
    static Trained right, trained;
    bool room = train_with(NULL, &right);
    for (int i = 0; room && exercise_right(ex) && i < TRAINERS; i++) {
        char title[32];
        Evidence e = {0};
        room = train_with(TRAINER[i].fault, &trained);
        snprintf(title, sizeof title, "%d of %d", i + 1, TRAINERS);
        if (room && withstands(&trained, &FINDING[i], &e)) {
            exercise_ask(ex, true, " ");
            exercise_line(ex, title, "right: %s", e.name);
            exercise_say(ex, "%s", TRAINER[i].words);
        } else if (room) {
            show(ex, &trained, &right);
            exercise_ask(ex, false, "FINDING[%d], of trainer %d:\n%s", i, i + 1, e.why);
        }
    }
    if (room && exercise_right(ex))
        exercise_say(ex, "%d steps later its loss is %.1f: all that it had learned is lost.",
                     LOSS_STEPS[LOSSES - 1] - LOSS_STEPS[LOSSES - 2], trained.loss[LOSSES - 1]);
    if (!room)
        exercise_ask(ex, false, "memory is out");
}

int main(int argc, char **argument)
{
    return exercise_main(argc, argument, check);
}
