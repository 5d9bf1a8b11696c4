// Exercise 4: a + b with b broadcast over the rows.
#include "examples/exercises/exercise.h"

void add(int rows, int columns, const double *a, const double *b, double *y); // the learner's
void add_backward(int rows, int columns, const double *dy, double *da, double *db);

static void forward(const Arrays *a)
{
    const Shape shape = a->op->output;
    add(shape.n[0], shape.n[1], a->x[0], a->x[1], a->y);
}

static void backward(const Arrays *a)
{
    const Shape shape = a->op->output;
    add_backward(shape.n[0], shape.n[1], a->dy, a->dx[0], a->dx[1]);
}

static Var reference(Tape *tape, const Var *x, const ExerciseOp *op)
{
    (void)op;
    return op_add(tape, x[0], x[1]);
}

// dy is written down columns first; db is right.
static void columns_first(const Arrays *a)
{
    const int rows = a->op->output.n[0], columns = a->op->output.n[1];
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++) {
            a->dx[0][j * rows + i] += a->dy[i * columns + j];
            a->dx[1][j] += a->dy[i * columns + j];
        }
}

static const ExerciseMistake MISTAKES[] = {
    {"has the numbers of dy in other places: row i, column j is at i * columns + j", columns_first},
    {0},
};

static void check(Exercise *ex)
{
    const double a[] = {1, 2, 3, 4, 5, 6}, b[] = {10, 20, 30}, want[] = {11, 22, 33, 14, 25, 36};
    double *y = exercise_array(ex, 6);
    add(2, 3, exercise_copy(ex, 6, a), exercise_copy(ex, 3, b), y);
    exercise_values(ex, "(1 2 3 / 4 5 6) + (10 20 30)", SHAPE(2, 3), y, want, 1e-12);
    const int rows = exercise_between(ex, 2, 5), columns = rows + exercise_between(ex, 1, 3); // never square
    exercise_op(ex, &(ExerciseOp){.name = "a + b",
                                  .inputs = 2,
                                  .input = {{"a", SHAPE(rows, columns)}, {"b", SHAPE(columns)}},
                                  .output = SHAPE(rows, columns),
                                  .forward = forward,
                                  .backward = backward,
                                  .reference = reference,
                                  .linear = true,
                                  .mistake = MISTAKES});
}

int main(int argc, char **argument)
{
    return exercise_main(argc, argument, check);
}
