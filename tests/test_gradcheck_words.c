// What the gradient checker says of faults that only part of a gradient has; that they are found is in
// test_gradcheck_faults.c.
#include "autograd/gradcheck.h"

#include "autograd/ops.h"
#include "autograd/write_op.h"

#include "tests/support.h"

enum { ROWS = 3, COLUMNS = 6, SEEDS = 10 };

// --- y = max(x, 0)^2, going back wrongly by a function of the test ---------------------------------------------------

// The slope 2 max(x, 0) has no jump, so nothing lies on a kink.
static real slope(const Node *y, int i)
{
    const real x = y->in[0]->value.data[i];
    return x > 0 ? 2 * x * y->grad.data[i] : 0;
}

static Var hinge(Tape *tape, const Op *op, Var x)
{
    const Node *y = tape_push_like(tape, op, x);
    cr_assert_not_null(y);
    for (int i = 0; i < ROWS * COLUMNS; i++) {
        const real x_i = y->in[0]->value.data[i];
        y->value.data[i] = x_i > 0 ? x_i * x_i : 0;
    }
    return node_var(y);
}

static void expect_words(const Op *op, const char *words, const char *never)
{
    for (uint64_t seed = 1; IN_DOUBLE && seed <= SEEDS; seed++) {
        CheckReport report = gradcheck_op(op, 0, seed);
        cr_expect_eq(report.verdict, CHECK_FAIL);
        cr_expect(strstr(report.cause, words), "seed %d: %s", (int)seed, report.cause);
        cr_expect(!strstr(report.cause, never) && !strstr(report.tensor[0].diagnosis, never), "seed %d: %s; %s",
                  (int)seed, report.cause, report.tensor[0].diagnosis);
        check_free(&report);
    }
}

// --- = for +=, where x > 0 only -------------------------------------------------------------------------------------

static void stores_some_backward(Node *y)
{
    for (int i = 0; i < ROWS * COLUMNS; i++)
        if (slope(y, i) != 0)
            y->in[0]->grad.data[i] = slope(y, i);
}

static Var stores_some_sample(Tape *tape, Sampler *s);

static const Op OP_STORES_SOME = {
    .name = "hinge", .backward = stores_some_backward, .sample = stores_some_sample, .samples = 1};

static Var stores_some_sample(Tape *tape, Sampler *s)
{
    return hinge(tape, &OP_STORES_SOME, sample_normal(tape, s, SHAPE(ROWS, COLUMNS)));
}

Test(gradcheck_words, stored_elements_are_named_though_others_are_left_alone)
{
    expect_words(&OP_STORES_SOME, "the gradient of input 0 is stored (=) where it must be added (+=)", "diagonal");
}

// --- some columns left out, of a matrix that is not square ----------------------------------------------------------

static void leaves_out_columns_backward(Node *y)
{
    for (int i = 0; i < ROWS * COLUMNS; i++)
        y->in[0]->grad.data[i] += i % COLUMNS >= COLUMNS - 2 ? 0 : slope(y, i);
}

static Var leaves_out_columns_sample(Tape *tape, Sampler *s);

static const Op OP_LEAVES_OUT_COLUMNS = {
    .name = "hinge", .backward = leaves_out_columns_backward, .sample = leaves_out_columns_sample, .samples = 1};

static Var leaves_out_columns_sample(Tape *tape, Sampler *s)
{
    return hinge(tape, &OP_LEAVES_OUT_COLUMNS, sample_positive(tape, s, SHAPE(ROWS, COLUMNS)));
}

Test(gradcheck_words, only_a_square_matrix_has_a_diagonal)
{
    expect_words(&OP_LEAVES_OUT_COLUMNS, "in its backward, the gradient of input 0 is wrong", "diagonal");
}

// --- the slope alone ------------------------------------------------------------------------------------------------

static void leaves_out_dy_backward(Node *y)
{
    for (int i = 0; i < ROWS * COLUMNS; i++)
        y->in[0]->grad.data[i] += slope(y, i) / y->grad.data[i];
}

static Var leaves_out_dy_sample(Tape *tape, Sampler *s);

static const Op OP_LEAVES_OUT_DY = {
    .name = "hinge", .backward = leaves_out_dy_backward, .sample = leaves_out_dy_sample, .samples = 1};

static Var leaves_out_dy_sample(Tape *tape, Sampler *s)
{
    return hinge(tape, &OP_LEAVES_OUT_DY, sample_normal(tape, s, SHAPE(ROWS, COLUMNS)));
}

Test(gradcheck_words, a_slope_that_is_not_multiplied_by_dy_is_named)
{
    expect_words(&OP_LEAVES_OUT_DY, "the gradient of input 0 leaves out dy", "only");
}
