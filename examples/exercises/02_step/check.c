// Exercise 2: the error of central differences over twelve steps, and the best of them.
//
// Source of the numbers: for exp the central difference is e^x sinh(h) / h, and for sin it is cos(x) sin(h) / h; sinh
// and sin are better known than any difference. They are compared down to h = 1e-3, where rounding has no part in them
// yet.
#include "examples/exercises/exercise.h"

#include <math.h>

void v_curve(double f(double), double x, double slope, int n, double *error); // the learner's
double best_step(double f(double), double x, double slope);

enum { STEPS = 12, COMPARED = 3 };

static double of_exp(double x, double h)
{
    return exp(x) * (sinh(h) / h - 1);
}

// What mistake has errors like these, for exp at 1. Each is seen at k = 1, where h is 0.01.
static void explain(Exercise *ex, const double *error)
{
    const double e = exp(1), rise = 2 * e * sinh(0.01);
    const ExerciseSlip slips[] = {
        {"That is 0. Is anything computed yet? (abs is for ints, and drops all behind the point: take fabs.)", {0}},
        {"error[1] is what error[0] must be: h begins with 0.1, at k = 0.", {of_exp(1, 0.1)}},
        {"h begins with 10 here, at k = 0: -k + 1 is 1 - k. Parentheses: -(k + 1).", {of_exp(1, 1)}},
        {"In C, ^ is exclusive or: 10 ^ -2 is -12. A power is pow(10, -2).", {of_exp(1, 12)}},
        {"h grows here, 10, 100 ..: it must be 10^-(k + 1), with a minus.", {of_exp(1, 100)}},
        {"That is the error of h = 2^-(k + 1), and it must be 10^-(k + 1).", {of_exp(1, 0.25)}},
        {"That is the error of h = e^-(k + 1): exp is a power of e. Take pow(10, ..).", {of_exp(1, exp(-2))}},
        {"That is the difference to the right only.", {e * (expm1(0.01) / 0.01 - 1)}},
        {"That is the difference to the left only.", {e * (1 - expm1(-0.01) / -0.01)}},
        {"That is divided by h: x - h and x + h are 2 h apart.", {2 * rise / 0.02 - e}},
        {"In C, a / 2 * h is (a / 2) * h. Parentheses: a / (2 * h).", {e - rise / 2 * 0.01}},
        {"That is the slope itself: the error is what it is off by.", {rise / 0.02}},
        {"That is relative to the slope; it is to be the difference itself.", {of_exp(1, 0.01) / e}},
        {"The sign is flipped: an error has none. fabs takes it away.", {-of_exp(1, 0.01)}},
        {0},
    };
    const bool same = error[0] == error[1] && error[1] == error[2] && error[0] != 0 && error[0] != e; // e: of 0
    if (same)
        exercise_say(ex, "All are the error of one h: it must be another for each k, 10^-(k + 1).");
    else if (!exercise_slip(ex, 1, error + 1, slips))
        exercise_say(ex, "Do one by hand: for e^x at 1 with h = 0.1 it is (3.004166 - 2.459603) / 0.2 - 2.718282.");
}

static void ask_curve(Exercise *ex, double x)
{
    double *error = exercise_array(ex, STEPS), want[COMPARED];
    double h = 1;
    v_curve(exp, 1, exp(1), STEPS, error);
    for (int k = 0; k < COMPARED; k++)
        want[k] = of_exp(1, h /= 10);
    if (!exercise_values(ex, "error of e^x at 1", SHAPE(COMPARED), error, want, 1e-9))
        explain(ex, error);
    error = exercise_array(ex, STEPS); // none is left over from before
    v_curve(sin, x, cos(x), STEPS, error);
    h = 1;
    for (int k = 0; k < COMPARED; k++) {
        h /= 10;
        want[k] = cos(x) * (1 - sin(h) / h);
    }
    if (!exercise_values(ex, "error of sin at a random x", SHAPE(COMPARED), error, want, 1e-9) &&
        fabs(error[0] + want[0]) < 1e-9)
        exercise_say(ex, "The sign is flipped: an error has none. fabs takes it away.");
    if (exercise_right(ex))
        exercise_ask(ex, error[STEPS - 1] > 1e-8 && error[STEPS - 1] < 0.1,
                     "of sin at a random x: the error of h = 1e-12 is %g, and must be about 1e-4,\n"
                     "for want of digits",
                     error[STEPS - 1]);
}

// The curve as it is in the report.
static void draw(Exercise *ex, const double *error)
{
    static const char BAR[] = "########################################";
    exercise_tell_values(ex);
    exercise_say(ex, "Your curve, for e^x at 1:");
    for (int k = 0; k < STEPS; k++) {
        const int width = (int)fmax(0, fmin(40, 3 * (13 + log10(fmax(error[k], 1e-13)))));
        exercise_say(ex, "h = 1e-%02d  %.0e  %.*s", k + 1, error[k], width, BAR);
    }
}

static void ask_best(Exercise *ex, const char *what, double f(double), double x, double slope)
{
    double *error = exercise_array(ex, STEPS);
    int best = 0, worst = 0, chosen = -1;
    const double h = best_step(f, x, slope);
    v_curve(f, x, slope, STEPS, error);
    for (int k = 0; k < STEPS; k++) {
        best = error[k] < error[best] ? k : best;
        worst = error[k] > error[worst] ? k : worst;
        chosen = fabs(h * pow(10, k + 1) - 1) < 1e-9 ? k : chosen;
    }
    const ExerciseSlip slips[] = {{"Is anything computed yet?", {0}},
                                  {"That is k, its place: its step is 10^-(k + 1).", {best}},
                                  {"That is k + 1, of its place k: its step is 10^-(k + 1).", {best + 1}},
                                  {"That is the power of its step: its step is 10^-(k + 1).", {-(best + 1)}},
                                  {"That is its error: its step is asked for.", {error[best]}},
                                  {0}};
    if (chosen < 0) {
        exercise_ask(ex, false, "the best step for %s\nyours is %g, and it must be one of 0.1, 0.01, ... 1e-12", what,
                     h);
        exercise_slip(ex, 1, &h, slips);
    } else if (exercise_ask(ex, error[chosen] <= error[best],
                            "the best step for %s\nyours is %g, with an error of %.0e; %g has one of %.0e", what, h,
                            error[chosen], pow(10, -(best + 1)), error[best]))
        return;
    else if (chosen == worst)
        exercise_say(ex, "That is the one with the largest error.");
    else if (chosen == STEPS - 1)
        exercise_say(ex, "The smallest step is not the best: too few digits are left.");
    else if (chosen == best - 1)
        exercise_say(ex, "That is 10^-k of the best k: error[k] belongs to h = 10^-(k + 1).");
}

static void check(Exercise *ex)
{
    const double x = exercise_uniform(ex, 0.2, 1.2);
    ask_curve(ex, x);
    if (!exercise_right(ex))
        return;
    ask_best(ex, "e^x at 1", exp, 1, exp(1));
    if (exercise_right(ex))
        ask_best(ex, "sin at a random x", sin, x, cos(x));
    if (!exercise_right(ex))
        return;
    double *error = exercise_array(ex, STEPS);
    v_curve(exp, 1, exp(1), STEPS, error);
    draw(ex, error);
}

int main(int argc, char **argument)
{
    return exercise_main(argc, argument, check);
}
