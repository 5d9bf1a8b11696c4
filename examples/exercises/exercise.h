// What a check of an exercise is written with. A check (NN_name/check.c) is linked with the learner's file, calls the
// functions that are written there, and says of each number whether it is right: first what is computed forward, and
// only then the gradients, which heed's gradient checker looks at with its whole diagnosis.
//
// A check has two kinds of questions. exercise_values compares numbers with numbers that were worked out elsewhere:
// by hand, in a paper, by another program. exercise_op makes an op of the learner's forward and backward, with inputs
// drawn anew in each run, and compares its values and gradients with heed's own and with finite differences. The first
// wrong answer ends the check: later questions are passed over, so that a report speaks of one thing.
//
//   static void forward(const Arrays *a) { softmax(a->op->output.n[0], a->x[0], a->y); }
//   static void backward(const Arrays *a) { softmax_backward(a->op->output.n[0], a->y, a->dy, a->dx[0]); }
//   static Var reference(Tape *tape, const Var *x, const ExerciseOp *op) { return op_softmax(tape, x[0], ...); }
//
//   static void check(Exercise *ex)
//   {
//       const int n = exercise_between(ex, 3, 6);
//       exercise_op(ex, &(ExerciseOp){.name = "softmax", .inputs = 1, .input = {{"x", SHAPE(n)}}, .output = SHAPE(n),
//                                     .forward = forward, .backward = backward, .reference = reference});
//   }
//   int main(int argc, char **argument) { return exercise_main(argc, argument, check); }
//
// Texts are for a terminal of 80 columns, in the words of the exercise. Nothing is shared by threads.
#ifndef HEED_EXAMPLES_EXERCISES_EXERCISE_H
#define HEED_EXAMPLES_EXERCISES_EXERCISE_H

#include "autograd/gradcheck.h"
#include "autograd/ops.h"

typedef struct Exercise Exercise;

// The body of main. `heed ex` gives the report's file descriptor, the word that tells its verdict from any other, and
// the seed of this run; without them the report goes to stdout. 0: right.
int exercise_main(int argc, char **argument, void check(Exercise *ex));

// False from the first wrong answer on.
bool exercise_right(const Exercise *ex);

// --- numbers of this run --------------------------------------------------------------------------------------------

// Arrays that the learner's functions are given come from here: each lies alone on the heap, so that the sanitizer sees
// a step beyond its end. They are freed at the end of the check.
double *exercise_array(Exercise *ex, int n);                      // n times exercise_unset()
double *exercise_copy(Exercise *ex, int n, const double *x);      // the same numbers
double *exercise_normal(Exercise *ex, int n);                     // n draws from N(0,1)
int exercise_between(Exercise *ex, int least, int most);          // least .. most
double exercise_uniform(Exercise *ex, double least, double most); // least <= u < most

// The NaN that is in what a learner is to write, so that it shows if it is not.
double exercise_unset(void);

// --- questions ------------------------------------------------------------------------------------------------------

// Whether the numbers, row-major and of this shape (SCALAR: one), are right within tolerance * max(1, largest |want|).
// what names them in the report, where it is read on behind "wrong:": "the slope of x^2 at 3".
bool exercise_values(Exercise *ex, const char *what, Shape shape, const double *got, const double *want,
                     double tolerance);

// The line on the numbers that have been right since the last one; it comes by itself at the end of the check.
void exercise_tell_values(Exercise *ex);

// Anything else that is asked. Wrong unless ok; then the report says the text, as printf writes it. It may have several
// lines.
bool exercise_ask(Exercise *ex, bool ok, const char *format, ...) __attribute__((format(printf, 3, 4)));

// A remark in the report: what the last wrong answer comes from. Once a later question has been passed over it is left
// out.
void exercise_say(Exercise *ex, const char *format, ...) __attribute__((format(printf, 2, 3)));

// A typical slip, and the numbers that it gives. {0} ends a table of them.
enum { SLIP_NUMBERS = 12 };
typedef struct {
    const char *words;
    double gives[SLIP_NUMBERS];
} ExerciseSlip;

// Behind a wrong answer of n numbers: says the words of the slip that gives just these. False: none does.
bool exercise_slip(Exercise *ex, int n, const double *got, const ExerciseSlip *slip);

typedef struct ExerciseOp ExerciseOp;

// What one call of the learner's forward or backward is given. Each array lies alone on the heap.
typedef struct {
    const ExerciseOp *op;
    const double *x[MAX_INPUTS];
    double *y;              // forward writes it; backward only reads it
    double *kept;           // the same: what else forward hands to backward
    const double *dy;       // backward only
    double *dx[MAX_INPUTS]; // backward only: adds to what is there
} Arrays;

// A typical mistake: a backward that makes it, and what to say of a gradient that is just what this one gives; the
// words follow "the gradient of Q". Without a backward, they are said of a gradient that is zero to rounding. {0} ends
// a table of them.
typedef struct {
    const char *words;
    void (*backward)(const Arrays *a);
} ExerciseMistake;

// Of an op made of several steps: in which of them to look, if the gradients of just these inputs are wrong (bit i: of
// input i) and no mistake gives them. {0} ends a table.
typedef struct {
    unsigned wrong;
    const char *words;
} ExerciseWhere;

struct ExerciseOp {
    const char *name;
    int inputs;
    struct {
        const char *name; // as the exercise calls it
        Shape shape;
    } input[MAX_INPUTS];
    Shape output;
    int kept;            // how many numbers forward keeps for backward
    const void *context; // sizes, targets, a mask: what else the callbacks need
    void (*forward)(const Arrays *a);
    void (*backward)(const Arrays *a);
    // The same of heed's own ops. Var x[] are the inputs.
    Var (*reference)(Tape *tape, const Var *x, const ExerciseOp *op);
    bool kink_at_zero; // as relu: an element of input 0 decides by its sign
    bool linear;       // in each input; it is then also compared at inputs of 1e6, where a difference quotient shows
    CheckSizes sizes;  // what a factor may be named after
    const ExerciseMistake *mistake; // NULL: the gradient checker's own words will do
    const ExerciseWhere *where;     // NULL: it is a single step
};

// Forward against the reference; if it is right, backward against finite differences, and against the reference to
// 13 digits, 14 if it is linear, which difference quotients do not have.
bool exercise_op(Exercise *ex, const ExerciseOp *op);

// --- between exercise.c and the other files -------------------------------------------------------------------------

// The line that begins with a label in the report's first column: "forward", "right, 12 numbers".
void exercise_line(Exercise *ex, const char *label, const char *format, ...) __attribute__((format(printf, 3, 4)));
void exercise_wrong(Exercise *ex);
// Whether a question comes after the first wrong answer. It is then passed over.
bool exercise_pass_over(Exercise *ex);
uint64_t exercise_draw(Exercise *ex);
// Writes "[1][2]"; "" of a scalar.
enum { EXERCISE_INDEX = 64 };
void exercise_index(char text[EXERCISE_INDEX], Shape shape, int element);
// How many numbers have been right since it was last asked.
void exercise_count_values(Exercise *ex, int n);
int exercise_take_values(Exercise *ex);

// Numbers beside what they must be, row-major.
typedef struct {
    Shape shape;
    const double *got, *want;
    const double *tolerance; // of each: how far it may be off; below 0: it is not asked
    int digits;
} ExerciseTable;

// Says which are wrong, the first of them beside what they must be, and what a nan comes of.
void exercise_table(Exercise *ex, const ExerciseTable *t);
// exercise_values, under another label than "values".
bool exercise_compare(Exercise *ex, const char *label, const char *what, Shape shape, const double *got,
                      const double *want, double tolerance);

#endif
