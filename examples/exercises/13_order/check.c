// Exercise 13: small tapes worked out by hand; going back twice; then random tapes against heed's.
#include "examples/exercises/13_order/given.h"
#include "examples/exercises/exercise.h"

#include <tgmath.h>

int tiny_leaf(TinyTape *tape, double value);
int tiny_add(TinyTape *tape, int a, int b);
int tiny_mul(TinyTape *tape, int a, int b);
int tiny_exp(TinyTape *tape, int a);
void tiny_backward(TinyTape *tape, int y);

static const double HAND = 1e-14; // of numbers worked out by hand

static void clear_all(TinyTape *tape)
{
    for (int i = 0; i < tape->count; i++)
        tape->node[i].grad = 0;
}

// --- appending ------------------------------------------------------------------------------------------------------

static const char UNCOMPUTED[] = "A new node has its value at once: it is computed here.",
                  INDICES[] = "This is made of a and b, which are indices: the value of a is tape->node[a].value.";

// slips: what may be wrong with the value.
static bool appends(Exercise *ex, const char *call, const TinyTape *tape, int got, int index, TinyNode want,
                    const ExerciseSlip *slips)
{
    static const char *const KIND[] = {"TINY_LEAF", "TINY_ADD", "TINY_MUL", "TINY_EXP"};
    const TinyNode *node = &tape->node[index];
    const bool inputs = node->a == want.a && (want.kind == TINY_EXP || node->b == want.b);
    if (!exercise_ask(ex, got == index, "%s returns %d; its node's index is %d,\nwhat count was before", call, got,
                      index) ||
        !exercise_ask(ex, tape->count == index + 1, "after %s the tape has %d nodes; it must have %d", call,
                      tape->count, index + 1) ||
        !exercise_ask(ex, node->kind == want.kind, "%s appends a node of another kind than %s", call,
                      KIND[want.kind]) ||
        !exercise_ask(ex, inputs, "%s: the node's a and b must be the indices of its inputs", call))
        return false;
    if (!exercise_values(ex, call, SCALAR, &node->value, &want.value, HAND))
        exercise_slip(ex, 1, &node->value, slips);
    return exercise_ask(ex, node->grad == 0, "%s: a new node has no gradient yet: its grad must be 0", call);
}

// On a tape of ones that nobody has cleared, as memory may be.
static void ask_appending(Exercise *ex, TinyTape *tape)
{
    for (int i = 0; i < TINY_NODES; i++)
        tape->node[i] = (TinyNode){TINY_MUL, 1, 1, 1, 1};
    tape->count = 0;
    tiny_leaf(tape, 3);
    tiny_leaf(tape, -0.5);
    const int add = tiny_add(tape, 0, 1);
    appends(ex, "tiny_add of 3 and -0.5", tape, add, 2, (TinyNode){TINY_ADD, 0, 1, 2.5, 0},
            (const ExerciseSlip[]){{UNCOMPUTED, {0}}, {INDICES, {0 + 1}}, {0}});
    const int mul = exercise_right(ex) ? tiny_mul(tape, 2, 1) : 0;
    appends(ex, "tiny_mul of 2.5 and -0.5", tape, mul, 3, (TinyNode){TINY_MUL, 2, 1, -1.25, 0},
            (const ExerciseSlip[]){{UNCOMPUTED, {0}}, {INDICES, {2 * 1}}, {0}});
    const int e = exercise_right(ex) ? tiny_exp(tape, 1) : 0;
    appends(ex, "tiny_exp of -0.5", tape, e, 4, (TinyNode){TINY_EXP, 1, 0, 0.6065306597126334, 0}, // bc -l: e(-0.5)
            (const ExerciseSlip[]){{UNCOMPUTED, {0}}, {INDICES, {exp(1.0)}}, {0}});
}

// --- the diamond ----------------------------------------------------------------------------------------------------

// What da is in c = (a + a) + (a + a) if something is wrong, after one walk or after two. Each was worked out by hand.
static const ExerciseSlip ONCE[] = {
    {"Nothing arrives: a node's gradient has to be there before it is passed on. Does y get its 1 first? And does the "
     "walk go from y down to 0?",
     {0}},
    {"Each use of a node must add its part (+=); here the last one replaces (=) what the other has brought.", {1}},
    {"One of the two uses is lost: both inputs must be given their part, even if they are the same node.", {2}},
    {"b passed its gradient on before both uses had arrived in it.", {3}},
    {"b passed its gradient on before it was complete: after c's first use of it, and again after the second, with the "
     "first part in it once more.",
     {6}},
    {0},
};

static const ExerciseSlip TWICE[] = {
    {"Called twice it must add twice. This walk has cleared the leaves as well; clear only the nodes that are no "
     "leaves.",
     {4}},
    {"The second walk passes on what the first has left in b: the gradients of nodes that are no leaves have to be "
     "cleared before each walk.",
     {12}},
    {"The second walk passes on what the first has left in b and c: the gradients of nodes that are no leaves have to "
     "be cleared before each walk.",
     {16}},
    {0},
};

static void ask_diamond(Exercise *ex, TinyTape *tape)
{
    tape->count = 0;
    const int a = tiny_leaf(tape, 3), b = tiny_add(tape, a, a), c = tiny_add(tape, b, b);
    clear_all(tape);
    tiny_backward(tape, c);
    const double once = tape->node[a].grad;
    if (!exercise_values(ex, "dc/da of b = a + a, c = b + b", SCALAR, &once, &(double){4}, HAND)) {
        exercise_slip(ex, 1, &once, ONCE);
        return;
    }
    tiny_backward(tape, c);
    const double twice = tape->node[a].grad;
    if (!exercise_values(ex, "da after a second tiny_backward", SCALAR, &twice, &(double){8}, HAND))
        exercise_slip(ex, 1, &twice, TWICE);
}

// --- other tapes ----------------------------------------------------------------------------------------------------

// The same tape as below, back from e, and back from the leaf b.
static void ask_ends(Exercise *ex, TinyTape *tape, int a, int b, int e)
{
    clear_all(tape);
    tiny_backward(tape, e);
    const double ends[] = {tape->node[a].grad, tape->node[b].grad};
    const double e_y = 0.04978706836786394; // bc -l: e(-3)
    const ExerciseSlip of_exp[] = {
        {"exp passes dy on as it came: it must be dy y.", {-1, 3}},
        {"exp passes on dy e^y, and must dy y: y is e^x already.", {-exp(e_y), 3 * exp(e_y)}},
        {"exp passes on dy x, and must dy y, its own value.", {3, -9}},
        {"Nothing comes through exp: its input must be given dy y.", {0, 0}},
        {0},
    };
    if (!exercise_values(ex, "de/da, de/db of the same", SHAPE(2), ends, (const double[]){-e_y, 3 * e_y}, HAND))
        exercise_slip(ex, 2, ends, of_exp);
    clear_all(tape);
    tiny_backward(tape, b);
    const double leaf[] = {tape->node[a].grad, tape->node[b].grad};
    if (!exercise_values(ex, "db/da, db/db: back from a leaf", SHAPE(2), leaf, (const double[]){0, 1}, HAND))
        exercise_say(ex, "y may be a leaf itself: then dy/dy = 1 is all there is, and is added to its grad.");
}

// a = 3, b = -2, c = a b, d = c + a, e = exp(d) = exp(-3). Back from e: de/da = e (b + 1), de/db = e a; bc -l: e(-3).
// Back from d: dd/da = b + 1 = -1, dd/db = a = 3; e has no part in it, whatever an earlier walk has left there.
static void ask_middle(Exercise *ex, TinyTape *tape)
{
    tape->count = 0;
    const int a = tiny_leaf(tape, 3), b = tiny_leaf(tape, -2);
    const int c = tiny_mul(tape, a, b), d = tiny_add(tape, c, a), e = tiny_exp(tape, d);
    clear_all(tape);
    tape->node[e].grad = 5;
    tiny_backward(tape, d);
    const double got[] = {tape->node[a].grad, tape->node[b].grad};
    if (!exercise_values(ex, "dd/da, dd/db of c = a b, d = c + a, e = exp(d)", SHAPE(2), got, (const double[]){-1, 3},
                         HAND)) {
        if (got[0] == 4 && got[1] == -2)
            exercise_say(ex, "In a product each input must take the other's value: da += dy v_b.");
        else if (fabs(3 * got[0] + got[1]) < HAND)
            exercise_say(ex, "e stands behind d on the tape: d does not depend on it, and it has nothing to "
                             "pass on. Begin at y.");
    }
    ask_ends(ex, tape, a, b, e);
}

// Sixty times x = x + x: 2^60 ways lead from the last to the first, and sixty nodes.
static void ask_chain(Exercise *ex, TinyTape *tape)
{
    tape->count = 0;
    const int a = tiny_leaf(tape, 1);
    int x = a;
    for (int i = 0; i < 60; i++)
        x = tiny_add(tape, x, x);
    clear_all(tape);
    tiny_backward(tape, x);
    exercise_values(ex, "da after 60 times x = x + x", SCALAR, &tape->node[a].grad, &(double){1152921504606846976}, 0);
}

// A random program: its leaves are the numbers of x, then each step takes two of what is there already.
enum { STEPS = 12 };

typedef struct {
    int leaves;
    int kind[STEPS], a[STEPS], b[STEPS];
} Program;

static int append_program(TinyTape *tape, const Program *program, const double *x)
{
    tape->count = 0;
    int y = 0;
    for (int i = 0; i < program->leaves; i++)
        y = tiny_leaf(tape, x[i]);
    for (int i = 0; i < STEPS; i++)
        switch (program->kind[i]) {
        case TINY_ADD: y = tiny_add(tape, program->a[i], program->b[i]); break;
        case TINY_MUL: y = tiny_mul(tape, program->a[i], program->b[i]); break;
        default: y = tiny_exp(tape, program->a[i]); break;
        }
    return y;
}

static void forward(const Arrays *a)
{
    static TinyTape tape;
    a->y[0] = tape.node[append_program(&tape, a->op->context, a->x[0])].value;
}

static void backward(const Arrays *a)
{
    static TinyTape tape;
    const Program *program = a->op->context;
    const int y = append_program(&tape, program, a->x[0]);
    clear_all(&tape);
    tiny_backward(&tape, y);
    for (int i = 0; i < program->leaves; i++)
        a->dx[0][i] += a->dy[0] * tape.node[i].grad;
}

static Var reference(Tape *tape, const Var *x, const ExerciseOp *op)
{
    const Program *program = op->context;
    Var node[TINY_NODES];
    int count = 0;
    for (; count < program->leaves; count++)
        node[count] = op_reshape(tape, op_slice(tape, x[0], 0, count, count + 1), SCALAR);
    for (int i = 0; i < STEPS; i++, count++) {
        const Var a = node[program->a[i]], b = node[program->b[i]];
        switch (program->kind[i]) {
        case TINY_ADD: node[count] = op_add(tape, a, b); break;
        case TINY_MUL: node[count] = op_mul(tape, a, b); break;
        default: node[count] = op_exp(tape, a); break;
        }
    }
    return node[count - 1];
}

// The last steps take what came just before, so that much of the tape has a part in y. Two of the twelve are exp, of
// leaves: powers of powers would leave the range of a double.
static void ask_random(Exercise *ex)
{
    Program program = {.leaves = exercise_between(ex, 2, 4)};
    for (int i = 0; i < STEPS; i++) {
        const int there = program.leaves + i;
        program.kind[i] = i < 2 ? TINY_EXP : i % 3 == 0 ? TINY_MUL : TINY_ADD;
        program.a[i] = exercise_between(ex, i < 2 ? 0 : there - 2, i < 2 ? program.leaves - 1 : there - 1);
        program.b[i] = exercise_between(ex, 0, there - 1);
    }
    exercise_op(ex, &(ExerciseOp){.name = "a random tape",
                                  .inputs = 1,
                                  .input = {{"x", SHAPE(program.leaves)}},
                                  .output = SCALAR,
                                  .context = &program,
                                  .forward = forward,
                                  .backward = backward,
                                  .reference = reference});
}

static void check(Exercise *ex)
{
    static TinyTape tape;
    ask_appending(ex, &tape);
    if (exercise_right(ex))
        ask_diamond(ex, &tape);
    if (exercise_right(ex))
        ask_middle(ex, &tape);
    if (exercise_right(ex))
        ask_chain(ex, &tape);
    if (exercise_right(ex))
        ask_random(ex);
}

int main(int argc, char **argument)
{
    return exercise_main(argc, argument, check);
}
