// Exercise 5: products, of two arrays, of one with itself, and the cube that is made of them.
#include "examples/exercises/exercise.h"

#include <stdlib.h>

// The learner's.
void mul(int n, const double *a, const double *b, double *y);
void mul_backward(int n, const double *a, const double *b, const double *dy, double *da, double *db);
void cube(int n, const double *x, double *s, double *y);
void cube_backward(int n, const double *x, const double *s, const double *dy, double *ds, double *dx);

static int size(const Arrays *a)
{
    return a->op->output.n[0];
}

// --- y = a * b ------------------------------------------------------------------------------------------------------

static void mul_forward(const Arrays *a)
{
    mul(size(a), a->x[0], a->x[1], a->y);
}

static void mul_back(const Arrays *a)
{
    mul_backward(size(a), a->x[0], a->x[1], a->dy, a->dx[0], a->dx[1]);
}

static Var mul_reference(Tape *tape, const Var *x, const ExerciseOp *op)
{
    (void)op;
    return op_mul(tape, x[0], x[1]);
}

static void by_own_factor(const Arrays *a)
{
    for (int k = 0; k < 2; k++)
        for (int i = 0; i < size(a); i++)
            a->dx[k][i] += a->dy[i] * a->x[k][i];
}

static void without_dy(const Arrays *a)
{
    for (int k = 0; k < 2; k++)
        for (int i = 0; i < size(a); i++)
            a->dx[k][i] += a->x[1 - k][i];
}

static void only_dy(const Arrays *a)
{
    for (int k = 0; k < 2; k++)
        for (int i = 0; i < size(a); i++)
            a->dx[k][i] += a->dy[i];
}

static const ExerciseMistake MUL_MISTAKES[] = {
    {"is dy times the factor itself; its slope is the other factor", by_own_factor},
    {"is the other factor alone: dy, what comes from above, is left out", without_dy},
    {"is dy as it came: passed on, but not multiplied by the other factor", only_dy},
    {0},
};

// --- y = x * x ------------------------------------------------------------------------------------------------------

static void square_forward(const Arrays *a)
{
    mul(size(a), a->x[0], a->x[0], a->y);
}

static void square_back(const Arrays *a)
{
    mul_backward(size(a), a->x[0], a->x[0], a->dy, a->dx[0], a->dx[0]);
}

static Var square_reference(Tape *tape, const Var *x, const ExerciseOp *op)
{
    (void)op;
    return op_mul(tape, x[0], x[0]);
}

// --- y = x * x * x --------------------------------------------------------------------------------------------------

static void cube_forward(const Arrays *a)
{
    cube(size(a), a->x[0], a->kept, a->y);
}

static void cube_back(const Arrays *a)
{
    double *ds = calloc((size_t)size(a), sizeof *ds);
    if (ds)
        cube_backward(size(a), a->x[0], a->kept, a->dy, ds, a->dx[0]);
    free(ds);
}

static Var cube_reference(Tape *tape, const Var *x, const ExerciseOp *op)
{
    (void)op;
    return op_mul(tape, op_mul(tape, x[0], x[0]), x[0]);
}

// A part of 3 x^2 dy.
static void add_squares(const Arrays *a, double times)
{
    for (int i = 0; i < size(a); i++)
        a->dx[0][i] += times * a->x[0][i] * a->x[0][i] * a->dy[i];
}

static void past_s(const Arrays *a)
{
    add_squares(a, 1);
}

static void through_s(const Arrays *a)
{
    add_squares(a, 2);
}

static void dy_for_ds(const Arrays *a)
{
    add_squares(a, 1);
    for (int i = 0; i < size(a); i++)
        a->dx[0][i] += 2 * a->x[0][i] * a->dy[i];
}

static void swapped(const Arrays *a)
{
    for (int i = 0; i < size(a); i++) {
        const double x = a->x[0][i];
        a->dx[0][i] += a->dy[i] * (x + 2 * x * x * x);
    }
}

// ds is dy x. Then dx gets ds s and ds x, in place of ds x twice.
static void s_for_x(const Arrays *a)
{
    add_squares(a, 2);
    for (int i = 0; i < size(a); i++)
        a->dx[0][i] += a->dy[i] * a->x[0][i] * a->x[0][i] * a->x[0][i];
}

static const ExerciseMistake CUBE_MISTAKES[] = {
    {"is x^2 dy, and must be 3 x^2 dy: nothing comes through s = x * x. Is ds complete before it is passed on?",
     past_s},
    {"is 2 x^2 dy, and must be 3 x^2 dy: one of three ways is missing. x is a factor in y = s * x, and two in s = x * "
     "x",
     through_s},
    {"is x^2 dy + 2 x dy, and must be 3 x^2 dy: s = x * x goes back from ds, not from dy", dy_for_ds},
    {"is x dy + 2 x^3 dy, and must be 3 x^2 dy: in y = s * x, ds and dx are exchanged; they go with s and x", swapped},
    {"is 2 x^2 dy + x^3 dy, and must be 3 x^2 dy: s = x * x has no factor s; both its factors are x", s_for_x},
    {0},
};

// --- the questions --------------------------------------------------------------------------------------------------

static bool ask_cube(Exercise *ex)
{
    static const ExerciseSlip SLIPS[] = {
        {"That is x^4: is it mul of s and s? It must be s and x.", {16, 81, 0.0625}},
        {"That is x^2, which is s: y must be s * x.", {4, 9, 0.25}},
        {0},
    };
    double *y = exercise_array(ex, 3), *s = exercise_array(ex, 3);
    cube(3, exercise_copy(ex, 3, (double[]){2, -3, 0.5}), s, y);
    if (!exercise_values(ex, "the s of cube(2, -3, 0.5)", SHAPE(3), s, (double[]){4, 9, 0.25}, 0)) {
        exercise_say(ex, "s must be x * x: cube_backward is given it.");
        return false;
    }
    if (exercise_values(ex, "the y of cube(2, -3, 0.5)", SHAPE(3), y, (double[]){8, -27, 0.125}, 0))
        return true;
    exercise_slip(ex, 3, y, SLIPS);
    return false;
}

static void check(Exercise *ex)
{
    const Shape shape = SHAPE(exercise_between(ex, 4, 7));
    double *y = exercise_array(ex, 3);
    mul(3, exercise_copy(ex, 3, (double[]){2, 3, -1}), exercise_copy(ex, 3, (double[]){5, -0.5, 4}), y);
    if (!exercise_values(ex, "(2, 3, -1) * (5, -0.5, 4)", SHAPE(3), y, (double[]){10, -1.5, -4}, 0)) {
        exercise_slip(ex, 3, y, (ExerciseSlip[]){{"That is a + b.", {7, 2.5, 3}}, {0}});
        return;
    }
    if (!exercise_op(ex, &(ExerciseOp){.name = "a * b",
                                       .inputs = 2,
                                       .input = {{"a", shape}, {"b", shape}},
                                       .output = shape,
                                       .forward = mul_forward,
                                       .backward = mul_back,
                                       .reference = mul_reference,
                                       .mistake = MUL_MISTAKES,
                                       .linear = true}) ||
        !exercise_op(ex, &(ExerciseOp){.name = "x * x",
                                       .inputs = 1,
                                       .input = {{"x", shape}},
                                       .output = shape,
                                       .forward = square_forward,
                                       .backward = square_back,
                                       .reference = square_reference}))
        return;
    if (ask_cube(ex))
        exercise_op(ex, &(ExerciseOp){.name = "x * x * x",
                                      .inputs = 1,
                                      .input = {{"x", shape}},
                                      .output = shape,
                                      .kept = shape.n[0],
                                      .forward = cube_forward,
                                      .backward = cube_back,
                                      .reference = cube_reference,
                                      .mistake = CUBE_MISTAKES});
}

int main(int argc, char **argument)
{
    return exercise_main(argc, argument, check);
}
