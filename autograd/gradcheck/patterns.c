// What the numbers of a gradient say of how it is wrong. Nothing is said that is not so for every element, within the
// tolerances of the check; a gradient that fits nothing is left to its numbers.
#include "autograd/gradcheck/inner.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

// --- whether a gradient is a candidate ------------------------------------------------------------------------------

bool wrong_fits(const Wrong *wrong, const double *candidate)
{
    for (int i = 0; i < wrong->n; i++) {
        const CheckElement *e = &wrong->element[i];
        if (!e->kink && !(fabs(e->analytic - candidate[i]) <= e->tolerance))
            return false;
    }
    return true;
}

bool wrong_fits_formula(const Wrong *wrong, Candidate *fill)
{
    double *candidate = calloc((size_t)wrong->n + 1, sizeof *candidate);
    if (!candidate)
        return false;
    fill(wrong, candidate);
    const bool found = wrong_fits(wrong, candidate);
    free(candidate);
    return found;
}

// --- a constant factor ----------------------------------------------------------------------------------------------

typedef struct {
    const char *name;
    double value;
} Factor;

// " = sqrt(d_k)"; of several that coincide each is named.
static void name_factor(const CheckSizes *sizes, double factor, char text[CHECK_TEXT])
{
    const Factor known[] = {{"B", sizes->B}, {"T", sizes->T}, {"D", sizes->D}, {"H", sizes->H}, {"d_k", sizes->d_k}};
    const double enough = 1e-5 * fabs(factor);
    int length = 0;
    text[0] = '\0';
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        const double n = known[i].value;
        if (n < 2)
            continue; // not known, or the same as its inverse and its root
        const char *format = fabs(factor - n) < enough             ? "%s%s"
                             : fabs(factor - 1 / n) < enough       ? "%s1/%s"
                             : fabs(factor - sqrt(n)) < enough     ? "%ssqrt(%s)"
                             : fabs(factor - 1 / sqrt(n)) < enough ? "%s1/sqrt(%s)"
                                                                   : NULL;
        if (format)
            length +=
                snprintf(text + length, (size_t)(CHECK_TEXT - length), format, length ? " or " : " = ", known[i].name);
    }
}

// The factor that fits best; 0 where all that is expected is zero.
static double best_factor(const Wrong *wrong, const bool *chosen, int *counted)
{
    double dot = 0, squares = 0;
    *counted = 0;
    for (int i = 0; i < wrong->n; i++) {
        const CheckElement *e = &wrong->element[i];
        if (e->kink || (chosen && !chosen[i]))
            continue;
        dot += e->analytic * e->numeric;
        squares += e->numeric * e->numeric;
        *counted += fabs(e->numeric) > e->tolerance;
    }
    return squares > 0 ? dot / squares : 0;
}

static bool fits_factor(const Wrong *wrong, const bool *chosen, double factor)
{
    for (int i = 0; i < wrong->n; i++) {
        const CheckElement *e = &wrong->element[i];
        if (!e->kink && (!chosen || chosen[i]) &&
            !(fabs(e->analytic - factor * e->numeric) <= fmax(1, fabs(factor)) * e->tolerance))
            return false;
    }
    return true;
}

// Zero, a flipped sign or a constant factor, of all elements or of those that are chosen.
bool wrong_factor(const Wrong *wrong, const bool *chosen, char text[CHECK_TEXT])
{
    int counted = 0;
    const double factor = best_factor(wrong, chosen, &counted);
    char name[CHECK_TEXT];
    if (counted < 1)
        return false;
    if (fits_factor(wrong, chosen, 0)) {
        snprintf(text, CHECK_TEXT, "is zero");
        return true;
    }
    if (counted < 2 || !fits_factor(wrong, chosen, factor))
        return false; // one number is a multiple of any other
    name_factor(&wrong->sizes, fabs(factor), name);
    if (fabs(factor + 1) < 1e-5)
        snprintf(text, CHECK_TEXT, "has its sign flipped");
    else
        snprintf(text, CHECK_TEXT, "is %.5g%.100s times what it must be%s", fabs(factor), name,
                 factor < 0 ? ", with its sign flipped" : "");
    return true;
}

// --- the right numbers in the wrong place ---------------------------------------------------------------------------

static void transposed(const Wrong *wrong, double *candidate)
{
    for (int i = 0; i < wrong->n; i++)
        candidate[i] = wrong->element[shape_turned(wrong->shape, i)].numeric;
}

static bool is_transposed(const Wrong *wrong, char text[CHECK_TEXT])
{
    if (shape_square(wrong->shape) < 2 || !wrong_fits_formula(wrong, transposed))
        return false;
    snprintf(text, CHECK_TEXT, "is the transpose of what it must be");
    return true;
}

// Whether element i along the axis has what belongs to i - by; at the end where nothing comes from, anything.
static bool fits_shift(const Wrong *wrong, int axis, int by)
{
    const int stride = shape_stride(wrong->shape, axis), size = wrong->shape.n[axis];
    int compared = 0;
    for (int i = 0; i < wrong->n; i++) {
        const int from = i / stride % size - by;
        if (from < 0 || from >= size)
            continue;
        const CheckElement *e = &wrong->element[i], *source = &wrong->element[i - by * stride];
        if (e->kink || source->kink)
            continue;
        if (!(fabs(e->analytic - source->numeric) <= e->tolerance + source->tolerance))
            return false;
        compared += fabs(source->numeric) > source->tolerance;
    }
    return compared >= 3;
}

static bool is_shifted(const Wrong *wrong, char text[CHECK_TEXT])
{
    for (int axis = 0; axis < wrong->shape.rank; axis++)
        for (int by = -1; by <= 1; by += 2)
            if (wrong->shape.n[axis] >= 3 && fits_shift(wrong, axis, by)) {
                snprintf(text, CHECK_TEXT, "is shifted by one %s along axis %d", by > 0 ? "forward" : "back", axis);
                return true;
            }
    return false;
}

// --- in order: what is said of all elements before what is said of some ---------------------------------------------

bool wrong_pattern(const Wrong *wrong, char text[CHECK_TEXT])
{
    return wrong_factor(wrong, NULL, text) ||
           (wrong->local && (wrong_formula(wrong, text) || wrong_sum(wrong, text))) || is_transposed(wrong, text) ||
           is_shifted(wrong, text) || wrong_in_part(wrong, text);
}
