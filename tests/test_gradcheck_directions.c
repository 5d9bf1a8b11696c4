// The checker along random directions, on one head of attention; and what it says of backwards that stand in for an
// op's own.
#include "autograd/gradcheck.h"

#include "tests/attention_loss.h"

enum { DIRECTIONS = 5 };
static const real SCALES[] = {1, REAL(0.2), REAL(0.05), REAL(0.01)};

static CheckReport check_head(real scale, uint64_t seed, const Op *op, void (*backward)(Node *y), int directions)
{
    Head head;
    Tape *tape = quiet_tape();
    head_init(&head, scale, seed);
    if (op)
        cr_assert(tape_replace_backward(tape, op, backward));
    CheckReport report = gradcheck_with(head.params, head_loss, &head,
                                        (CheckOptions){.seed = seed, .directions = directions, .tape = tape});
    tape_free(tape);
    params_free(head.params);
    return report;
}

Test(gradcheck_directions, a_right_gradient_passes)
{
    for (int i = 0; i < 4 * 10; i++) {
        CheckReport report = check_head(SCALES[i / 10], (uint64_t)(i % 10), NULL, NULL, DIRECTIONS);
        cr_expect_eq(report.verdict, IN_DOUBLE ? CHECK_PASS : CHECK_INCONCLUSIVE, "scale %g, seed %d: %s",
                     (double)SCALES[i / 10], i % 10, check_reason(report.reason));
        for (int k = 0; k < report.tensors; k++)
            cr_expect(report.tensor[k].directions == DIRECTIONS && report.tensor[k].element == NULL &&
                      report.tensor[k].worst == -1 && report.tensor[k].ratio <= 1);
        cr_expect_str_eq(report.cause, "");
        check_free(&report);
    }
}

// The gradient of the parameter with this name, if y is what it goes into.
static real *gradient_named(const Node *y, const char *name)
{
    for (int k = 0; k < y->inputs; k++)
        if (y->in[k]->param.store && strcmp(param_name(y->in[k]->param), name) == 0)
            return y->in[k]->grad.data;
    return NULL;
}

// W_V is used once, so what is there after the op is all there is.
static void without_one_element(Node *y)
{
    real *dW_V = gradient_named(y, "W_V");
    const real before = dW_V ? dW_V[3 * HEAD_D + 2] : 0;
    y->op->backward(y);
    if (dW_V)
        dW_V[3 * HEAD_D + 2] = before;
}

static const TensorCheck *find(const CheckReport *report, const char *name)
{
    for (int i = 0; i < report->tensors; i++)
        if (strcmp(report->tensor[i].name, name) == 0)
            return &report->tensor[i];
    cr_assert(false, "no tensor %s: %s", name, check_reason(report->reason));
    return NULL;
}

Test(gradcheck_directions, one_zero_element_is_found_by_halving_and_by_looking_at_each)
{
    for (int i = 0; i < 4 * 2 && IN_DOUBLE; i++) {
        CheckReport report = check_head(SCALES[i / 2], 3, &OP_MATMUL, without_one_element, i % 2 ? DIRECTIONS : 0);
        const TensorCheck *W_V = find(&report, "W_V");
        cr_expect_eq(report.verdict, CHECK_FAIL);
        cr_expect_eq(W_V->worst, 3 * HEAD_D + 2);
        cr_expect(W_V->analytic == 0 && fabs(W_V->numeric) > 0 && W_V->ratio > 1);
        cr_expect_eq(find(&report, "W_Q")->verdict, CHECK_PASS);
        cr_expect(strstr(report.cause, "the gradient of W_V is wrong at [3,2] only: there it is zero"), "%s",
                  report.cause);
        check_free(&report);
    }
}

static void without_scale(Node *y)
{
    const Tensor dx = y->in[0]->grad;
    tensor_scale(dx, 1 / (real)sqrt(HEAD_D), dx); // nothing else leads to S
    y->op->backward(y);
    tensor_scale(dx, (real)sqrt(HEAD_D), dx);
}

Test(gradcheck_directions, a_factor_is_named_after_the_sizes_that_are_known)
{
    const CheckSizes sizes[] = {{.d_k = HEAD_D}, {.T = HEAD_T, .D = HEAD_D, .d_k = HEAD_D}, {.T = HEAD_T}};
    static const char *const names[] = {"is 2.8284 = sqrt(d_k) times what it must be",
                                        "is 2.8284 = sqrt(D) or sqrt(d_k) times what it must be",
                                        "is 2.8284 times what it must be"};
    for (int i = 0; i < 3 && IN_DOUBLE; i++) {
        Head head;
        Tape *tape = quiet_tape();
        head_init(&head, 1, 1);
        cr_assert(tape_replace_backward(tape, &OP_SOFTMAX, without_scale));
        CheckReport report =
            gradcheck_with(head.params, head_loss, &head, (CheckOptions){.seed = 1, .sizes = sizes[i], .tape = tape});
        cr_expect(strstr(report.cause, names[i]), "%s", report.cause);
        cr_expect(strstr(report.cause, "softmax(matmul [6,6]), node ") == report.cause, "%s", report.cause);
        cr_expect_str_eq(find(&report, "W_Q")->diagnosis, names[i]);
        cr_expect_eq(find(&report, "W_V")->verdict, CHECK_PASS);
        check_free(&report);
        tape_free(tape);
        params_free(head.params);
    }
}

// A trainer's tape forgets them; it is lent to the check, and forgets again afterwards.
Test(gradcheck_directions, a_tape_that_forgets_gradients_is_checked_as_well)
{
    Head head;
    Tape *tape = quiet_tape();
    tape_keep_gradients(tape, false);
    head_init(&head, 1, 1);
    cr_assert(tape_replace_backward(tape, &OP_SOFTMAX, without_scale));
    CheckReport report = gradcheck_with(head.params, head_loss, &head, (CheckOptions){.seed = 1, .tape = tape});
    cr_expect(!IN_DOUBLE || strstr(report.cause, "softmax") == report.cause, "%s", report.cause);
    check_free(&report);
    const Var x = op_param(tape, params_at(head.params, 0)), y = op_relu(tape, x);
    cr_assert(tape_backward(tape, op_sum(tape, y, ALL_AXES, DROP_AXES)));
    cr_expect_null(var_grad(y).data);
    tape_free(tape);
    params_free(head.params);
}

// Nothing leads from W_K to the loss: its numbers are taken out of the tape and put in again.
static Var cut(Tape *tape, Var W_K)
{
    return op_constant(tape, var_value(W_K));
}

Test(gradcheck_directions, a_parameter_that_is_never_reached_is_said_to_be)
{
    Head head;
    head_init(&head, 1, 1);
    head.through = cut;
    CheckReport report = gradcheck(head.params, head_loss, &head, 1);
    if (IN_DOUBLE) {
        cr_expect_str_eq(find(&report, "W_K")->diagnosis,
                         "is never reached: the path from it ends at the parameter itself [8,8], node 1, which does "
                         "not lead to the loss");
        cr_expect_str_eq(report.cause, "", "each op is right");
    }
    check_free(&report);
    params_free(head.params);
}

static Var rectified(Tape *tape, void *context)
{
    const Param *w = context;
    return op_relu(tape, op_param(tape, *w));
}

Test(gradcheck_directions, a_kink_is_left_out_and_its_op_is_named)
{
    for (int directions = 0; directions <= DIRECTIONS && IN_DOUBLE; directions += DIRECTIONS) {
        Params *params = quiet_params();
        Param w = params_add(params, "w", SHAPE(3));
        param_value(w).data[0] = param_value(w).data[2] = 1; // the element between them lies on the kink
        CheckReport report = gradcheck_with(params, rectified, &w, (CheckOptions){.seed = 1, .directions = directions});
        cr_expect(report.verdict == CHECK_INCONCLUSIVE && report.reason == REASON_KINK);
        cr_expect_eq(report.tensor[0].kinks, directions ? DIRECTIONS : 1);
        cr_expect_str_eq(report.tensor[0].kink_of, "relu");
        cr_expect(directions || (report.tensor[0].element[1].kink && !report.tensor[0].element[0].kink));
        check_free(&report);
        params_free(params);
    }
}
