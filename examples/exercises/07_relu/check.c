// Exercise 7: relu on both sides of its kink, on it, and when its difference quotient can be trusted.
#include "examples/exercises/exercise.h"

#include <math.h>

// The learner's.
void relu(int n, const double *x, double *y);
void relu_backward(int n, const double *x, const double *dy, double *dx);
int straddles(double x, double h);

static void forward(const Arrays *a)
{
    relu(a->op->output.n[0], a->x[0], a->y);
}

static void backward(const Arrays *a)
{
    relu_backward(a->op->output.n[0], a->x[0], a->dy, a->dx[0]);
}

static Var reference(Tape *tape, const Var *x, const ExerciseOp *op)
{
    (void)op;
    return op_relu(tape, x[0]);
}

static void gate_of_dy(const Arrays *a)
{
    for (int i = 0; i < a->op->output.n[0]; i++)
        a->dx[0][i] += fmax(a->dy[i], 0);
}

static void both_gates(const Arrays *a)
{
    for (int i = 0; i < a->op->output.n[0]; i++)
        a->dx[0][i] += a->x[0][i] > 0 ? fmax(a->dy[i], 0) : 0;
}

static void slope_alone(const Arrays *a)
{
    for (int i = 0; i < a->op->output.n[0]; i++)
        a->dx[0][i] += a->x[0][i] > 0;
}

static const ExerciseMistake MISTAKES[] = {
    {"lets positive dy through; the gate is x > 0, and says nothing of dy", gate_of_dy},
    {"stops negative dy where x > 0; there all of dy must pass", both_gates},
    {"is the slope, 1 or 0, alone: dy is left out", slope_alone},
    {0},
};

// dx holds 100 before, so that adding nothing can be told from storing 0. No difference quotient is right at 1e-9.
static bool ask_at_kink(Exercise *ex)
{
    double *dx = exercise_copy(ex, 5, (double[]){100, 100, 100, 100, 100});
    relu_backward(5, exercise_copy(ex, 5, (double[]){-1, -1e-9, 0, 1e-9, 2}),
                  exercise_copy(ex, 5, (double[]){5, 6, 7, 8, -3}), dx);
    if (exercise_values(ex, "dx, 100 before, after x = (-1, -1e-9, 0, 1e-9, 2), dy = (5, 6, 7, 8, -3)", SHAPE(5), dx,
                        (double[]){100, 100, 100, 108, 97}, 0))
        return true;
    if (dx[2] == 107 || dx[2] == 103.5)
        exercise_say(ex, "at x = 0, the kink, %s is passed on; by custom nothing is",
                     dx[2] == 107 ? "dy" : "half of dy");
    return false;
}

static bool ask_straddles(Exercise *ex, double x, double h)
{
    const bool want = fabs(x) < h;
    const double quotient = (fmax(x + h, 0) - fmax(x - h, 0)) / (2 * h);
    return exercise_ask(ex, (straddles(x, h) != 0) == want,
                        "straddles(%g, %g) must be %d: with feet at %g and %g\nthe quotient is %g, and %s", x, h, want,
                        x - h, x + h, quotient, want ? "no side has this slope" : "that is the slope");
}

static bool ask_values(Exercise *ex)
{
    static const ExerciseSlip SLIPS[] = {
        {"That is |x|: what is not positive becomes 0.", {2, 0, 3, 1e-300}},
        {"That is x: what is not positive becomes 0.", {-2, 0, 3, 1e-300}},
        {"It lets through the wrong side: y is x where x > 0.", {-2, 0, 0, 0}},
        {"That is the slope, 1 or 0: y is x itself where x > 0.", {0, 0, 1, 1}},
        {0},
    };
    double *y = exercise_array(ex, 4);
    relu(4, exercise_copy(ex, 4, (double[]){-2, 0, 3, 1e-300}), y);
    if (exercise_values(ex, "relu(-2, 0, 3, 1e-300)", SHAPE(4), y, (double[]){0, 0, 3, 1e-300}, 0))
        return true;
    exercise_slip(ex, 4, y, SLIPS);
    return false;
}

static void check(Exercise *ex)
{
    const Shape shape = SHAPE(exercise_between(ex, 20, 24)); // so many have both signs
    if (!ask_values(ex) ||
        !exercise_op(ex, &(ExerciseOp){.name = "relu",
                                       .inputs = 1,
                                       .input = {{"x", shape}},
                                       .output = shape,
                                       .forward = forward,
                                       .backward = backward,
                                       .reference = reference,
                                       .mistake = MISTAKES,
                                       .kink_at_zero = true}) ||
        !ask_at_kink(ex))
        return;
    static const double CASES[] = {0.5, 0, 0.0625, -0.0625, 0.125, -0.125, -0.5}; // with h = 0.125
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0] && exercise_right(ex); i++)
        ask_straddles(ex, CASES[i], 0.125);
    for (int i = 0; i < 20 && exercise_right(ex); i++)
        ask_straddles(ex, exercise_uniform(ex, -2, 2), exercise_uniform(ex, 0.1, 2));
}

int main(int argc, char **argument)
{
    return exercise_main(argc, argument, check);
}
