// Exercise 1: central differences of functions whose slopes are known, and what is known of their error.
//
// Source of the numbers: ((x + h)^3 - (x - h)^3) / 2h = 3 x^2 + h^2, where to one side it is 3 x^2 + 3 x h + h^2; for
// x^2 the central difference is exact.
#include "examples/exercises/exercise.h"

#include <math.h>

double difference(double f(double), double x, double h); // the learner's

static double line(double x)
{
    return 3 * x + 1;
}

static double square(double x)
{
    return x * x;
}

static double cube(double x)
{
    return x * x * x;
}

static bool ask(Exercise *ex, const char *what, double got, double want)
{
    return exercise_values(ex, what, SCALAR, &got, &want, 1e-8);
}

// What kind of mistake gives this number for x^3 at 1 with h = 0.5, where it must be 3.25.
static const char *kind(double got)
{
    static const struct {
        double value;
        const char *means;
    } KNOWN[] = {
        {0, "That is 0: is anything computed yet?"},
        {4.75, "That is the difference to the right only, (f(x + h) - f(x)) / h."},
        {1.75, "That is the difference to the left only, (f(x) - f(x - h)) / h."},
        {6.5, "That is twice too much: x - h and x + h are 2 h apart."},
        {0.8125, "In C, a / 2 * h is (a / 2) * h. Parentheses: a / (2 * h)."},
        {-3.25, "The sign is flipped: it is what comes after, minus what comes before."},
    };
    for (size_t i = 0; i < sizeof KNOWN / sizeof KNOWN[0]; i++)
        if (fabs(got - KNOWN[i].value) < 1e-9)
            return KNOWN[i].means;
    return "Compare with x^3 at 1 by hand: f(1.5) = 3.375 and f(0.5) = 0.125.";
}

static void check(Exercise *ex)
{
    const double x = exercise_uniform(ex, 1, 2), h = exercise_uniform(ex, 0.1, 0.4), cubes = difference(cube, 1, 0.5);
    if (!ask(ex, "of x^3 at 1, with h = 0.5", cubes, 3.25))
        exercise_say(ex, "%s", kind(cubes));
    ask(ex, "of 3 x + 1 at 5, with h = 0.5", difference(line, 5, 0.5), 3);
    ask(ex, "of x^2 at 3, with h = 0.001", difference(square, 3, 0.001), 6);
    ask(ex, "of x^3, with x and h drawn at random", difference(cube, x, h), 3 * x * x + h * h);
    ask(ex, "of sin, with x drawn at random and h = 1e-5", difference(sin, x, 1e-5), cos(x));
}

int main(int argc, char **argument)
{
    return exercise_main(argc, argument, check);
}
