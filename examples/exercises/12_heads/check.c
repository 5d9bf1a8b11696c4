// Exercise 12: heads split and merged; numbers move, and their gradients move back.
#include "examples/exercises/exercise.h"

#include <math.h>

// The learner's.
void split_heads(int T, int H, int d_k, const double *X, double *heads);
void split_heads_backward(int T, int H, int d_k, const double *dheads, double *dX);
void merge_heads(int T, int H, int d_k, const double *heads, double *Y);
void merge_heads_backward(int T, int H, int d_k, const double *dY, double *dheads);

typedef struct {
    int T, H, d_k;
} Sizes;

static Sizes sizes(const Arrays *a)
{
    return *(const Sizes *)a->op->context;
}

static void split(const Arrays *a)
{
    const Sizes s = sizes(a);
    split_heads(s.T, s.H, s.d_k, a->x[0], a->y);
}

static void split_back(const Arrays *a)
{
    const Sizes s = sizes(a);
    split_heads_backward(s.T, s.H, s.d_k, a->dy, a->dx[0]);
}

static Var split_reference(Tape *tape, const Var *x, const ExerciseOp *op)
{
    const Sizes *s = op->context;
    return op_transpose(tape, op_reshape(tape, x[0], SHAPE(s->T, s->H, s->d_k)), 0, 1);
}

static void merge(const Arrays *a)
{
    const Sizes s = sizes(a);
    merge_heads(s.T, s.H, s.d_k, a->x[0], a->y);
}

static void merge_back(const Arrays *a)
{
    const Sizes s = sizes(a);
    merge_heads_backward(s.T, s.H, s.d_k, a->dy, a->dx[0]);
}

static Var merge_reference(Tape *tape, const Var *x, const ExerciseOp *op)
{
    const Sizes *s = op->context;
    return op_reshape(tape, op_transpose(tape, x[0], 0, 1), SHAPE(s->T, s->H * s->d_k));
}

// --- mistakes -------------------------------------------------------------------------------------------------------

// Where number i of heads [H,T,d_k] comes from in X [T,D], if head h has columns h d_k and on, or h, h + H and on.
static int place_in_row(Sizes s, int i, bool interleaved)
{
    const int h = i / (s.T * s.d_k), t = i / s.d_k % s.T, c = i % s.d_k;
    return t * s.H * s.d_k + (interleaved ? c * s.H + h : h * s.d_k + c);
}

static int count(Sizes s)
{
    return s.T * s.H * s.d_k;
}

static void in_old_order(const Arrays *a)
{
    for (int i = 0; i < count(sizes(a)); i++)
        a->dx[0][i] += a->dy[i];
}

static void split_again(const Arrays *a)
{
    for (int i = 0; i < count(sizes(a)); i++)
        a->dx[0][i] += a->dy[place_in_row(sizes(a), i, false)];
}

static void merge_again(const Arrays *a)
{
    for (int i = 0; i < count(sizes(a)); i++)
        a->dx[0][place_in_row(sizes(a), i, false)] += a->dy[i];
}

static void merge_interleaved(const Arrays *a)
{
    for (int i = 0; i < count(sizes(a)); i++)
        a->dx[0][place_in_row(sizes(a), i, true)] += a->dy[i];
}

static void split_interleaved(const Arrays *a)
{
    for (int i = 0; i < count(sizes(a)); i++)
        a->dx[0][i] += a->dy[place_in_row(sizes(a), i, true)];
}

static const char OLD_ORDER[] = "has the numbers in their old order: reshaped, and not brought back to where they "
                                "came from",
                  SLICE[] = "has column h + c H for head h, and must have h d_k + c: heads are blocks of columns";

static const ExerciseMistake SPLIT_MISTAKES[] = {
    {OLD_ORDER, in_old_order},
    {"moves the numbers as forward does: backward must bring them back", split_again},
    {SLICE, merge_interleaved},
    {0},
};

static const ExerciseMistake MERGE_MISTAKES[] = {
    {OLD_ORDER, in_old_order},
    {"moves the numbers as forward does: backward must bring them back", merge_again},
    {SLICE, split_interleaved},
    {0},
};

// --- forward --------------------------------------------------------------------------------------------------------

// Two words of six columns, three heads of two: written down by hand.
static bool ask_by_hand(Exercise *ex)
{
    static const double ROW[] = {0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15};
    static const double HEADS[] = {0, 1, 10, 11, 2, 3, 12, 13, 4, 5, 14, 15};
    static const ExerciseSlip SPLIT[] = {
        {"these are the numbers in their old order: reshaped, not split", {0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15}},
        {"row t of X begins at t * D, where D is H * d_k", {0, 1, 2, 3, 2, 3, 4, 5, 4, 5, 10, 11}},
        {"head h has columns h and h + H; it must have h d_k up to h d_k + d_k - 1",
         {0, 3, 10, 13, 1, 4, 11, 14, 2, 5, 12, 15}},
        {0},
    };
    static const ExerciseSlip MERGED[] = {
        {"these are the numbers in their old order: reshaped, not merged", {0, 1, 10, 11, 2, 3, 12, 13, 4, 5, 14, 15}},
        {"row t of Y begins at t * D, where D is H * d_k",
         {0, 1, 2, 3, 4, 5, 14, 15, (double)NAN, (double)NAN, (double)NAN, (double)NAN}},
        {"head h goes to columns h and h + H; it must go to h d_k up to h d_k + d_k - 1",
         {0, 2, 4, 1, 3, 5, 10, 12, 14, 11, 13, 15}},
        {0},
    };
    double *got = exercise_array(ex, 12), *back = exercise_array(ex, 12);
    split_heads(2, 3, 2, exercise_copy(ex, 12, ROW), got);
    if (!exercise_values(ex, "heads [3,2,2] of X = (0 1 2 3 4 5; 10 11 12 13 14 15)", SHAPE(3, 2, 2), got, HEADS, 0)) {
        exercise_slip(ex, 12, got, SPLIT);
        return false;
    }
    merge_heads(2, 3, 2, exercise_copy(ex, 12, HEADS), back);
    if (exercise_values(ex, "Y of these heads, which must be X again", SHAPE(2, 6), back, ROW, 0))
        return true;
    exercise_slip(ex, 12, back, MERGED);
    return false;
}

static void check(Exercise *ex)
{
    const Sizes s = {exercise_between(ex, 4, 6), 3, 2}; // T = H would hide what moves the wrong way
    const Shape rows = SHAPE(s.T, s.H * s.d_k), heads = SHAPE(s.H, s.T, s.d_k);
    if (ask_by_hand(ex) && exercise_op(ex, &(ExerciseOp){.name = "heads",
                                                         .inputs = 1,
                                                         .input = {{"X", rows}},
                                                         .output = heads,
                                                         .context = &s,
                                                         .forward = split,
                                                         .backward = split_back,
                                                         .reference = split_reference,
                                                         .mistake = SPLIT_MISTAKES,
                                                         .sizes = {.T = s.T, .H = s.H, .d_k = s.d_k},
                                                         .linear = true}))
        exercise_op(ex, &(ExerciseOp){.name = "Y",
                                      .inputs = 1,
                                      .input = {{"heads", heads}},
                                      .output = rows,
                                      .context = &s,
                                      .forward = merge,
                                      .backward = merge_back,
                                      .reference = merge_reference,
                                      .mistake = MERGE_MISTAKES,
                                      .linear = true,
                                      .sizes = {.T = s.T, .H = s.H, .d_k = s.d_k}});
}

int main(int argc, char **argument)
{
    return exercise_main(argc, argument, check);
}
