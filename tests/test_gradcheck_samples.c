// What leaves nothing to check, or fails on the way: none of it may pass.
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

// --- a function that fails after so many runs -----------------------------------------------------------------------

static void doubles_backward(Node *y)
{
    tensor_add_scaled(y->in[0]->grad, 2, y->grad);
}

static const Op OP_DOUBLES = {
    .name = "doubles", .backward = doubles_backward, .sample = sample_that_fails, .samples = 1};

typedef struct {
    Param w;
    int runs, most;
} Failing;

static Var fails_later(Tape *tape, void *context)
{
    Failing *failing = context;
    const Var x = op_param(tape, failing->w);
    if (++failing->runs > failing->most)
        return op_matmul(tape, x, x);
    const Node *y = tape_push_like(tape, &OP_DOUBLES, x);
    if (!y)
        return VAR_NONE;
    tensor_copy(y->value, y->in[0]->value);
    return node_var(y);
}

// Its gradient is wrong, so that the check also looks for the op; the store comes back whatever happens.
Test(gradcheck_samples, a_function_that_fails_in_the_middle_does_not_pass)
{
    int most = 0, runs;
    do {
        Params *params = quiet_params();
        Failing failing = {.w = params_add(params, "w", SHAPE(3)), .most = most};
        tensor_fill(param_value(failing.w), 5);
        CheckReport report = gradcheck(params, fails_later, &failing, 1);
        cr_expect(IN_DOUBLE ? report.verdict == CHECK_FAIL : report.verdict != CHECK_PASS, "after %d runs", most);
        expect_elements(param_value(failing.w), 5, 5, 5);
        runs = failing.runs;
        check_free(&report);
        params_free(params);
    } while (runs > most++);
    cr_expect(!IN_DOUBLE || most > 10, "it ran %d times", most);
}
