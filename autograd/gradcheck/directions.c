// A large tensor along random directions v ~ N(0,1): the number analytic . v against the derivative along v. A fault
// anywhere in the tensor shows in nearly every direction, at four evaluations each, however large the tensor is. Where
// one differs, the tensor is halved, and the half that differs halved again, down to an element.
#include "autograd/gradcheck/inner.h"

#include <math.h>
#include <stdlib.h>

static double root_mean_square(const real *w, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += (double)w[i] * (double)w[i];
    return sqrt(sum / n);
}

// Elements begin .. end - 1 along a direction of their own, as if they were one element.
static CheckElement along_direction(Check *check, Param param, int begin, int end, Rng *rng, real *v)
{
    real *w = param_value(param).data + begin;
    const real *dw = param_grad(param).data + begin;
    const int n = end - begin;
    double dot = 0;
    for (int i = 0; i < n; i++) {
        v[i] = rng_normal(rng);
        dot += (double)dw[i] * (double)v[i];
    }
    const Slope slope = check_slope(check, (Move){w, v, n}, CHECK_STEP * fmax(1, root_mean_square(w, n)) / sqrt(n));
    return (CheckElement){.analytic = dot, .numeric = slope.slope, .error = slope.error, .kink = slope.kink};
}

static bool half_differs(Check *check, Param param, int begin, int end, Rng *rng, real *v)
{
    CheckElement half = along_direction(check, param, begin, end, rng, v);
    check_set_tolerances(&half, 1);
    return element_differs(&half);
}

// -1: no half of some part differs any more.
static int find_element(Check *check, Param param, int n, Rng *rng, real *v)
{
    int begin = 0, end = n;
    while (end - begin > 1) {
        const int middle = begin + (end - begin) / 2;
        if (half_differs(check, param, begin, middle, rng, v))
            end = middle;
        else if (half_differs(check, param, middle, end, rng, v))
            begin = middle;
        else
            return -1;
    }
    return begin;
}

static void report_element(Check *check, Param param, int i, TensorCheck *result)
{
    CheckElement element = check_element(check, param, i);
    check_set_tolerances(&element, 1);
    if (element_differs(&element)) // else many differ a little: the numbers of the direction stay
        check_set_worst(result, i, &element);
}

bool check_directions(Check *check, Param param, TensorCheck *result)
{
    const int n = result->elements;
    result->directions = check->options.directions;
    if (n == 0 || check->outputs == 0)
        return true; // nothing that could differ
    CheckElement *direction = malloc((size_t)result->directions * sizeof *direction);
    real *v = malloc((size_t)n * sizeof *v);
    Rng rng = rng_seed(check->options.seed, 4 + (uint64_t)param.index);
    const bool room = direction && v;
    for (int i = 0; room && i < result->directions; i++) {
        direction[i] = along_direction(check, param, 0, n, &rng, v);
        if (direction[i].kink)
            result->kink_of = check->kink_of;
    }
    if (room) {
        check_set_tolerances(direction, result->directions);
        check_judge(direction, result->directions, result);
        const int element = result->verdict == CHECK_FAIL ? find_element(check, param, n, &rng, v) : -1;
        result->worst = -1;
        if (element >= 0)
            report_element(check, param, element, result);
    }
    free(direction);
    free(v);
    return room;
}
