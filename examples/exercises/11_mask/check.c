// Exercise 11: the causal mask, softmax over what is seen, with the causal mask and with others, and its backward.
#include "examples/exercises/11_mask/slips.h"
#include "tensor/mask.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// The learner's.
void causal_mask(int T, unsigned char *mask);
void masked_softmax(int T, const unsigned char *mask, const double *S, double *A);
void masked_softmax_backward(int T, const double *A, const double *dA, double *dS);

enum { MOST = 8 };

typedef struct {
    int T;
    uint8_t cells[MOST * MOST];
} Seen;

// Bytes that lie alone on the heap.
static unsigned char *alone(int n, const uint8_t *cells)
{
    unsigned char *copy = malloc((size_t)n);
    if (!copy)
        abort(); // a few bytes
    if (cells)
        memcpy(copy, cells, (size_t)n);
    else
        memset(copy, 77, (size_t)n); // so that what is not written shows
    return copy;
}

static void run_forward(const Seen *seen, const double *S, double *A)
{
    unsigned char *mask = alone(seen->T * seen->T, seen->cells);
    masked_softmax(seen->T, mask, S, A);
    free(mask);
}

static void forward(const Arrays *a)
{
    run_forward(a->op->context, a->x[0], a->y);
}

static void backward(const Arrays *a)
{
    masked_softmax_backward(a->op->output.n[0], a->y, a->dy, a->dx[0]);
}

static Var reference(Tape *tape, const Var *x, const ExerciseOp *op)
{
    const Seen *seen = op->context;
    return op_softmax(tape, x[0], 1, mask_on(seen->cells, SHAPE(seen->T, seen->T)));
}

// --- the mask -------------------------------------------------------------------------------------------------------

// Draws it: a row of text for each row.
static void draw(Exercise *ex, int T, const unsigned char *mask)
{
    for (int i = 0; i < T; i++) {
        char line[4 * MOST + 1] = "";
        for (int j = 0; j < T; j++)
            sprintf(line + strlen(line), mask[i * T + j] == 77 ? " ?" : " %d", mask[i * T + j]);
        exercise_say(ex, "%s", line + 1);
    }
}

static bool is_mask(int T, const unsigned char *mask, int from, int top)
{
    bool same = true;
    for (int i = 0; i < T; i++)
        for (int j = 0; j < T; j++)
            same = same && mask[i * T + j] == (j - i >= from && j - i <= top);
    return same;
}

static bool ask_mask(Exercise *ex, int T)
{
    unsigned char *mask = alone(T * T, NULL);
    causal_mask(T, mask);
    const char *why = is_mask(T, mask, 0, MOST)                 ? "it is turned round: row i sees what is still to come"
                      : is_mask(T, mask, 1, MOST)               ? "it is the opposite: 1 means that i sees j"
                      : is_mask(T, mask, -MOST, -1)             ? "its diagonal is 0: each word sees itself"
                      : is_mask(T, mask, -MOST, 1)              ? "it is off by one: each word sees the next one, too"
                      : memchr(mask, 77, (size_t)T * (size_t)T) ? "some of it (?) is never written"
                                                                : "row i, column j must be 1 where j <= i";
    const bool right = exercise_ask(ex, is_mask(T, mask, -MOST, 0), "the causal mask of %d words: %s", T, why);
    if (!right)
        draw(ex, T, mask);
    free(mask);
    return right;
}

// --- softmax --------------------------------------------------------------------------------------------------------

typedef struct {
    const char *what;
    Seen seen;
    double S[9], want[9];
    const ExerciseSlip *slip; // NULL: none is known
    const char *words;        // said of what is wrong, if no slip gives it
} Weighing;

// The small number that seems to be added to the sum of every row; 0: there is none.
static double added_to_sums(const Weighing *w, const double *A)
{
    const int T = w->seen.T;
    const double more = 1 / A[0] - 1; // in row 0 of the first matrix the sum is 1
    for (int i = 0; i < T * T; i++) {
        double m = -(double)INFINITY, sum = more;
        for (int k = i - i % T; k < i - i % T + T; k++)
            m = w->seen.cells[k] ? fmax(m, w->S[k]) : m;
        for (int k = i - i % T; k < i - i % T + T; k++)
            sum += w->seen.cells[k] ? exp(w->S[k] - m) : 0;
        const double off = w->want[i] * more / sum;
        if (!(more > 1e-14 && more < 0.1 && fabs(w->want[i] - A[i] - off) <= 0.01 * more))
            return 0;
    }
    return more;
}

static bool ask_weights(Exercise *ex, const Weighing *w)
{
    const int n = w->seen.T * w->seen.T;
    double *A = exercise_array(ex, n);
    run_forward(&w->seen, exercise_copy(ex, n, w->S), A);
    const double more = added_to_sums(w, A);
    if (more > 0) // too little to be seen in a table
        return exercise_ask(ex, false,
                            "%s\nRow 0 sums to 1 - %.1g, and must sum to 1. Is something small added to the sum, or "
                            "does it begin with that? Begin at 0, and do not divide where it is 0.",
                            w->what, more);
    if (exercise_values(ex, w->what, SHAPE(w->seen.T, w->seen.T), A, w->want, 1e-12))
        return true;
    if (!w->slip || !exercise_slip(ex, n, A, w->slip))
        exercise_say(ex, "%s", w->words);
    return false;
}

// By hand: e^(ln 3) = 3. A 9 is hidden in two of the rows.
static bool ask_first(Exercise *ex)
{
    const double l = log(3), e = exp(9), third = 1. / 3, nan = (double)NAN;
    const ExerciseSlip slips[] = {
        {"Nothing is hidden here: look at mask[i * T + j].",
         {third, third, third, 3 / (4 + e), 1 / (4 + e), e / (4 + e), 0.2, 0.2, 0.6}},
        {"The mask is turned round: it is 1 where i sees j.", {0, 0.5, 0.5, 0, 0, 1, 0, 0, 0}},
        {"The mask is turned round: it is 1 where i sees j.", {0, 0.5, 0.5, 0, 0, 1, nan, nan, nan}},
        {"Hidden scores are made 0 here, and e^0 is 1: leave them out of the sum, and set their A to 0.",
         {e / (e + 2), 1 / (e + 2), 1 / (e + 2), 0.6, 0.2, 0.2, 0.2, 0.2, 0.6}},
        {"Hidden scores are made 0 here, and e^0 is 1: leave them out of the sum.",
         {e / (e + 2), 0, 0, 0.6, 0.2, 0, 0.2, 0.2, 0.6}},
        {"The sum goes on from row to row: begin each at 0.",
         {1, 0, 0, 3 / (4 + e), 1 / (4 + e), 0, 1 / (9 + e), 1 / (9 + e), 3 / (9 + e)}},
        {"The sum goes on from row to row: begin each at 0.", {1, 0, 0, 3. / 7, 1. / 7, 0, 1. / 12, 1. / 12, 1. / 4}},
        {"m is in the sum alone: each power that is divided by it must be e^(S - m), too.",
         {e, 0, 0, 2.25, 0.75, 0, 0.6, 0.6, 1.8}},
        {"m is missing in the sum: it is a sum of e^(S - m), too.",
         {1 / e, 0, 0, 0.25, 0.25 / 3, 0, 0.2 / 3, 0.2 / 3, 0.2}},
        {0},
    };
    return ask_weights(ex, &(Weighing){"A of S = (9 9 9; ln 3, 0, 9; 0 0 ln 3), causal",
                                       {3, {1, 0, 0, 1, 1, 0, 1, 1, 1}},
                                       {9, 9, 9, l, 0, 9, 0, 0, l},
                                       {1, 0, 0, 0.75, 0.25, 0, 0.2, 0.2, 0.6},
                                       slips,
                                       "each row must sum to 1 over what it sees: mask first, then share out"});
}

static const char M_IS_ZERO[] = "e^-99999 is held as 0: is m the largest that is seen, or 0? Begin with m = -INFINITY.";

static const ExerciseSlip LOW_SLIPS[] = {
    {M_IS_ZERO, {(double)NAN, 0, (double)NAN, (double)NAN}},
    {M_IS_ZERO, {0, 0, 0, 0}},
    {0},
};

static const ExerciseSlip BLIND_SLIPS[] = {
    {"The work ends at a row that sees nothing: pass over that row alone (continue, not break or return).",
     {0, 0, 0, 0}},
    {0},
};

static bool ask_by_hand(Exercise *ex)
{
    static const Weighing WEIGHING[] = {
        {"A of S = (0 9999 9999; 0 0 9999; 0 0 0), causal",
         {3, {1, 0, 0, 1, 1, 0, 1, 1, 1}},
         {0, 9999, 9999, 0, 0, 9999, 0, 0, 0},
         {1, 0, 0, 0.5, 0.5, 0, 1. / 3, 1. / 3, 1. / 3},
         NULL,
         "has a score that is not seen taken part in the largest, or in the sum?"},
        {"A of S = (9999 0; 0 0), where row 0 does not see column 0",
         {2, {0, 1, 1, 1}},
         {9999, 0, 0, 0},
         {0, 1, 0.5, 0.5},
         NULL,
         "Column 0 of row 0 is hidden: does m begin with its score all the same? Begin with m = -INFINITY."},
        {"A of S = (-99999 0; -99999 -99999), causal",
         {2, {1, 0, 1, 1}},
         {-99999, 0, -99999, -99999},
         {1, 0, 0.5, 0.5},
         LOW_SLIPS,
         "very low scores that are seen still count more than any that is not"},
        {"A where the first row sees nothing, and S is 0",
         {2, {0, 0, 1, 1}},
         {0},
         {0, 0, 0.5, 0.5},
         BLIND_SLIPS,
         "a row that sees nothing has weights 0"},
    };
    bool right = ask_first(ex);
    for (size_t i = 0; i < sizeof WEIGHING / sizeof WEIGHING[0] && right; i++)
        right = ask_weights(ex, &WEIGHING[i]);
    return right;
}

static bool ask_op(Exercise *ex, const char *name, const Seen *seen)
{
    const Shape shape = SHAPE(seen->T, seen->T);
    return exercise_op(ex, &(ExerciseOp){.name = name,
                                         .inputs = 1,
                                         .input = {{"S", shape}},
                                         .output = shape,
                                         .context = seen,
                                         .forward = forward,
                                         .backward = backward,
                                         .reference = reference,
                                         .mistake = MASK_MISTAKES,
                                         .sizes = {.T = seen->T}});
}

static void check(Exercise *ex)
{
    Seen causal = {.T = exercise_between(ex, 4, 6)}, any = causal;
    mask_causal(causal.cells, causal.T);
    for (int i = 0; i < any.T * any.T; i++) // row 1 sees nothing, row 2 all
        any.cells[i] = i / any.T == 2 || (i / any.T != 1 && exercise_between(ex, 0, 1));
    if (ask_mask(ex, 4) && ask_mask(ex, exercise_between(ex, 5, 7)) && ask_mask(ex, 1) && ask_by_hand(ex) &&
        ask_op(ex, "A under the causal mask", &causal))
        ask_op(ex, "A under another mask", &any);
}

int main(int argc, char **argument)
{
    return exercise_main(argc, argument, check);
}
