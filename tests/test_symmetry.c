// u.Hv = v.Hu: values by hand, right and wrong backwards of attention, and what the check does not see.
#include "autograd/symmetry.h"

#include "autograd/inspect.h"
#include "autograd/write_op.h"
#include "tests/attention_loss.h"

static const uint64_t SEED = 5;

static SymmetryCheck check_on(Tape *tape, Params *params, CheckFunction *function, void *context)
{
    const SymmetryCheck check =
        gradcheck_symmetry(params, function, context, (CheckOptions){.seed = SEED, .tape = tape});
    if (!IN_DOUBLE)
        cr_expect(check.verdict == CHECK_INCONCLUSIVE && strstr(check.message, "float"), "%s", check.message);
    return check;
}

static void expect_verdict(SymmetryCheck check, Verdict verdict, const char *what)
{
    if (IN_DOUBLE)
        cr_expect_eq(check.verdict, verdict, "%s: %s; u.Hv %g, v.Hu %g, tolerance %g", what, check.message, check.u_hv,
                     check.v_hu, check.tolerance);
}

// --- small functions ------------------------------------------------------------------------------------------------

typedef struct {
    Param w;
    int32_t calls;
} Small;

static Var cube(Tape *tape, void *context)
{
    const Var w = op_param(tape, ((Small *)context)->w);
    return op_mul(tape, op_mul(tape, w, w), w);
}

static Var twice(Tape *tape, void *context)
{
    return op_scale(tape, op_param(tape, ((Small *)context)->w), 2);
}

static Var bend(Tape *tape, void *context)
{
    const Var w = op_param(tape, ((Small *)context)->w);
    return op_mul(tape, op_relu(tape, w), w);
}

static Var root(Tape *tape, void *context)
{
    return op_sqrt(tape, op_param(tape, ((Small *)context)->w));
}

static Var misfit(Tape *tape, void *context)
{
    return op_add(tape, op_param(tape, ((Small *)context)->w), op_constant(tape, tensor_on((real[2]){1, 2}, SHAPE(2))));
}

// L = sum c w^3 has the second derivative 6 c w on the diagonal: u.Hv = sum 6 c w u v.
Test(symmetry, value_by_hand)
{
    Params *params = quiet_params();
    Rng rng = rng_seed(1, 1);
    Small small = {.w = params_add_normal(params, "w", SHAPE(3), 1, &rng)};
    const Tensor w = param_value(small.w);
    const SymmetryCheck check = check_on(NULL, params, cube, &small);
    Rng of_c = rng_seed(SEED, 1), of_directions = rng_seed(SEED, 4);
    double expected = 0;
    for (int i = 0; i < 3; i++) {
        const double c = (double)rng_normal(&of_c), u = (double)rng_normal(&of_directions);
        expected += 6 * c * (double)w.data[i] * u * (double)rng_normal(&of_directions);
    }
    expect_verdict(check, CHECK_PASS, "cube");
    if (IN_DOUBLE)
        cr_expect(fabs(check.u_hv - expected) < 1e-8 && fabs(check.v_hu - expected) < 1e-8, "%g, not %g", check.u_hv,
                  expected);
    params_free(params);
}

// Where it cannot tell, it says so.
Test(symmetry, inconclusive)
{
    Params *params = quiet_params();
    cr_expect_eq(check_on(NULL, params, cube, NULL).verdict, CHECK_INCONCLUSIVE, "an empty store");
    Small small = {.w = params_add(params, "w", SHAPE(3))};
    const Tensor w = param_value(small.w);
    w.data[0] = 1;
    expect_verdict(check_on(NULL, params, twice, &small), CHECK_INCONCLUSIVE, "a linear function");
    expect_verdict(check_on(NULL, params, bend, &small), CHECK_INCONCLUSIVE, "a kink");
    params_free(params);
}

Test(symmetry, fails)
{
    Params *params = quiet_params();
    Small small = {.w = params_add(params, "w", SHAPE(3))};
    const Tensor w = param_value(small.w);
    w.data[0] = w.data[1] = w.data[2] = -1;
    expect_verdict(check_on(NULL, params, root, &small), CHECK_FAIL, "NaN");
    const SymmetryCheck check = check_on(NULL, params, misfit, &small);
    expect_verdict(check, CHECK_FAIL, "a function that does not run");
    if (IN_DOUBLE)
        cr_expect(strstr(check.message, "add: "), "%s", check.message);
    params_free(params);
}

// --- attention ------------------------------------------------------------------------------------------------------

static void softmax_without_row_sum(Node *y)
{
    const Tensor dx = y->in[0]->grad;
    for (int i = 0; dx.data && i < tensor_count(dx); i++)
        dx.data[i] += y->value.data[i] * y->grad.data[i] / (real)sqrt(HEAD_D);
}

// dA and dB change their signs with each other: each is wrong, and together they are no gradient.
static void matmul_against(Node *y)
{
    const Tensor db = y->in[1]->grad;
    y->op->backward(y);
    for (int i = 0; db.data && i < tensor_count(db); i++)
        db.data[i] *= REAL(-1.0);
}

static void cross_entropy_doubled(Node *y)
{
    y->op->backward(y);
    y->op->backward(y);
}

// The verdict on attention where one op goes back by another function; NULL: by its own.
static Verdict verdict_on_head(const Op *op, void (*backward)(Node *y), real scale)
{
    Head head;
    Tape *tape = quiet_tape();
    head_init(&head, scale, 3);
    if (op)
        tape_replace_backward(tape, op, backward);
    const size_t bytes = (size_t)tensor_count(params_values(head.params)) * sizeof(real);
    real *before = malloc(2 * bytes);
    params_grads(head.params).data[7] = REAL(0.25);
    memcpy(before, params_values(head.params).data, bytes);
    memcpy((char *)before + bytes, params_grads(head.params).data, bytes);
    const SymmetryCheck check = check_on(tape, head.params, head_loss, &head);
    cr_expect(memcmp(before, params_values(head.params).data, bytes) == 0 &&
                  memcmp((char *)before + bytes, params_grads(head.params).data, bytes) == 0,
              "the store comes back");
    free(before);
    tape_free(tape);
    params_free(head.params);
    return check.verdict;
}

Test(symmetry, attention)
{
    static const real SCALES[] = {1, REAL(0.2), REAL(0.05), REAL(0.01)};
    for (int i = 0; i < 4 && IN_DOUBLE; i++) {
        cr_expect_eq(verdict_on_head(NULL, NULL, SCALES[i]), CHECK_PASS, "right, at scale %g", (double)SCALES[i]);
        cr_expect_eq(verdict_on_head(&OP_SOFTMAX, softmax_without_row_sum, SCALES[i]), CHECK_FAIL,
                     "no row sum, at scale %g", (double)SCALES[i]);
        cr_expect_eq(verdict_on_head(&OP_MATMUL, matmul_against, SCALES[i]), CHECK_FAIL, "dB, at scale %g",
                     (double)SCALES[i]);
        // Said in the header: twice a gradient is the gradient of twice the function.
        cr_expect_eq(verdict_on_head(&OP_CROSS_ENTROPY, cross_entropy_doubled, SCALES[i]), CHECK_PASS);
    }
}

// A signature tells on which side of its kinks a function is, and nothing else.
Test(symmetry, decisions)
{
    Params *params = quiet_params();
    Small small = {.w = params_add(params, "w", SHAPE(2))};
    const Tensor w = param_value(small.w);
    Tape *tape = quiet_tape();
    uint64_t signature[4];
    const real VALUES[4][2] = {{1, -1}, {2, -3}, {-1, 1}, {1, 1}};
    for (int i = 0; i < 4; i++) {
        tape_reset(tape);
        memcpy(w.data, VALUES[i], sizeof VALUES[i]);
        bend(tape, &small);
        signature[i] = tape_decisions(tape);
    }
    cr_expect(signature[0] == signature[1]);
    cr_expect(signature[0] != signature[2] && signature[0] != signature[3] && signature[2] != signature[3]);
    tape_free(tape);
    params_free(params);
}
