// Rows that say that they store an input's first gradient (Op.stores): the checker goes both ways, storing and adding.
#include "autograd/gradcheck.h"

#include "autograd/ops.h"
#include "autograd/sampler.h"
#include "autograd/write_op.h"

#include "tests/support.h"

enum { N = 6, SEEDS = 5 };

// --- y = 2 x, going back with the fault at hand ---------------------------------------------------------------------

typedef enum { RIGHT, ADDS, NEVER_ASKS, LEAVES_ONE, STORES_TWICE, STORES_OTHERS, ADDS_OTHERS, FAULTS } Fault;

static const struct {
    const char *name, *cause;
    CheckReason reason;
} FAULT[FAULTS] = {
    [RIGHT] = {"right", "", REASON_NONE},
    [ADDS] = {"adds the first as well", "is not stored (=) whole where it is the first", REASON_NAN},
    [NEVER_ASKS] = {"adds, and never asks", "is not stored (=) whole where it is the first", REASON_NAN},
    [LEAVES_ONE] = {"leaves one element unwritten", "is not stored (=) whole where it is the first", REASON_NAN},
    [STORES_TWICE] = {"stores the second as well", "is stored (=) where it must be added (+=)", REASON_STORES},
    [STORES_OTHERS] = {"stores other numbers than it adds", "has its sign flipped", REASON_DIFFERS},
    [ADDS_OTHERS] = {"adds other numbers than it stores", "has its sign flipped", REASON_DIFFERS},
};

static Fault fault;

static void twice_backward(Node *y)
{
    Node *x = y->in[0];
    const bool first = fault != NEVER_ASKS && node_first_write(x);
    const bool stores = (first && fault != ADDS) || fault == STORES_TWICE;
    const bool flips = fault == (first ? STORES_OTHERS : ADDS_OTHERS);
    for (int i = fault == LEAVES_ONE && first; i < N; i++) {
        real *dx_i = &x->grad.data[i];
        *dx_i = (stores ? 0 : *dx_i) + (flips ? -2 : 2) * y->grad.data[i];
    }
}

static Var twice_sample(Tape *tape, Sampler *s);

static const Op OP_TWICE = {
    .name = "twice", .backward = twice_backward, .sample = twice_sample, .samples = 1, .stores = true};

static Var twice(Tape *tape, Var x)
{
    const Node *y = tape_push_like(tape, &OP_TWICE, x);
    if (!y)
        return VAR_NONE;
    tensor_scale(y->value, 2, y->in[0]->value);
    return node_var(y);
}

static Var twice_sample(Tape *tape, Sampler *s)
{
    return twice(tape, sample_normal(tape, s, SHAPE(N)));
}

Test(gradcheck_stored, a_row_that_does_not_do_as_it_says_is_found)
{
    for (fault = RIGHT; fault < FAULTS; fault++)
        for (uint64_t seed = 1; seed <= SEEDS; seed++) {
            CheckReport report = gradcheck_op(&OP_TWICE, 0, seed);
            const CheckReason reason = IN_DOUBLE ? FAULT[fault].reason : REASON_FLOAT;
            const Verdict verdict = !IN_DOUBLE ? CHECK_INCONCLUSIVE : fault == RIGHT ? CHECK_PASS : CHECK_FAIL;
            cr_expect(report.verdict == verdict && report.reason == reason, "%s: %s", FAULT[fault].name,
                      check_reason(report.reason));
            cr_expect(!IN_DOUBLE || strstr(report.cause, FAULT[fault].cause), "%s: %s", FAULT[fault].name,
                      report.cause);
            check_free(&report);
        }
}

Test(gradcheck_stored, each_sample_is_there_again_with_views)
{
    cr_expect_eq(sampler_kinds(&OP_MUL), OP_MUL.samples, "it only adds");
    cr_assert_eq(sampler_kinds(&OP_TWICE), 2);
    for (int kind = 0; kind < 2; kind++) {
        Tape *tape = quiet_tape();
        Sampler *s = sampler_new(&OP_TWICE, kind, 1);
        const Var y = sampler_run(tape, s);
        cr_expect_eq(tape_node(tape, (int)y.index)->in[0]->op, kind == 0 ? NULL : &OP_RESHAPE);
        tape_free(tape);
        sampler_free(s);
    }
}

// A program compares nothing; but what is left unwritten is no number, and that can be detected.
Test(gradcheck_stored, what_is_left_unwritten_is_an_anomaly)
{
    const char words[] = "twice: the gradient of its input 0 is not finite";
    for (fault = RIGHT; fault <= LEAVES_ONE; fault++) {
        Tape *tape = quiet_tape();
        const Var x = op_broadcast(tape, op_variable(tape, 3), SHAPE(N));
        const Var loss = op_sum(tape, twice(tape, x), ALL_AXES, DROP_AXES);
        tape_detect_anomaly(tape, true);
        cr_expect_eq(tape_backward(tape, loss), fault == RIGHT);
        const char *error = tape_error(tape) ? tape_error(tape) : "";
        cr_expect_eq(strncmp(error, words, strlen(words)) == 0, fault != RIGHT, "%s", error);
        tape_free(tape);
    }
}
