// The learner's forward and backward as an op on a tape, and what is asked of it.
#include "autograd/write_op.h"
#include "examples/exercises/exercise_trial.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Values are compared relative to the largest of them: a sum may be taken in any order. The reference solutions are
// within 3e-15 of heed's gradients, and within 5e-16 where these are sums of products.
static const double VALUES = 1e-10, EXACT = 1e-13, EXACT_SUMS = 1e-14, LARGE = 1e6;

// What the node keeps.
typedef struct {
    const ExerciseOp *op;
    double *kept;
} Saved;

static int count_of(Shape shape)
{
    int n = 0;
    shape_count(shape, &n);
    return n;
}

// --- calling the learner's functions --------------------------------------------------------------------------------

// A row-major copy of x; unset where x has no data.
static double *alone(Tensor x, int n)
{
    double *copy = malloc((size_t)n * sizeof *copy);
    if (!copy)
        abort(); // a few kilobytes
    for (int i = 0; i < n; i++)
        copy[i] = exercise_unset();
    if (x.data)
        tensor_copy(tensor_on(copy, tensor_shape(x)), x);
    return copy;
}

// What both calls are given: copies, so that the learner's file can spoil nothing, and the sanitizer sees their ends.
typedef struct {
    Arrays a;
    double *x[MAX_INPUTS];
} Call;

static Call call_begin(const Node *y, const ExerciseOp *op)
{
    const Saved *saved = y->saved;
    Call call = {.a = {.op = op, .kept = alone(tensor_on(saved->kept, SHAPE(op->kept)), op->kept)}};
    for (int i = 0; i < op->inputs; i++)
        call.a.x[i] = call.x[i] = alone(y->in[i]->value, count_of(op->input[i].shape));
    return call;
}

static void call_end(Call *call)
{
    for (int i = 0; i < call->a.op->inputs; i++)
        free(call->x[i]);
    free(call->a.kept);
    free(call->a.y);
}

static void go_forward(Node *y, const ExerciseOp *op)
{
    Saved *saved = y->saved;
    Call call = call_begin(y, op);
    call.a.y = alone((Tensor){0}, count_of(op->output));
    op->forward(&call.a);
    tensor_copy(y->value, tensor_on(call.a.y, op->output));
    if (op->kept > 0)
        memcpy(saved->kept, call.a.kept, (size_t)op->kept * sizeof(double));
    call_end(&call);
}

static void go_back(Node *y)
{
    const Saved *saved = y->saved;
    const ExerciseOp *op = saved->op;
    Call call = call_begin(y, op);
    double *dy = alone(y->grad, count_of(op->output));
    call.a.y = alone(y->value, count_of(op->output));
    call.a.dy = dy;
    for (int i = 0; i < op->inputs; i++)
        call.a.dx[i] = alone(y->in[i]->grad, count_of(op->input[i].shape));
    op->backward(&call.a);
    for (int i = 0; i < op->inputs; i++) {
        tensor_copy(y->in[i]->grad, tensor_on(call.a.dx[i], op->input[i].shape));
        free(call.a.dx[i]);
    }
    free(dy);
    call_end(&call);
}

static uint64_t signs(const Node *y, uint64_t signature)
{
    const Tensor x = y->in[0]->value;
    for (int i = 0; i < tensor_count(x); i++)
        signature = signature_mix(signature, x.data[i] > 0);
    return signature;
}

// A tape takes no op without a sample; here the inputs are chosen by the check.
static Var no_sample(Tape *tape, Sampler *s)
{
    (void)s;
    return op_number(tape, 0);
}

// --- y on a tape ----------------------------------------------------------------------------------------------------

static void inputs_of(Tape *tape, const Trial *trial, Var x[MAX_INPUTS])
{
    for (int i = 0; i < trial->op->inputs; i++)
        x[i] = op_param(tape, params_at(trial->params, i));
}

static Var learner(Tape *tape, void *context)
{
    const Trial *trial = context;
    const ExerciseOp *op = trial->op;
    Var x[MAX_INPUTS];
    inputs_of(tape, trial, x);
    Node *y = tape_push_inputs(tape, &trial->row, x, op->inputs);
    Saved *saved = y ? tape_alloc(tape, sizeof *saved + (size_t)op->kept * sizeof(double)) : NULL;
    if (!saved)
        return VAR_NONE;
    *saved = (Saved){op, op->kept > 0 ? (double *)(saved + 1) : NULL};
    for (int i = 0; i < op->kept; i++)
        saved->kept[i] = exercise_unset();
    y->saved = saved;
    y->value = tape_tensor(tape, op->output);
    if (!y->value.data)
        return VAR_NONE;
    go_forward(y, op);
    return node_var(y);
}

static Var reference(Tape *tape, void *context)
{
    const Trial *trial = context;
    Var x[MAX_INPUTS];
    inputs_of(tape, trial, x);
    return trial->op->reference(tape, x, trial->op);
}

static double *copy_of(Exercise *ex, Tensor x)
{
    return exercise_copy(ex, tensor_count(x), x.data);
}

// The value of y, row-major, and, if dy is given, the gradients of the inputs in the store.
static double *run(Exercise *ex, Trial *trial, CheckFunction *function, double *dy)
{
    const ExerciseOp *op = trial->op;
    double *value = exercise_array(ex, count_of(op->output));
    Tape *tape = tape_new();
    const Var y = tape ? function(tape, trial) : VAR_NONE;
    if (var_value(y).data)
        tensor_copy(tensor_on(value, op->output), var_value(y));
    params_clear_grads(trial->params);
    if (dy)
        tape_backward_from(tape, y, tensor_on(dy, op->output));
    tape_free(tape);
    return value;
}

double *exercise_gradients(Exercise *ex, Trial *trial, double *dy)
{
    run(ex, trial, learner, dy);
    return copy_of(ex, params_grads(trial->params));
}

// --- backward -------------------------------------------------------------------------------------------------------

static bool by_differences(Exercise *ex, Trial *trial)
{
    CheckReport report = gradcheck_with(trial->params, learner, trial,
                                        (CheckOptions){.seed = exercise_draw(ex), .sizes = trial->op->sizes});
    const bool right = report.verdict != CHECK_FAIL;
    if (!right && report.tensors > 0) {
        exercise_explain(ex, trial, &report);
        exercise_wrong(ex);
    } else if (!right) {
        exercise_line(ex, "backward", "wrong: %s %s", check_reason(report.reason), report.message);
        exercise_wrong(ex);
    }
    check_free(&report);
    return right;
}

// Whether the gradient has all the digits that a formula has.
static bool exactly(Exercise *ex, Trial *trial, double scale, double tolerance)
{
    const Tensor values = params_values(trial->params);
    double *dy = exercise_normal(ex, count_of(trial->op->output));
    tensor_scale(values, scale, values);
    const double *got = exercise_gradients(ex, trial, dy);
    run(ex, trial, reference, dy);
    const double *want = copy_of(ex, params_grads(trial->params));
    double largest = 0, off = 0;
    for (int i = 0; i < tensor_count(values); i++) {
        largest = fmax(largest, fabs(want[i]));
        off = fmax(off, isfinite(got[i]) ? fabs(got[i] - want[i]) : (double)INFINITY);
    }
    tensor_scale(values, 1 / scale, values);
    if (off <= tolerance * largest)
        return true;
    exercise_line(ex, "backward", "right to %d digits only", (int)fmax(0, -log10(off / largest)));
    exercise_say(ex, "This looks like a difference quotient, not like a derivative.\n"
                     "Write the formula: it is right to 15 digits, and needs no h.\n"
                     "(Unless a float is among your variables: that would lose them as well.)");
    exercise_wrong(ex);
    return false;
}

// --- the op ---------------------------------------------------------------------------------------------------------

static bool ask(Exercise *ex, Trial *trial)
{
    const ExerciseOp *op = trial->op;
    char what[128];
    const double *got = run(ex, trial, learner, NULL), *want = run(ex, trial, reference, NULL);
    double largest = 0;
    snprintf(what, sizeof what, "%s of random numbers", op->name);
    for (int i = 0; i < count_of(op->output); i++)
        largest = fmax(largest, fabs(want[i]));
    if (!exercise_compare(ex, "forward", what, op->output, got, want, VALUES * fmin(1, largest)))
        return false;
    exercise_line(ex, "forward", "right, %d numbers of %s", exercise_take_values(ex), op->name);
    if (!by_differences(ex, trial) || !exactly(ex, trial, 1, EXACT) ||
        (op->linear && !exactly(ex, trial, LARGE, EXACT_SUMS)))
        return false;
    exercise_line(ex, "backward", "right, %d numbers of %s", tensor_count(params_values(trial->params)), op->name);
    return true;
}

bool exercise_op(Exercise *ex, const ExerciseOp *op)
{
    Trial trial = {.op = op,
                   .row = {.name = op->name, .backward = go_back, .sample = no_sample, .samples = 1},
                   .params = params_new()};
    if (!exercise_right(ex) || !trial.params)
        return false;
    if (op->kink_at_zero)
        trial.row.decisions = signs;
    for (int i = 0; i < op->inputs; i++) {
        const Param x = params_add(trial.params, op->input[i].name, op->input[i].shape);
        const double *drawn = exercise_normal(ex, count_of(op->input[i].shape));
        memcpy(param_value(x).data, drawn, (size_t)count_of(op->input[i].shape) * sizeof *drawn);
    }
    const bool right = ask(ex, &trial);
    params_free(trial.params);
    return right;
}
