// Every element of a tensor, and the verdict on it.
#include "autograd/gradcheck/inner.h"

#include <math.h>
#include <stdlib.h>

const double CHECK_STEP = 1e-3;
static const double SAFETY = 8, RELATIVE = 1e-6, OF_LARGEST = 1e-8;

CheckElement check_element(Check *check, Param param, int i)
{
    real *w = &param_value(param).data[i];
    const real one = 1;
    const Slope slope = check_slope(check, (Move){w, &one, 1}, CHECK_STEP * fmax(1, fabs((double)*w)));
    return (CheckElement){.analytic = (double)param_grad(param).data[i],
                          .numeric = slope.slope,
                          .error = slope.error,
                          .kink = slope.kink};
}

void check_set_tolerances(CheckElement *element, int n)
{
    double largest = 0;
    for (int i = 0; i < n; i++)
        if (!element[i].kink)
            largest = fmax(largest, fabs(element[i].numeric));
    for (int i = 0; i < n; i++)
        element[i].tolerance = SAFETY * element[i].error + RELATIVE * fabs(element[i].numeric) + OF_LARGEST * largest;
}

// Above 1: too far apart. NaN is infinitely far.
static double ratio_of(const CheckElement *element)
{
    const double difference = fabs(element->analytic - element->numeric);
    if (!isfinite(difference))
        return (double)INFINITY;
    return difference == 0 ? 0 : difference / element->tolerance;
}

bool element_differs(const CheckElement *element)
{
    return !element->kink && !(ratio_of(element) <= 1);
}

// Whether all analytic gradients are zero, and whether all is below the noise. NaN is neither.
static void look_for_nothing(const CheckElement *element, int n, bool *zero, bool *noise)
{
    *zero = *noise = true;
    for (int i = 0; i < n; i++) {
        const CheckElement *e = &element[i];
        if (e->kink)
            continue;
        *zero = *zero && e->analytic == 0;
        *noise = *noise && fmax(fabs(e->analytic), fabs(e->numeric)) <= SAFETY * e->error && isfinite(e->analytic) &&
                 isfinite(e->numeric);
    }
}

void check_set_worst(TensorCheck *result, int index, const CheckElement *element)
{
    result->worst = index;
    result->ratio = ratio_of(element);
    result->analytic = element->analytic;
    result->numeric = element->numeric;
    result->error = element->error;
    result->tolerance = element->tolerance;
}

static void find_worst(const CheckElement *element, int n, TensorCheck *result)
{
    for (int i = 0; i < n; i++) {
        const CheckElement *e = &element[i];
        result->kinks += e->kink;
        if (!e->kink && (result->worst < 0 || ratio_of(e) > result->ratio))
            check_set_worst(result, i, e);
    }
}

void check_judge(const CheckElement *element, int n, TensorCheck *result)
{
    bool zero, noise;
    find_worst(element, n, result);
    look_for_nothing(element, n, &zero, &noise);
    if (result->worst >= 0 && !(result->ratio <= 1)) {
        result->verdict = CHECK_FAIL;
        result->reason = isfinite(result->ratio) ? REASON_DIFFERS : REASON_NAN;
    } else if (result->kinks > 0) {
        result->verdict = CHECK_INCONCLUSIVE;
        result->reason = REASON_KINK;
    } else if (noise) {
        result->verdict = CHECK_INCONCLUSIVE;
        result->reason = zero ? REASON_ZERO : REASON_NOISE;
    }
}

void check_again(Check *check, Param param, TensorCheck *result)
{
    const real *first = param_grad(param).data;
    const real *again = check->again + (first - params_grads(check->params).data);
    double largest = 0;
    int worst = -1;
    for (int i = 0; i < result->elements; i++)
        largest = fmax(largest, fabs((double)first[i]));
    for (int i = 0; i < result->elements; i++)
        if (fabs((double)again[i] - (double)first[i]) > RELATIVE * largest)
            worst = i;
    if (worst < 0 || result->verdict == CHECK_FAIL)
        return;
    CheckElement element = check_element(check, param, worst);
    element.analytic = (double)again[worst];
    check_set_tolerances(&element, 1);
    check_set_worst(result, worst, &element);
    result->verdict = CHECK_FAIL;
    result->reason = REASON_STORES;
}

bool check_elements(Check *check, Param param, TensorCheck *result)
{
    const int n = result->elements;
    result->element = malloc(((size_t)n + 1) * sizeof *result->element);
    if (!result->element)
        return false;
    for (int i = 0; i < n; i++) {
        result->element[i] = check_element(check, param, i);
        if (result->element[i].kink && !result->kink_of)
            result->kink_of = check->kink_of;
    }
    check_set_tolerances(result->element, n);
    if (n > 0 && check->outputs > 0) // else there is nothing that could differ
        check_judge(result->element, n, result);
    return true;
}
