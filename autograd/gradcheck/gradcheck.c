// The gradient checker, from the first run of the function to the report. The rule and its reasons are at the head of
// gradcheck.h; the parts are listed in gradcheck/inner.h.
#include "autograd/gradcheck/inner.h"
#include "autograd/inspect.h"

#include <stdlib.h>
#include <string.h>

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
    case REASON_STORES:
        return "a second backward does not add the same again: some op stores (=) where it must add (+=)";
    case REASON_DIFFERS: return "analytic and numeric gradient differ";
    }
    return "";
}

// The verdict over the whole, when no tensor can be judged.
static void conclude(CheckReport *report, Verdict verdict, CheckReason reason, const char *message)
{
    report->verdict = verdict;
    report->reason = reason;
    snprintf(report->message, sizeof report->message, "%s", message ? message : "");
}

// --- going back -----------------------------------------------------------------------------------------------------

// A row-major copy of y; no data if the function fails or memory is out.
static Tensor run_and_copy(Check *check)
{
    Tensor y, copy;
    if (!check_run(check, &y) || !tensor_new(&copy, tensor_shape(y)))
        return (Tensor){0};
    tensor_copy(copy, y);
    return copy;
}

// Runs the function twice and draws the cotangent. False: concluded.
static bool run_twice(Check *check, CheckReport *report)
{
    Tensor first = run_and_copy(check), second = run_and_copy(check);
    const bool ran = first.data && second.data;
    const bool same = ran && shape_equal(tensor_shape(first), tensor_shape(second)) &&
                      memcmp(first.data, second.data, (size_t)tensor_count(first) * sizeof(real)) == 0;
    check->shape = tensor_shape(first);
    check->outputs = ran ? tensor_count(first) : 0;
    check->cotangent = malloc(((size_t)check->outputs + 1) * sizeof(real));
    tensor_free(&first);
    tensor_free(&second);
    if (!ran)
        conclude(report, CHECK_FAIL, REASON_ERROR, tape_error(check->tape));
    else if (!same)
        conclude(report, CHECK_INCONCLUSIVE, REASON_NOT_REPEATABLE, NULL);
    else if (!check->cotangent)
        conclude(report, CHECK_INCONCLUSIVE, REASON_MEMORY, NULL);
    Rng rng = rng_seed(check->options.seed, 1);
    for (int i = 0; i < check->outputs && check->cotangent; i++)
        check->cotangent[i] = rng_normal(&rng);
    return same && check->cotangent;
}

// Leaves the analytic gradient in the store, and what a second backward adds to it in check->again. False: concluded.
static bool go_back(Check *check, CheckReport *report)
{
    const Tensor grads = params_grads(check->params), again = tensor_on(check->again, tensor_shape(grads));
    tape_reset(check->tape);
    params_clear_grads(check->params);
    const Var y = check->function(check->tape, check->context);
    const Tensor c = tensor_on(check->cotangent, check->shape);
    bool done = tape_backward_from(check->tape, y, c);
    tensor_scale(again, -1, grads);
    done = done && tape_backward_from(check->tape, y, c);
    tensor_add_scaled(again, 1, grads);
    tensor_sub(grads, grads, again);
    if (!done)
        conclude(report, CHECK_FAIL, REASON_ERROR, tape_error(check->tape));
    return done;
}

// --- what is wrong --------------------------------------------------------------------------------------------------

static void diagnose_tensor(Check *check, TensorCheck *tensor, int index)
{
    const Wrong wrong = {
        .shape = tensor->shape, .element = tensor->element, .n = tensor->elements, .sizes = check->options.sizes};
    const char *unreached = tape_why_unreached(check->tape, params_at(check->params, index));
    char text[CHECK_TEXT];
    if (unreached)
        snprintf(tensor->diagnosis, CHECK_TEXT, "is never reached: %.240s", unreached);
    else if (tensor->element && wrong_pattern(&wrong, text))
        snprintf(tensor->diagnosis, CHECK_TEXT, "%.300s", text);
}

static void diagnose(Check *check, CheckReport *report)
{
    CheckReport ignored;
    if (report->verdict != CHECK_FAIL || !go_back(check, &ignored))
        return;
    for (int i = 0; i < report->tensors; i++)
        if (report->tensor[i].reason == REASON_DIFFERS)
            diagnose_tensor(check, &report->tensor[i], i);
    check_locate(check, report->cause);
}

// --- the check ------------------------------------------------------------------------------------------------------

static bool check_tensor(Check *check, Param param, TensorCheck *result)
{
    *result = (TensorCheck){
        .shape = tensor_shape(param_value(param)), .elements = tensor_count(param_value(param)), .worst = -1};
    snprintf(result->name, sizeof result->name, "%s", param_name(param));
    const bool room =
        check->options.directions > 0 ? check_directions(check, param, result) : check_elements(check, param, result);
    if (room)
        check_again(check, param, result);
    return room;
}

static void check_all(Check *check, CheckReport *report)
{
    const int tensors = params_count(check->params);
    if (!check_remember_decisions(check)) {
        conclude(report, CHECK_INCONCLUSIVE, REASON_MEMORY, NULL);
        return;
    }
    for (int i = 0; i < tensors; i++) {
        if (!check_tensor(check, params_at(check->params, i), &report->tensor[i])) {
            conclude(report, CHECK_INCONCLUSIVE, REASON_MEMORY, NULL);
            return;
        }
        report->tensors = i + 1;
        const TensorCheck *tensor = &report->tensor[i], *worst = &report->tensor[report->worst];
        if (tensor->verdict > worst->verdict || (tensor->verdict == worst->verdict && tensor->ratio > worst->ratio))
            report->worst = i;
    }
    if (tensors > 0) {
        report->verdict = report->tensor[report->worst].verdict;
        report->reason = report->tensor[report->worst].reason;
    }
    diagnose(check, report);
}

// The check between taking a copy of the store's vectors and putting it back.
static void check_and_restore(Check *check, CheckReport *report)
{
    real *value = params_values(check->params).data, *grad = params_grads(check->params).data;
    const size_t bytes = (size_t)tensor_count(params_values(check->params)) * sizeof(real);
    const bool forgetting = check->tape->forgetting;
    tape_keep_gradients(check->tape, true); // where a fault lies is seen by those of all nodes
    check->tape->checking = true;
    if (value) {
        memcpy(check->value, value, bytes);
        memcpy(check->grad, grad, bytes);
    }
    if (run_twice(check, report) && go_back(check, report))
        check_all(check, report);
    tape_reset(check->tape);
    tape_keep_gradients(check->tape, !forgetting);
    check->tape->checking = false;
    if (value) {
        memcpy(value, check->value, bytes);
        memcpy(grad, check->grad, bytes);
    }
}

CheckReport gradcheck_with(Params *params, CheckFunction *function, void *context, CheckOptions options)
{
    CheckReport report = {.tensors = 0};
    const size_t n = (size_t)tensor_count(params_values(params)) + 1;
    Tape *own = options.tape ? NULL : tape_new();
    Check check = {.params = params, .function = function, .context = context, .options = options};
    check.tape = own ? own : options.tape;
    check.value = malloc(4 * n * sizeof(real));
    report.tensor = calloc((size_t)params_count(params) + 1, sizeof *report.tensor);
    if (!check.tape || !check.value || !report.tensor)
        conclude(&report, CHECK_INCONCLUSIVE, REASON_MEMORY, NULL);
    else if (sizeof(real) < sizeof(double))
        conclude(&report, CHECK_INCONCLUSIVE, REASON_FLOAT, NULL);
    else {
        check.grad = check.value + n;
        check.moved = check.value + 2 * n;
        check.again = check.value + 3 * n;
        if (own)
            tape_on_error(own, NULL, NULL);
        check_and_restore(&check, &report);
    }
    tape_free(own);
    free(check.cotangent);
    free(check.value);
    free(check.decision);
    return report;
}

CheckReport gradcheck(Params *params, CheckFunction *function, void *context, uint64_t seed)
{
    return gradcheck_with(params, function, context, (CheckOptions){.seed = seed});
}

void check_free(CheckReport *report)
{
    for (int i = 0; i < report->tensors; i++)
        free(report->tensor[i].element);
    free(report->tensor);
    *report = (CheckReport){0};
}
