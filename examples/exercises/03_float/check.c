// Exercise 3: differences in float, their noise, and what can be said within it.
//
// Source of the numbers, by hand: floats from 512 to 1024 are 2^-14 apart, and 0.001 is 16.384 of these. So x = 1000
// with h = 0.001 goes 16 of them to each side, which is 2^-9 and not 0.002; 3 x is then exact, and 3 * 2^-9 / 0.002 is
// 2.9296875.
#include "examples/exercises/exercise.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

float difference_float(float f(float), float x, float h); // the learner's
float noise(float y, float h);
int is_mistake(float analytic, float numeric, float allowed);

static float triple(float x)
{
    return 3 * x;
}

static float square(float x)
{
    return x * x;
}

static bool ask(Exercise *ex, const char *what, double got, double want, double tolerance)
{
    return exercise_values(ex, what, SCALAR, &got, &want, tolerance);
}

static void ask_difference(Exercise *ex)
{
    static const ExerciseSlip SLIPS[] = {
        {"That is 0: is anything computed yet?", {0}},
        {"That is divided by 2 h. But the step that was taken is up - down, of two floats, and 2.3 % less.",
         {2.9296875}},
        {"That is twice too much: up - down is the whole way.", {6}},
        {"The sign is flipped: up comes first in both differences, f(up) - f(down) and up - down.", {-3}},
        {"In C, a - b / c is a - (b / c). Parentheses: (a - b) / c.", {3000 + 3. / 1024 - (3000 - 3. / 1024) * 512}},
        {0},
    };
    const double got = (double)difference_float(triple, 1000, 0.001F);
    if (!ask(ex, "difference of 3 x at 1000, with h = 0.001", got, 3, 1e-6))
        exercise_slip(ex, 1, &got, SLIPS);
    ask(ex, "difference of x^2 at 3, with h = 0.125", (double)difference_float(square, 3, 0.125F), 6, 1e-6);
}

// --- noise ----------------------------------------------------------------------------------------------------------

static const double EPS = 1.0 / (1 << 23);

// What y and h give if something is wrong.
static void explain_noise(Exercise *ex, double got, double y, double h)
{
    const double want = EPS * fabs(y) / (2 * h);
    const ExerciseSlip slips[] = {
        {"That is 0: is anything computed yet?", {0}},
        {"Noise has no sign: take |y|, which is fabsf(y).", {-want}},
        {"That is twice too much: the way is 2 h.", {2 * want}},
        {"That is half of it: each of two values may be off by eps/2 |y|.", {want / 2}},
        {"That is the noise of y = 1: it grows with |y|.", {want / fabs(y)}},
        {"abs is for ints, and drops all behind the point: take fabsf(y).", {want * trunc(fabs(y)) / fabs(y)}},
        {"DBL_EPSILON is that of double; a float's is FLT_EPSILON.", {want * DBL_EPSILON / EPS}},
        {"In C, a / 2 * h is (a / 2) * h. Parentheses: a / (2 * h).", {want * h * h}},
        {0},
    };
    if (!exercise_slip(ex, 1, &got, slips))
        exercise_say(ex, "It is eps |y| / (2 h), with eps = 1.19e-7.");
}

// Right to as many digits as a float has, however small it is.
static void ask_noise(Exercise *ex, const char *what, float y, float h)
{
    const double got = (double)noise(y, h), want = EPS * fabs((double)y) / (2 * (double)h);
    if (!ask(ex, what, got, want, 1e-5 * want))
        explain_noise(ex, got, (double)y, (double)h);
}

// --- mistakes -------------------------------------------------------------------------------------------------------

typedef struct {
    float analytic, numeric, allowed;
    int mistake;
} Case;

static int no_sign_taken(const Case *c)
{
    return c->analytic - c->numeric > c->allowed;
}

static int no_sign_taken_either(const Case *c)
{
    return c->numeric - c->analytic > c->allowed;
}

static int from_the_noise_on(const Case *c)
{
    return fabsf(c->analytic - c->numeric) >= c->allowed;
}

static int other_way_round(const Case *c)
{
    return !c->mistake;
}

static int of_ints(const Case *c)
{
    return (float)abs((int)(c->analytic - c->numeric)) > c->allowed;
}

static int relative(const Case *c)
{
    return fabsf(c->analytic - c->numeric) / fabsf(c->numeric) > c->allowed;
}

static int never(const Case *c)
{
    (void)c;
    return 0;
}

static const struct {
    const char *words;
    int (*says)(const Case *c);
} MISTAKES[] = {
    {"Yours always says 0: is anything computed yet?", never},
    {"A difference below 0 is never more than the noise: take its size, fabsf(analytic - numeric).", no_sign_taken},
    {"A difference below 0 is never more than the noise: take its size, fabsf(analytic - numeric).",
     no_sign_taken_either},
    {"At the noise itself it is not yet a mistake: more than (>), not at least (>=).", from_the_noise_on},
    {"It is the other way round: 1 is for a mistake.", other_way_round},
    {"abs is for ints, and drops all behind the point: take fabsf.", of_ints},
    {"That looks divided by numeric: the noise is of the difference itself.", relative},
};

static const Case CASES[] = {{0.5F, 0.51F, 0.006F, 1},   {0.5F, 0.505F, 0.006F, 0},  {0.51F, 0.5F, 0.006F, 1},
                             {-0.5F, -0.51F, 0.006F, 1}, {-0.5F, 0.5F, 0.006F, 1},   {2, 2, 0, 0},
                             {1000, 1000.5F, 0.006F, 1}, {0.001F, 0.002F, 0.006F, 0}};
enum { COUNT = sizeof CASES / sizeof CASES[0] };

static void explain_mistake(Exercise *ex, const int *got)
{
    for (size_t m = 0; m < sizeof MISTAKES / sizeof MISTAKES[0]; m++) {
        int same = 0;
        for (int i = 0; i < COUNT; i++)
            same += (got[i] != 0) == (MISTAKES[m].says(&CASES[i]) != 0);
        if (same == COUNT) {
            exercise_say(ex, "%s", MISTAKES[m].words);
            return;
        }
    }
}

static void ask_mistake(Exercise *ex)
{
    int got[COUNT];
    for (int i = 0; i < COUNT; i++)
        got[i] = is_mistake(CASES[i].analytic, CASES[i].numeric, CASES[i].allowed);
    for (int i = 0; i < COUNT && exercise_right(ex); i++) {
        const Case *c = &CASES[i];
        if (!exercise_ask(ex, got[i] == c->mistake,
                          "analytic %g, numeric %g, noise %g: is it a mistake?\n"
                          "yours says %d, and it must be %d: they are %.3g apart, which is %s than the noise",
                          (double)c->analytic, (double)c->numeric, (double)c->allowed, got[i], c->mistake,
                          fabs((double)c->analytic - (double)c->numeric), c->mistake ? "more" : "not more"))
            explain_mistake(ex, got);
    }
}

static void check(Exercise *ex)
{
    ask_difference(ex);
    ask_noise(ex, "noise of y = -100, with h = 0.001", -100, 0.001F);
    ask_noise(ex, "noise of a random y, with h = 2^-10", (float)exercise_uniform(ex, 1, 50), 0.0009765625F);
    ask_mistake(ex);
    if (!exercise_right(ex))
        return;
    exercise_tell_values(ex);
    exercise_say(ex, "The noise of y = 100 with h = 0.001 is %.0e in float. In double it is %.0e.",
                 (double)noise(100, 0.001F), DBL_EPSILON * 100 / 0.002);
}

int main(int argc, char **argument)
{
    return exercise_main(argc, argument, check);
}
