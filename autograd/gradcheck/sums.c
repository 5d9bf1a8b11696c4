// What is wrong with the sum dx_e = sum_o dy_o / dx_e * dy_o by which any op goes back: some of it is left out, or its
// parts are put together the wrong way round. This is asked with the Jacobian of the op at hand, whatever the op is.
#include "autograd/gradcheck/inner.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static double derivative(const Local *local, int e, int o)
{
    return local->jacobian[(size_t)e * (size_t)local->outputs + (size_t)o];
}

static double contribution(const Local *local, int e, int o)
{
    return derivative(local, e, o) * (double)local->dy[o];
}

// Only the last of several contributions to an element.
static void last_contribution(const Wrong *wrong, double *candidate)
{
    for (int e = 0; e < wrong->n; e++)
        for (int o = 0; o < wrong->local->outputs; o++)
            if (fabs(contribution(wrong->local, e, o)) > wrong->element[e].tolerance)
                candidate[e] = contribution(wrong->local, e, o);
}

static bool keeps_last(const Wrong *wrong, char text[CHECK_TEXT])
{
    if (!wrong_fits_formula(wrong, last_contribution))
        return false;
    snprintf(text, CHECK_TEXT, "keeps only the last contribution to an element that is used several times: = for +=");
    return true;
}

static bool fits_index(const Wrong *wrong, int axis, int index)
{
    const Local *local = wrong->local;
    const int stride = shape_stride(local->shape_y, axis), size = local->shape_y.n[axis];
    double *candidate = calloc((size_t)wrong->n + 1, sizeof *candidate);
    for (int e = 0; candidate && e < wrong->n; e++)
        for (int o = 0; o < local->outputs; o++)
            if (o / stride % size == index)
                candidate[e] += contribution(local, e, o);
    const bool found = candidate && wrong_fits(wrong, candidate);
    free(candidate);
    return found;
}

// Where x has the same axis itself, nothing is summed over it.
static bool lacks_sum(const Wrong *wrong, char text[CHECK_TEXT])
{
    const Shape y = wrong->local->shape_y, x = wrong->local->shape_x;
    for (int axis = 0; axis < y.rank; axis++)
        for (int end = 0; end < 2; end++) {
            const int own = axis - (y.rank - x.rank);
            const bool broadcast = own < 0 || x.n[own] == 1;
            if (y.n[axis] < 2 || (!broadcast && x.n[own] == y.n[axis]) ||
                !fits_index(wrong, axis, end ? y.n[axis] - 1 : 0))
                continue;
            snprintf(text, CHECK_TEXT, "lacks the sum over axis %d of dy%s: only the %s index counts", axis,
                     broadcast ? ", along which x is broadcast" : "", end ? "last" : "first");
            return true;
        }
    return false;
}

static void by_slopes_alone(const Wrong *wrong, double *candidate)
{
    for (int e = 0; e < wrong->n; e++)
        for (int o = 0; o < wrong->local->outputs; o++)
            candidate[e] += derivative(wrong->local, e, o);
}

static bool leaves_out_dy(const Wrong *wrong, char text[CHECK_TEXT])
{
    if (!wrong_fits_formula(wrong, by_slopes_alone))
        return false;
    snprintf(text, CHECK_TEXT, "leaves out dy: it is what it must be where dy is 1 everywhere");
    return true;
}

static void by_transposed_dy(const Wrong *wrong, double *candidate)
{
    const Local *local = wrong->local;
    for (int e = 0; e < wrong->n; e++)
        for (int o = 0; o < local->outputs; o++)
            candidate[e] += derivative(local, e, o) * (double)local->dy[shape_turned(local->shape_y, o)];
}

static bool takes_dy_transposed(const Wrong *wrong, char text[CHECK_TEXT])
{
    if (shape_square(wrong->local->shape_y) < 2 || !wrong_fits_formula(wrong, by_transposed_dy))
        return false;
    snprintf(text, CHECK_TEXT, "is made from the transpose of dy");
    return true;
}

static void by_jacobian_itself(const Wrong *wrong, double *candidate)
{
    for (int e = 0; e < wrong->n; e++)
        for (int o = 0; o < wrong->n; o++)
            candidate[e] += derivative(wrong->local, o, e) * (double)wrong->local->dy[o];
}

static bool takes_factor_untransposed(const Wrong *wrong, char text[CHECK_TEXT])
{
    if (wrong->local->outputs != wrong->n || !wrong_fits_formula(wrong, by_jacobian_itself))
        return false;
    snprintf(text, CHECK_TEXT, "is made with the other factor itself, and needs its transpose: A^T dy, not A dy");
    return true;
}

bool wrong_sum(const Wrong *wrong, char text[CHECK_TEXT])
{
    return wrong->local->jacobian && (leaves_out_dy(wrong, text) || keeps_last(wrong, text) || lacks_sum(wrong, text) ||
                                      takes_dy_transposed(wrong, text) || takes_factor_untransposed(wrong, text));
}
