// What is wrong with an op's backward, by what the op computes: each fault that is known is worked out, and named where
// the wrong gradient is just that. The right gradient must be what the op of that kind has, too: so an op of a user's
// own is recognised by its numbers, not by its name.
#include "autograd/gradcheck/inner.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool same_shape(const Local *local)
{
    return shape_equal(local->shape_x, local->shape_y);
}

// --- rows: softmax and layer norm -----------------------------------------------------------------------------------

static double row_dot_of(const Local *local, int begin, int n)
{
    double dot = 0;
    for (int j = begin; j < begin + n; j++)
        dot += (double)local->dy[j] * (double)local->y[j];
    return dot;
}

// The s of dx = s y (dy - sum dy y). 0: dx is nothing like that.
static double softmax_scale(const Wrong *wrong)
{
    const Local *local = wrong->local;
    const int n = shape_last(wrong->shape);
    double dot = 0, squares = 0;
    for (int i = 0; i < wrong->n; i++) {
        const double p = (double)local->y[i] * ((double)local->dy[i] - row_dot_of(local, i - i % n, n));
        dot += p * wrong->element[i].numeric;
        squares += p * p;
    }
    const double s = squares > 0 ? dot / squares : 0;
    for (int i = 0; i < wrong->n; i++) {
        const double p = (double)local->y[i] * ((double)local->dy[i] - row_dot_of(local, i - i % n, n));
        if (!(fabs(wrong->element[i].numeric - s * p) <= wrong->element[i].tolerance))
            return 0;
    }
    return s;
}

static void without_row_sum(const Wrong *wrong, double *candidate)
{
    const double s = softmax_scale(wrong);
    for (int i = 0; i < wrong->n; i++)
        candidate[i] = s * (double)wrong->local->y[i] * (double)wrong->local->dy[i];
}

static bool lacks_row_sum(const Wrong *wrong, char text[CHECK_TEXT])
{
    if (!same_shape(wrong->local) || softmax_scale(wrong) == 0 || !wrong_fits_formula(wrong, without_row_sum))
        return false;
    snprintf(text, CHECK_TEXT, "lacks the row-sum term of softmax: it is s y dy, and must be s y (dy - sum dy y)");
    return true;
}

static void with_row_mean(const Wrong *wrong, double *candidate)
{
    const int n = shape_last(wrong->shape);
    for (int r = 0; r < wrong->n; r += n) {
        double sum = 0;
        for (int j = r; j < r + n; j++)
            sum += wrong->element[j].analytic;
        for (int j = r; j < r + n; j++)
            candidate[j] = wrong->element[j].numeric + sum / n;
    }
}

static bool lacks_mean(const Wrong *wrong, char text[CHECK_TEXT])
{
    if (!same_shape(wrong->local) || shape_last(wrong->shape) < 2 || !wrong_fits_formula(wrong, with_row_mean))
        return false;
    snprintf(text, CHECK_TEXT, "lacks its mean term: it is right once the mean of each row is taken away");
    return true;
}

// Nothing passes on the diagonal, which the forward pass sees, and nothing above it.
static bool has_mask_off_by_one(const Wrong *wrong, char text[CHECK_TEXT])
{
    const int n = shape_square(wrong->shape);
    int differ = 0;
    if (!same_shape(wrong->local) || n == 0)
        return false;
    for (int i = 0; i < wrong->n; i++) {
        const CheckElement *e = &wrong->element[i];
        const int row = i / n % n, column = i % n;
        if ((column > row && wrong->local->y[i] != 0) || (column == row && e->analytic != 0) ||
            (column != row && element_differs(e)))
            return false;
        differ += element_differs(e);
    }
    if (differ >= 2)
        snprintf(text, CHECK_TEXT, "is zero on the diagonal, which the forward pass sees: its mask is off by one");
    return differ >= 2;
}

// --- elementwise: gelu and relu -------------------------------------------------------------------------------------

static double slope_by_erf(double x)
{
    return 0.5 * (1 + erf(x * sqrt(0.5))) + x * exp(-x * x / 2) / sqrt(8 * atan(1));
}

static double slope_by_tanh(double x)
{
    const double a = sqrt(0.5 / atan(1)), t = tanh(a * (x + 0.044715 * x * x * x)); // a = sqrt(2 / pi)
    return (1 + t) / 2 + x * (1 - t * t) / 2 * a * (1 + 3 * 0.044715 * x * x);
}

// Whether the right gradient is dy times one slope, and the one at hand dy times the other.
static bool has_slopes(const Wrong *wrong, double right(double), double at_hand(double))
{
    for (int i = 0; i < wrong->n; i++) {
        const CheckElement *e = &wrong->element[i];
        const double dy = (double)wrong->local->dy[i], x = (double)wrong->local->x[i];
        if (!(fabs(e->numeric - dy * right(x)) <= e->tolerance && fabs(e->analytic - dy * at_hand(x)) <= e->tolerance))
            return false;
    }
    return true;
}

static bool is_other_gelu(const Wrong *wrong, char text[CHECK_TEXT])
{
    const bool by_erf = same_shape(wrong->local) && has_slopes(wrong, slope_by_erf, slope_by_tanh);
    if (!by_erf && !(same_shape(wrong->local) && has_slopes(wrong, slope_by_tanh, slope_by_erf)))
        return false;
    snprintf(text, CHECK_TEXT, "is that of gelu's %s form, and the forward pass has the %s form",
             by_erf ? "tanh" : "erf", by_erf ? "erf" : "tanh");
    return true;
}

// dx = dy everywhere, where it must be so for positive x only.
static bool passes_below_zero(const Wrong *wrong, char text[CHECK_TEXT])
{
    int below = 0, above = 0;
    if (!same_shape(wrong->local))
        return false;
    for (int i = 0; i < wrong->n; i++) {
        const CheckElement *e = &wrong->element[i];
        const double dy = (double)wrong->local->dy[i];
        const bool negative = wrong->local->x[i] < 0;
        if (!(fabs(e->analytic - dy) <= e->tolerance) || !(fabs(e->numeric - (negative ? 0 : dy)) <= e->tolerance))
            return false;
        below += negative;
        above += !negative;
    }
    if (below > 0 && above > 0)
        snprintf(text, CHECK_TEXT, "passes dy on where x < 0, where relu is flat");
    return below > 0 && above > 0;
}

// --- rows of logits that count for nothing --------------------------------------------------------------------------

static bool row_is_zero(const Wrong *wrong, int begin, int n)
{
    for (int j = begin; j < begin + n; j++)
        if (wrong->element[j].numeric != 0)
            return false;
    return true;
}

static bool reaches_ignored(const Wrong *wrong, char text[CHECK_TEXT])
{
    const int n = shape_last(wrong->shape);
    int ignored = 0;
    if (wrong->local->outputs != 1 || n < 2)
        return false;
    for (int r = 0; r < wrong->n; r += n) {
        bool differs = false;
        for (int j = r; j < r + n; j++)
            differs = differs || element_differs(&wrong->element[j]);
        if (differs && !row_is_zero(wrong, r, n))
            return false;
        ignored += differs;
    }
    if (ignored > 0)
        snprintf(text, CHECK_TEXT, "reaches %d %s on which the loss does not depend (a target of -1 leaves a row out)",
                 ignored, ignored > 1 ? "rows" : "row");
    return ignored > 0;
}

bool wrong_formula(const Wrong *wrong, char text[CHECK_TEXT])
{
    return lacks_row_sum(wrong, text) || lacks_mean(wrong, text) || has_mask_off_by_one(wrong, text) ||
           is_other_gelu(wrong, text) || passes_below_zero(wrong, text) || reaches_ignored(wrong, text);
}
