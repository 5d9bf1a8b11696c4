// The gradient checker, and through it every op of the list.
#include "autograd/gradcheck.h"
#include "autograd/ops.h"
#include "autograd/write_op.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>

typedef struct {
    int op, kind; // numbers, never pointers: a worker of Criterion is another process
} Case;

ParameterizedTestParameters(gradcheck, every_op)
{
    static Case cases[64];
    size_t count = 0;
    for (int op = 0; op < HEED_OPS_COUNT; op++)
        for (int kind = 0; kind < HEED_OPS[op]->samples; kind++)
            cases[count++] = (Case){op, kind};
    return cr_make_param_array(Case, cases, count);
}

ParameterizedTest(Case *c, gradcheck, every_op)
{
    CheckReport report = gradcheck_op(HEED_OPS[c->op], c->kind, 7);
    cr_expect_eq(report.reason, sizeof(real) == sizeof(double) ? REASON_NONE : REASON_FLOAT, "%s, sample %d: %s",
                 HEED_OPS[c->op]->name, c->kind, check_reason(report.reason));
    check_free(&report);
}

static void flipped_backward(Node *y)
{
    tensor_add_product(y->in[0]->grad, y->grad, y->in[1]->value);
    tensor_add_scaled(y->in[1]->grad, -1, y->grad); // has the wrong sign, and forgets the factor
}

static Var flipped_sample(Tape *tape, Sampler *s);
static const Op FLIPPED = {.name = "flipped", .backward = flipped_backward, .sample = flipped_sample, .samples = 1};

static Var flipped_sample(Tape *tape, Sampler *s)
{
    const Var a = sample_normal(tape, s, SHAPE(2, 3)), b = sample_normal(tape, s, SHAPE(2, 3));
    const Node *y = tape_push_both(tape, &FLIPPED, a, b);
    tensor_mul(y->value, y->in[0]->value, y->in[1]->value);
    return node_var(y);
}

Test(gradcheck, a_wrong_backward_fails_in_its_own_input)
{
    CheckReport report = gradcheck_op(&FLIPPED, 0, 7);
    if (sizeof(real) == sizeof(double)) {
        cr_expect_eq(report.verdict, CHECK_FAIL);
        cr_assert_eq(report.tensors, 2);
        cr_expect_eq(report.tensor[0].verdict, CHECK_PASS);
        cr_expect_eq(report.tensor[1].verdict, CHECK_FAIL);
    }
    check_free(&report);
}
