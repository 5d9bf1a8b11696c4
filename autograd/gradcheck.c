// The gradient checker. The rule and its reasons are at the head of gradcheck.h.
#include "autograd/gradcheck.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ATTEMPTS = 7, SHRINK = 8 }; // steps from 1e-3 down to 4e-9
static const double STEP = 1e-3, SAFETY = 8, ROUNDING = 4e-16, RELATIVE = 1e-6, OF_LARGEST = 1e-8;

typedef struct {
    double analytic, numeric, error;
    bool kink;
} Element;

// A check in progress.
typedef struct {
    Tape *tape;
    Params *params;
    CheckFunction *function;
    void *context;
    real *cotangent; // one for each element of y
    int outputs;
    real *value, *grad; // the store's vectors, as they were
    Element *element;   // of the tensor at hand
    // of the last evaluation:
    double magnitude;   // sum |c y|, which rounding is in proportion to
    uint64_t decisions; // a signature of all that ops decided
} Check;

// --- evaluating -----------------------------------------------------------------------------------------------------

static uint64_t signature_of(const Tape *tape)
{
    uint64_t signature = UINT64_C(14695981039346656037);
    for (int i = 0; i < tape_nodes(tape); i++) {
        const Node *y = tape_node(tape, i);
        if (y->op && y->op->decisions)
            signature = y->op->decisions(y, signature);
    }
    return signature;
}

// A row-major y, or no data if the function fails.
static Tensor run(Check *check)
{
    tape_reset(check->tape);
    const Var y = check->function(check->tape, check->context);
    const Tensor value = var_value(y);
    if (tape_error(check->tape) || !value.data)
        return (Tensor){0};
    Tensor copy;
    if (!tensor_new(&copy, tensor_shape(value)))
        return (Tensor){0};
    tensor_copy(copy, value);
    return copy;
}

// L = sum c y. NaN if the function fails.
static double evaluate(Check *check)
{
    Tensor y = run(check);
    const bool whole = y.data && tensor_count(y) == check->outputs;
    double sum = whole ? 0 : (double)NAN;
    check->magnitude = 0;
    for (int i = 0; whole && i < check->outputs; i++) {
        const double term = (double)check->cotangent[i] * (double)y.data[i];
        sum += term;
        check->magnitude += fabs(term);
    }
    tensor_free(&y);
    check->decisions = signature_of(check->tape);
    return sum;
}

// D(h) at *w, which is put back. False: an op decides otherwise than it does at w.
static bool central_difference(Check *check, real *w, double h, uint64_t decisions, double *slope)
{
    const real at = *w;
    *w = (real)((double)at + h);
    const double w_right = (double)*w, right = evaluate(check);
    bool same = check->decisions == decisions;
    *w = (real)((double)at - h);
    const double w_left = (double)*w, left = evaluate(check);
    same = same && check->decisions == decisions;
    *w = at;
    *slope = (right - left) / (w_right - w_left); // by the step that was really taken
    return same;
}

static void differentiate(Check *check, real *w, uint64_t decisions, Element *element)
{
    double h = STEP * fmax(1, fabs((double)*w));
    for (int attempt = 0; attempt < ATTEMPTS; attempt++, h /= SHRINK) {
        double coarse = 0, fine = 0;
        if (!central_difference(check, w, h, decisions, &coarse) ||
            !central_difference(check, w, h / 2, decisions, &fine))
            continue;
        element->numeric = fine + (fine - coarse) / 3;
        element->error = fabs(fine - coarse) / 3 + ROUNDING * check->magnitude / h;
        return;
    }
    element->kink = true;
}

// --- judging --------------------------------------------------------------------------------------------------------

// Above 1: too far apart. NaN is infinitely far.
static double ratio_of(double difference, double tolerance)
{
    if (!isfinite(difference))
        return (double)INFINITY;
    return difference == 0 ? 0 : difference / tolerance;
}

// Finds the worst element, and says whether all analytic gradients are zero and whether all is below the noise.
static void compare(const Element *element, TensorCheck *check, bool *zero, bool *noise)
{
    double largest = 0;
    *zero = *noise = true;
    for (int i = 0; i < check->elements; i++)
        if (!element[i].kink)
            largest = fmax(largest, fabs(element[i].numeric));
    for (int i = 0; i < check->elements; i++) {
        const Element *e = &element[i];
        check->kinks += e->kink;
        if (e->kink)
            continue;
        const double tolerance = SAFETY * e->error + RELATIVE * fabs(e->numeric) + OF_LARGEST * largest;
        const double ratio = ratio_of(fabs(e->analytic - e->numeric), tolerance);
        *zero = *zero && e->analytic == 0; // NaN is neither zero nor below the noise
        *noise = *noise && fmax(fabs(e->analytic), fabs(e->numeric)) <= SAFETY * e->error && isfinite(e->analytic) &&
                 isfinite(e->numeric);
        if (check->worst >= 0 && !(ratio > check->ratio))
            continue;
        check->worst = i;
        check->ratio = ratio;
        check->analytic = e->analytic;
        check->numeric = e->numeric;
        check->error = e->error;
        check->tolerance = tolerance;
    }
}

static void judge(const Element *element, int outputs, TensorCheck *check)
{
    bool zero, noise;
    compare(element, check, &zero, &noise);
    if (check->elements == 0 || outputs == 0)
        return; // nothing that could differ
    if (check->worst >= 0 && !(check->ratio <= 1)) {
        check->verdict = CHECK_FAIL;
        check->reason = isfinite(check->ratio) ? REASON_DIFFERS : REASON_NAN;
    } else if (check->kinks > 0) {
        check->verdict = CHECK_INCONCLUSIVE;
        check->reason = REASON_KINK;
    } else if (noise) {
        check->verdict = CHECK_INCONCLUSIVE;
        check->reason = zero ? REASON_ZERO : REASON_NOISE;
    }
}

const char *check_reason(CheckReason reason)
{
    switch (reason) {
    case REASON_NONE: return "agrees";
    case REASON_KINK: return "some elements lie on a kink, where there is no derivative to compare with";
    case REASON_NOISE: return "the gradient is smaller than the error of the differences";
    case REASON_ZERO: return "both sides are zero: perhaps nothing depends on it";
    case REASON_FLOAT: return "float cannot tell a bug from rounding: use heed64";
    case REASON_MEMORY: return "out of memory";
    case REASON_NOT_REPEATABLE: return "the forward pass gives other bits the second time";
    case REASON_ERROR: return "the function does not run";
    case REASON_NAN: return "a gradient or a difference is NaN or infinite";
    case REASON_DIFFERS: return "analytic and numeric gradient differ";
    }
    return "";
}

// --- the check ------------------------------------------------------------------------------------------------------

// The verdict over the whole, when no tensor can be judged.
static void conclude(CheckReport *report, Verdict verdict, CheckReason reason, const char *message)
{
    report->verdict = verdict;
    report->reason = reason;
    snprintf(report->message, sizeof report->message, "%s", message ? message : "");
}

// Runs the function twice, draws the cotangent, and leaves the analytic gradient in the store. False: concluded.
static bool go_back(Check *check, CheckReport *report, uint64_t seed)
{
    Tensor first = run(check), second = run(check);
    const bool ran = first.data && second.data;
    check->outputs = ran ? tensor_count(first) : 0;
    check->cotangent = malloc(((size_t)check->outputs + 1) * sizeof(real));
    const bool same = ran && tensor_count(second) == check->outputs &&
                      memcmp(first.data, second.data, (size_t)check->outputs * sizeof(real)) == 0;
    const Shape shape = tensor_shape(first);
    tensor_free(&first);
    tensor_free(&second);
    if (!ran)
        conclude(report, CHECK_FAIL, REASON_ERROR, tape_error(check->tape));
    else if (!same)
        conclude(report, CHECK_FAIL, REASON_NOT_REPEATABLE, NULL);
    else if (!check->cotangent)
        conclude(report, CHECK_INCONCLUSIVE, REASON_MEMORY, NULL);
    if (!ran || !same || !check->cotangent)
        return false;
    Rng rng = rng_seed(seed, 1);
    for (int i = 0; i < check->outputs; i++)
        check->cotangent[i] = rng_normal(&rng);
    tape_reset(check->tape);
    params_clear_grads(check->params);
    const Var y = check->function(check->tape, check->context);
    const Tensor gradients = params_grads(check->params);
    bool done = true;
    for (int pass = 0; pass < 2 && done; pass++) // and halved: who stores where he should add has half his gradient
        done = tape_backward_from(check->tape, y, tensor_on(check->cotangent, shape));
    tensor_scale(gradients, REAL(0.5), gradients);
    if (!done)
        conclude(report, CHECK_FAIL, REASON_ERROR, tape_error(check->tape));
    return done;
}

static void check_tensor(Check *check, Param param, TensorCheck *result)
{
    const Tensor w = param_value(param), dw = param_grad(param);
    *result = (TensorCheck){.elements = tensor_count(w), .worst = -1};
    snprintf(result->name, sizeof result->name, "%s", param_name(param));
    evaluate(check);
    const uint64_t decisions = check->decisions;
    for (int i = 0; i < result->elements; i++) {
        check->element[i] = (Element){.analytic = (double)dw.data[i]};
        differentiate(check, &w.data[i], decisions, &check->element[i]);
    }
    judge(check->element, check->outputs, result);
}

static void check_all(Check *check, CheckReport *report)
{
    report->tensors = params_count(check->params);
    for (int i = 0; i < report->tensors; i++) {
        check_tensor(check, params_at(check->params, i), &report->tensor[i]);
        const TensorCheck *tensor = &report->tensor[i], *worst = &report->tensor[report->worst];
        if (tensor->verdict > worst->verdict || (tensor->verdict == worst->verdict && tensor->ratio > worst->ratio))
            report->worst = i;
    }
    if (report->tensors > 0) {
        report->verdict = report->tensor[report->worst].verdict;
        report->reason = report->tensor[report->worst].reason;
    }
}

// The check between taking a copy of the store's vectors and putting it back.
static void check_and_restore(Check *check, CheckReport *report, uint64_t seed)
{
    real *value = params_values(check->params).data, *grad = params_grads(check->params).data;
    const size_t bytes = (size_t)tensor_count(params_values(check->params)) * sizeof(real);
    if (value) {
        memcpy(check->value, value, bytes);
        memcpy(check->grad, grad, bytes);
    }
    tape_on_error(check->tape, NULL, NULL);
    if (go_back(check, report, seed))
        check_all(check, report);
    if (value) {
        memcpy(value, check->value, bytes);
        memcpy(grad, check->grad, bytes);
    }
}

CheckReport gradcheck(Params *params, CheckFunction *function, void *context, uint64_t seed)
{
    CheckReport report = {.tensors = 0};
    const size_t n = (size_t)tensor_count(params_values(params));
    Check check = {.params = params, .function = function, .context = context, .tape = tape_new()};
    check.value = malloc((n + 1) * sizeof(real));
    check.grad = malloc((n + 1) * sizeof(real));
    check.element = malloc((n + 1) * sizeof *check.element);
    report.tensor = calloc((size_t)params_count(params) + 1, sizeof *report.tensor);
    if (!check.tape || !check.value || !check.grad || !check.element || !report.tensor)
        conclude(&report, CHECK_INCONCLUSIVE, REASON_MEMORY, NULL);
    else if (sizeof(real) < sizeof(double))
        conclude(&report, CHECK_INCONCLUSIVE, REASON_FLOAT, NULL);
    else
        check_and_restore(&check, &report, seed);
    tape_free(check.tape);
    free(check.cotangent);
    free(check.value);
    free(check.grad);
    free(check.element);
    return report;
}

void check_free(CheckReport *report)
{
    free(report->tensor);
    *report = (CheckReport){0};
}
