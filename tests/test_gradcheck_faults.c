// The checker's own test: backwards with one planted fault each must fail, and the right ones beside them pass.
#include "autograd/gradcheck.h"

#include "autograd/ops.h"
#include "autograd/write_op.h"

#include "tests/attention_loss.h"
#include "tests/support.h"

enum { N = 3, SEEDS = 10 };

static CheckReason reason_of(const char *fault)
{
    return strcmp(fault, "nan") == 0                ? REASON_NAN
           : strstr(fault, "though x is used once") ? REASON_STORES
                                                    : REASON_DIFFERS;
}

// Kind 0 of each op below is right. causes: what the report must say of each, NULL: of none.
static void expect_faults_found(const Op *op, const char *const names[], const char *const causes[])
{
    for (int kind = 0; kind < op->samples; kind++)
        for (uint64_t seed = 1; seed <= SEEDS; seed++) {
            CheckReport report = gradcheck_op(op, kind, seed);
            const Verdict expected = !IN_DOUBLE ? CHECK_INCONCLUSIVE : kind == 0 ? CHECK_PASS : CHECK_FAIL;
            cr_expect_eq(report.verdict, expected, "%s, seed %d: %s", names[kind], (int)seed,
                         check_reason(report.reason));
            if (!IN_DOUBLE)
                cr_expect_eq(report.reason, REASON_FLOAT);
            else if (kind > 0)
                cr_expect_eq(report.reason, reason_of(names[kind]), "%s: %s", names[kind], check_reason(report.reason));
            if (IN_DOUBLE && causes)
                cr_expect(strstr(report.cause, causes[kind]), "%s: %s", names[kind], report.cause);
            check_free(&report);
        }
}

// Pushes the node of a planted op with x's shape, which knows its fault.
static Node *push_faulty(Tape *tape, const Op *op, Var x, int fault)
{
    Node *y = tape_push_like(tape, op, x);
    int *saved = tape_alloc(tape, sizeof *saved);
    cr_assert(y && saved);
    *saved = fault;
    y->saved = saved;
    return y;
}

static int fault_of(const Node *y)
{
    return *(const int *)y->saved;
}

// --- y = x^2, element by element ------------------------------------------------------------------------------------

enum { RIGHT, SIGN, FACTOR, TRANSPOSED, ASSIGNED, STORED, ZERO, ONE_ZERO, IS_NAN, SQUARE_KINDS };
static const char *const SQUARE_NAMES[] = {"right",      "sign flipped",     "times 1.01",
                                           "transposed", "= for +=",         "= for +=, though x is used once",
                                           "zero",       "one element zero", "nan"};

static void square_backward(Node *y)
{
    real *dx = y->in[0]->grad.data;
    const real *x = y->in[0]->value.data, *dy = y->grad.data;
    const int fault = fault_of(y);
    for (int i = 0; i < N * N; i++) {
        const int turned = i % N * N + i / N;
        const real right = 2 * x[i] * dy[i];
        switch (fault) {
        case SIGN: dx[i] -= right; break;
        case FACTOR: dx[i] += REAL(1.01) * right; break;
        case TRANSPOSED: dx[i] += 2 * x[turned] * dy[turned]; break;
        case ASSIGNED:
        case STORED: dx[i] = right; break;
        case ZERO: break;
        case ONE_ZERO: dx[i] += i == N * N - 1 ? 0 : right; break;
        case IS_NAN: dx[i] += i == 4 ? (real)NAN : right; break;
        default: dx[i] += right; break;
        }
    }
}

static Var square_sample(Tape *tape, Sampler *s);

static const Op OP_SQUARE = {
    .name = "square", .backward = square_backward, .sample = square_sample, .samples = SQUARE_KINDS};

// y = x^2 + x: the second use has written to dx before the first adds to it.
static Var square_sample(Tape *tape, Sampler *s)
{
    const Var x = sample_normal(tape, s, SHAPE(N, N));
    const Node *y = push_faulty(tape, &OP_SQUARE, x, sample_kind(s));
    tensor_mul(y->value, y->in[0]->value, y->in[0]->value);
    return sample_kind(s) == STORED ? node_var(y) : op_add(tape, node_var(y), x);
}

Test(gradcheck_faults, each_fault_of_an_elementwise_backward_is_found)
{
    static const char *const causes[] = {
        "",
        "square(input 0 [3,3]), node 1: in its backward, the gradient of input 0 has its sign flipped",
        "the gradient of input 0 is 1.01 times what it must be",
        "is the transpose of what it must be",
        "is stored (=) where it must be added (+=)",
        "is stored (=) where it must be added (+=)",
        "the gradient of input 0 is zero",
        "is wrong at [2,2] only: there it is zero",
        "is wrong at [1,1] only",
    };
    expect_faults_found(&OP_SQUARE, SQUARE_NAMES, causes);
}

// --- softmax --------------------------------------------------------------------------------------------------------

static void softmax_backward(Node *y)
{
    for (int r = 0; r < N; r++) {
        const real *y_r = y->value.data + r * N, *dy_r = y->grad.data + r * N;
        real dot = 0;
        for (int j = 0; j < N; j++)
            dot += y_r[j] * dy_r[j];
        for (int j = 0; j < N; j++)
            y->in[0]->grad.data[r * N + j] += y_r[j] * (dy_r[j] - (fault_of(y) ? 0 : dot));
    }
}

static Var softmax_sample(Tape *tape, Sampler *s);

static const Op OP_SOFTMAX_TEST = {
    .name = "softmax test", .backward = softmax_backward, .sample = softmax_sample, .samples = 2};

static Var softmax_sample(Tape *tape, Sampler *s)
{
    const Var x = sample_normal(tape, s, SHAPE(N, N));
    const Var right = op_softmax(tape, x, 1, MASK_ALL);
    const Node *y = push_faulty(tape, &OP_SOFTMAX_TEST, x, sample_kind(s));
    tensor_copy(y->value, var_value(right));
    return node_var(y);
}

Test(gradcheck_faults, a_softmax_without_the_row_sum_is_found)
{
    expect_faults_found(&OP_SOFTMAX_TEST, (const char *const[]){"right", "without the row sum"}, NULL);
}

// --- y = x + row, broadcast -----------------------------------------------------------------------------------------

static void add_row_backward(Node *y)
{
    tensor_add_scaled(y->in[0]->grad, 1, y->grad);
    tensor_add_scaled(y->in[1]->grad, 1, fault_of(y) ? tensor_slice(y->grad, 0, 0, 1) : y->grad);
}

static Var add_row_sample(Tape *tape, Sampler *s);

static const Op OP_ADD_ROW = {.name = "add row", .backward = add_row_backward, .sample = add_row_sample, .samples = 2};

static Var add_row_sample(Tape *tape, Sampler *s)
{
    const Var x = sample_normal(tape, s, SHAPE(N, N)), row = sample_normal(tape, s, SHAPE(1, N));
    Node *y = tape_push_both(tape, &OP_ADD_ROW, x, row);
    int *saved = tape_alloc(tape, sizeof *saved);
    cr_assert(y && saved);
    *saved = sample_kind(s);
    y->saved = saved;
    tensor_add(y->value, y->in[0]->value, y->in[1]->value);
    return node_var(y);
}

Test(gradcheck_faults, a_missing_sum_over_a_broadcast_axis_is_found)
{
    expect_faults_found(&OP_ADD_ROW, (const char *const[]){"right", "only the first row"},
                        (const char *const[]){"",
                                              "the gradient of input 1 lacks the sum over axis 0 of dy, along which x "
                                              "is broadcast: only the first index counts"});
}

// --- differences that are no numbers --------------------------------------------------------------------------------

static void steep_backward(Node *y)
{
    tensor_add_scaled(y->in[0]->grad, 1, y->grad);
}

static Var steep_sample(Tape *tape, Sampler *s);

static const Op OP_STEEP = {.name = "steep", .backward = steep_backward, .sample = steep_sample, .samples = 1};

// y = x, but its last element jumps to 10^307 in the middle of the step, which no double can divide by the step.
static Var steep_sample(Tape *tape, Sampler *s)
{
    const Var x = sample_normal(tape, s, SHAPE(2));
    const Node *y = push_faulty(tape, &OP_STEEP, x, 0);
    static real centre;
    const real *at = y->in[0]->value.data;
    if (tape_node(tape, 0)->param.store == NULL) // the run that declares the inputs
        centre = at[1];
    tensor_copy(y->value, y->in[0]->value);
    const double off = ((double)at[1] - (double)centre) / fmax(1, fabs((double)centre));
    if (IN_DOUBLE && off > 4e-4 && off < 9e-4)
        y->value.data[1] = REAL_MAX / 10;
    return node_var(y);
}

Test(gradcheck_faults, an_infinite_difference_fails)
{
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        CheckReport report = gradcheck_op(&OP_STEEP, 0, seed);
        cr_expect(report.verdict == (IN_DOUBLE ? CHECK_FAIL : CHECK_INCONCLUSIVE) &&
                      report.reason == (IN_DOUBLE ? REASON_NAN : REASON_FLOAT),
                  "seed %d: %s", (int)seed, check_reason(report.reason));
        check_free(&report);
    }
}

// --- a severed weight of attention, near a small initialization ------------------------------------------------------

// The gradients of W_Q and W_K shrink with the cube of the weights: at 0.01 they are near 10^-7, and any tolerance that
// does not know the tensor's own scale would let a severed W_K pass.

static void severed_backward(Node *y)
{
    tensor_add_scaled(y->in[0]->grad, fault_of(y) ? 0 : 1, y->grad);
}

static Var severed_sample(Tape *tape, Sampler *s);

static const Op OP_SEVERED = {.name = "severed", .backward = severed_backward, .sample = severed_sample, .samples = 2};

static Var identity(Tape *tape, Var x, int fault)
{
    const Node *y = push_faulty(tape, &OP_SEVERED, x, fault);
    tensor_copy(y->value, y->in[0]->value);
    return node_var(y);
}

static Var severed_sample(Tape *tape, Sampler *s)
{
    return identity(tape, sample_normal(tape, s, SHAPE(N)), sample_kind(s));
}

static Var whole(Tape *tape, Var W_K)
{
    return identity(tape, W_K, 0);
}

static Var severed(Tape *tape, Var W_K)
{
    return identity(tape, W_K, 1);
}

Test(gradcheck_faults, a_severed_W_K_is_found_at_every_scale_of_the_weights)
{
    const real scales[] = {1, REAL(0.2), REAL(0.05), REAL(0.01)};
    for (int i = 0; i < 4 * 3 * 2; i++) {
        const bool cut = i % 2 == 1;
        Head head;
        head_init(&head, scales[i / 6], (uint64_t)(i / 2 % 3));
        head.through = cut ? severed : whole;
        CheckReport report = gradcheck(head.params, head_loss, &head, 1);
        cr_expect(IN_DOUBLE ? report.tensors == 4 : report.reason == REASON_FLOAT);
        for (int k = 0; k < report.tensors; k++) {
            const TensorCheck *tensor = &report.tensor[k];
            const Verdict expected = cut && strcmp(tensor->name, "W_K") == 0 ? CHECK_FAIL : CHECK_PASS;
            cr_expect_eq(tensor->verdict, expected, "scale %g, %s: %s", (double)scales[i / 6], tensor->name,
                         check_reason(tensor->reason));
        }
        check_free(&report);
        params_free(head.params);
    }
}
