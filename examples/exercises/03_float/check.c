// Exercise 3: differences in float, their noise, and what can be said within it.
//
// Source of the numbers, by hand: floats from 512 to 1024 are 2^-14 apart, and 0.001 is 16.384 of these. So x = 1000
// with h = 0.001 goes 16 of them to each side, which is 2^-9 and not 0.002; 3 x is then exact, and 3 * 2^-9 / 0.002 is
// 2.9296875.
#include "examples/exercises/exercise.h"

#include <float.h>
#include <math.h>

float difference_float(float f(float), float x, float h); // the learner's
float noise(float y, float h);
int is_mistake(float analytic, float numeric, float noise);

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
    const double got = (double)difference_float(triple, 1000, 0.001F);
    if (!ask(ex, "difference of 3 x at 1000, with h = 0.001", got, 3, 1e-6)) {
        if (fabs(got - 2.9296875) < 1e-6)
            exercise_say(ex, "That is divided by 2 h; but what was gone is up - down, which is 2.3 %% less.");
        else if (fabs(got - 2 * 3) < 1e-2)
            exercise_say(ex, "That is twice too much: up - down is the whole way.");
    }
    ask(ex, "difference of x^2 at 3, with h = 0.125", (double)difference_float(square, 3, 0.125F), 6, 1e-6);
}

// What y = -100 and h = 0.001 give.
static const char *kind_of_noise(double got, double want)
{
    const struct {
        double value;
        const char *means;
    } known[] = {
        {-want, "Noise has no sign: take |y|, which is fabsf(y)."},
        {2 * want, "That is twice too much: the way is 2 h."},
        {want / 2, "That is half of it: each of two values may be off by eps/2 |y|."},
        {want / 100, "That is the noise of y = 1; y is -100 here."},
        {want * (DBL_EPSILON / (double)FLT_EPSILON), "DBL_EPSILON is that of double; a float's is FLT_EPSILON."},
        {want * 1e-6, "In C, a / 2 * h is (a / 2) * h. Parentheses: a / (2 * h)."},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (fabs(got / known[i].value - 1) < 1e-4)
            return known[i].means;
    return "It is eps |y| / (2 h), with eps = 1.19e-7.";
}

static void ask_noise(Exercise *ex)
{
    const double y = exercise_uniform(ex, 1, 50), eps = ldexp(1, -23), want = eps * 100 / 0.002,
                 got = (double)noise(-100, 0.001F);
    if (!ask(ex, "noise of y = -100, with h = 0.001", got * 1e3, want * 1e3, 1e-5)) {
        exercise_say(ex, "(both a thousandfold)");
        exercise_say(ex, "%s", kind_of_noise(got, want));
    }
    ask(ex, "noise of a random y, with h = 2^-10 (a thousandfold)", (double)noise((float)y, 0.0009765625F) * 1e3,
        eps * (double)(float)y * 512 * 1e3, 1e-5);
}

static void ask_mistake(Exercise *ex)
{
    static const struct {
        float analytic, numeric, noise;
        int mistake;
    } CASES[] = {{0.5F, 0.51F, 0.006F, 1},   {0.5F, 0.505F, 0.006F, 0},  {0.51F, 0.5F, 0.006F, 1},
                 {-0.5F, -0.51F, 0.006F, 1}, {-0.5F, 0.5F, 0.006F, 1},   {2, 2, 0, 0},
                 {1000, 1000.5F, 0.006F, 1}, {0.001F, 0.002F, 0.006F, 0}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        const float a = CASES[i].analytic, n = CASES[i].numeric;
        const int got = is_mistake(a, n, CASES[i].noise);
        exercise_ask(ex, got == CASES[i].mistake,
                     "analytic %g, numeric %g, noise %g: is it a mistake?\n"
                     "yours says %d, and it must be %d: they are %.3g apart, which is %s than the noise",
                     (double)a, (double)n, (double)CASES[i].noise, got, CASES[i].mistake, fabs((double)a - (double)n),
                     CASES[i].mistake ? "more" : "not more");
    }
}

static void check(Exercise *ex)
{
    ask_difference(ex);
    ask_noise(ex);
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
