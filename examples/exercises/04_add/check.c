// Exercise 4: a + b with b broadcast over the rows.
#include "examples/exercises/exercise.h"

#include <math.h>

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

// --- mistakes -------------------------------------------------------------------------------------------------------

// Numbers (i, j) of dy, da and db lie at these places if something is wrong. There are more columns than rows, so that
// all of them are within.
static void go_back(const Arrays *a, int dy(int i, int j, Shape s), int da(int i, int j, Shape s),
                    int db(int i, int j, Shape s))
{
    const Shape s = a->op->output;
    for (int i = 0; i < s.n[0]; i++)
        for (int j = 0; j < s.n[1]; j++) {
            a->dx[0][da(i, j, s)] += a->dy[dy(i, j, s)];
            a->dx[1][db(i, j, s)] += a->dy[dy(i, j, s)];
        }
}

static int right(int i, int j, Shape s)
{
    return i * s.n[1] + j;
}

static int columns_first(int i, int j, Shape s)
{
    return j * s.n[0] + i;
}

static int row_length(int i, int j, Shape s)
{
    return i * s.n[0] + j;
}

static int column(int i, int j, Shape s)
{
    (void)i, (void)s;
    return j;
}

static int row(int i, int j, Shape s)
{
    (void)j, (void)s;
    return i;
}

static void da_columns_first(const Arrays *a)
{
    go_back(a, right, columns_first, column);
}

static void dy_columns_first(const Arrays *a)
{
    go_back(a, columns_first, right, column);
}

static void rows_for_columns(const Arrays *a)
{
    go_back(a, row_length, row_length, column);
}

static void da_rows_for_columns(const Arrays *a)
{
    go_back(a, right, row_length, column);
}

static void dy_rows_for_columns(const Arrays *a)
{
    go_back(a, row_length, right, column);
}

static void db_by_row(const Arrays *a)
{
    go_back(a, right, right, row);
}

static void mean_of_rows(const Arrays *a)
{
    const int rows = a->op->output.n[0], columns = a->op->output.n[1];
    for (int i = 0; i < rows * columns; i++)
        a->dx[1][i % columns] += a->dy[i] / rows;
}

static void last_row(const Arrays *a)
{
    const int rows = a->op->output.n[0], columns = a->op->output.n[1];
    for (int j = 0; j < columns; j++)
        a->dx[1][j] += a->dy[(rows - 1) * columns + j];
}

static const char PLACES[] = "has the numbers of dy in other places: row i, column j is at i * columns + j",
                  ROW_LENGTH[] = "has rows that overlap: each has as many numbers as there are columns, and row i "
                                 "begins at i * columns";

static const ExerciseMistake MISTAKES[] = {
    {"is summed along the rows: b has a number for each column, so it is db[j], and not db[i]", db_by_row},
    {"is the mean of what comes from the rows: it must be their sum", mean_of_rows},
    {"is that of the last row: something is stored (=) where it must be added (+=)", last_row},
    {PLACES, da_columns_first},
    {PLACES, dy_columns_first},
    {ROW_LENGTH, rows_for_columns},
    {ROW_LENGTH, da_rows_for_columns},
    {ROW_LENGTH, dy_rows_for_columns},
    {0},
};

static const ExerciseSlip SLIPS[] = {
    {"That is a + b[i]: b has a number for each column, so it is b[j].", {11, 12, 13, 24, 25, 26}},
    {"The rows overlap: each has as many numbers as there are columns, so row i begins at i * columns, not at i * "
     "rows.",
     {11, 22, 13, 24, 35, (double)NAN}},
    {"Row i of a begins at i * columns, not at i * rows.", {11, 22, 33, 13, 24, 35}},
    {"Columns come first here: row i, column j is at i * columns + j.", {11, 12, 23, 24, 35, 36}},
    {"That is a alone: b is to be added.", {1, 2, 3, 4, 5, 6}},
    {0},
};

// --- the questions --------------------------------------------------------------------------------------------------

static void check(Exercise *ex)
{
    const double a[] = {1, 2, 3, 4, 5, 6}, b[] = {10, 20, 30}, want[] = {11, 22, 33, 14, 25, 36};
    double *y = exercise_array(ex, 6);
    add(2, 3, exercise_copy(ex, 6, a), exercise_copy(ex, 3, b), y);
    if (!exercise_values(ex, "(1 2 3 / 4 5 6) + (10 20 30)", SHAPE(2, 3), y, want, 1e-12))
        exercise_slip(ex, 6, y, SLIPS);
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
