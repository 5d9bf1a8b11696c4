// Samples of an op that leave nothing to check: none of them may pass.
#include "autograd/gradcheck.h"

#include "autograd/ops.h"
#include "autograd/write_op.h"

#include "tests/support.h"

static void empty_backward(Node *y)
{
    (void)y;
}

static Var sample_without_inputs(Tape *tape, Sampler *s)
{
    (void)s;
    return op_relu(tape, op_number(tape, 1));
}

static Var sample_that_fails(Tape *tape, Sampler *s)
{
    (void)s;
    return op_relu(tape, VAR_NONE);
}

Test(gradcheck_samples, a_sample_that_checks_nothing_does_not_pass)
{
    const Op rows[] = {
        {.name = "no inputs", .backward = empty_backward, .sample = sample_without_inputs, .samples = 1},
        {.name = "fails", .backward = empty_backward, .sample = sample_that_fails, .samples = 1},
    };
    for (int i = 0; i < 2; i++) {
        CheckReport report = gradcheck_op(&rows[i], 0, 1);
        cr_expect_neq(report.verdict, CHECK_PASS, "%s", rows[i].name);
        check_free(&report);
    }
}
