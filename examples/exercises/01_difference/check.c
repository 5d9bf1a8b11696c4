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

// For x^3 at 1 with h = 0.25, where f(1.25) = 1.953125 and f(0.75) = 0.421875. (h = 0.5 would hide much: 2 h is 1.)
static const ExerciseSlip SLIPS[] = {
    {"That is 0: is anything computed yet?", {0}},
    {"That is the difference to the right only, (f(x + h) - f(x)) / h.", {3.8125}},
    {"That is the difference to the left only, (f(x) - f(x - h)) / h.", {2.3125}},
    {"That is twice too much: x - h and x + h are 2 h apart.", {6.125}},
    {"That is the rise from x to x + h, divided by 2 h: begin at x - h.", {1.90625}},
    {"That is the rise alone: it must be divided by 2 h.", {1.53125}},
    {"That is the rise divided by 2: it must be divided by 2 h.", {0.765625}},
    {"In C, a / 2 * h is (a / 2) * h. Parentheses: a / (2 * h).", {0.19140625}},
    {"In C, a - b / c is a - (b / c). Parentheses: (a - b) / c.", {1.109375}},
    {"In C, a - b / 2 * h is a - (b / 2) * h. Parentheses: (a - b) / (2 * h).", {1.900390625}},
    {"That is 1: is it f(x) + h in place of f(x + h)?", {1}},
    {"The sign is flipped: it is what comes after, minus what comes before.", {-3.0625}},
    {0},
};

static void check(Exercise *ex)
{
    const double x = exercise_uniform(ex, 1, 2), h = exercise_uniform(ex, 0.1, 0.4), cubes = difference(cube, 1, 0.25);
    if (!ask(ex, "of x^3 at 1, with h = 0.25", cubes, 3.0625) && !exercise_slip(ex, 1, &cubes, SLIPS))
        exercise_say(ex, "Compare with x^3 at 1 by hand: f(1.25) = 1.953125 and f(0.75) = 0.421875.");
    ask(ex, "of 3 x + 1 at 5, with h = 0.5", difference(line, 5, 0.5), 3);
    ask(ex, "of x^2 at 3, with h = 0.001", difference(square, 3, 0.001), 6);
    ask(ex, "of x^3, with x and h drawn at random", difference(cube, x, h), 3 * x * x + h * h);
    ask(ex, "of sin, with x drawn at random and h = 1e-5", difference(sin, x, 1e-5), cos(x));
}

int main(int argc, char **argument)
{
    return exercise_main(argc, argument, check);
}
