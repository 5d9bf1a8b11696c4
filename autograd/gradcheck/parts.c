// A gradient that is right but for one part: a head, a row, a column, the diagonal, what lies above it, one element.
#include "autograd/gradcheck/inner.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
    int count, first; // of the elements that differ
} Differing;

static Differing differing(const Wrong *wrong)
{
    Differing found = {0, -1};
    for (int i = wrong->n - 1; i >= 0; i--)
        if (element_differs(&wrong->element[i])) {
            found.first = i;
            found.count++;
        }
    return found;
}

// Whether all that differs has been chosen, and something has not been.
static bool holds_all(const Wrong *wrong, const bool *chosen)
{
    bool others = false;
    for (int i = 0; i < wrong->n; i++) {
        others = others || !chosen[i];
        if (!chosen[i] && element_differs(&wrong->element[i]))
            return false;
    }
    return others;
}

static void say_part(const Wrong *wrong, const bool *chosen, const char *where, char text[CHECK_TEXT])
{
    char how[CHECK_TEXT];
    if (wrong_factor(wrong, chosen, how))
        snprintf(text, CHECK_TEXT, "is wrong %s only: there it %.200s", where, how);
    else
        snprintf(text, CHECK_TEXT, "is wrong %s only", where);
}

// --- a run of indices along an axis ---------------------------------------------------------------------------------

typedef struct {
    const char *where; // "in row %d"
    int axis, width;   // of how many indices a part is
} Cut;

static bool is_cut(const Wrong *wrong, Cut cut, bool *chosen, char text[CHECK_TEXT])
{
    const int stride = shape_stride(wrong->shape, cut.axis), size = wrong->shape.n[cut.axis];
    const int part = differing(wrong).first / stride % size / cut.width;
    char where[64];
    for (int i = 0; i < wrong->n; i++)
        chosen[i] = i / stride % size / cut.width == part;
    if (!holds_all(wrong, chosen))
        return false;
    snprintf(where, sizeof where, cut.where, part);
    say_part(wrong, chosen, where, text);
    return true;
}

// The narrower part is looked for first: a row lies in a head, and not the other way round.
static bool is_any_cut(const Wrong *wrong, bool *chosen, char text[CHECK_TEXT])
{
    const Shape shape = wrong->shape;
    const int rank = shape.rank, H = wrong->sizes.H, d_k = wrong->sizes.d_k;
    const bool split = H > 1 && rank == 4 && shape.n[1] == H;                          // [B,H,T,..]
    const bool joined = H > 1 && d_k > 0 && rank >= 2 && shape.n[rank - 1] == H * d_k; // [..,H d_k]
    if (rank == 1)
        return false;
    return is_cut(wrong, (Cut){"in row %d", rank - 2, 1}, chosen, text) ||
           is_cut(wrong, (Cut){"in column %d", rank - 1, 1}, chosen, text) ||
           (joined && is_cut(wrong, (Cut){"in the columns of head %d", rank - 1, d_k}, chosen, text)) ||
           (split && is_cut(wrong, (Cut){"in head %d", 1, 1}, chosen, text)) ||
           (rank > 2 && is_cut(wrong, (Cut){"at index %d of the first axis", 0, 1}, chosen, text));
}

// --- the diagonal of the last two axes ------------------------------------------------------------------------------

static bool is_about_diagonal(const Wrong *wrong, int sign, const char *where, bool *chosen, char text[CHECK_TEXT])
{
    const int n = shape_last(wrong->shape);
    for (int i = 0; i < wrong->n; i++) {
        const int row = i / n % n, column = i % n;
        chosen[i] = (column > row) - (column < row) == sign;
    }
    if (!holds_all(wrong, chosen))
        return false;
    say_part(wrong, chosen, where, text);
    return true;
}

// --- one element ----------------------------------------------------------------------------------------------------

static void say_element(const Wrong *wrong, int at, char text[CHECK_TEXT])
{
    const CheckElement *e = &wrong->element[at];
    char index[48] = "";
    int length = 0;
    for (int axis = 0; axis < wrong->shape.rank; axis++)
        length += snprintf(index + length, sizeof index - (size_t)length, axis ? ",%d" : "%d",
                           at / shape_stride(wrong->shape, axis) % wrong->shape.n[axis]);
    snprintf(text, CHECK_TEXT, "is wrong at [%s] only%s", index, e->analytic == 0 ? ": there it is zero" : "");
}

// --- where it must be zero ------------------------------------------------------------------------------------------

static bool is_where_zero(const Wrong *wrong, char text[CHECK_TEXT])
{
    bool others = false;
    for (int i = 0; i < wrong->n; i++) {
        const CheckElement *e = &wrong->element[i];
        const bool zero = fabs(e->numeric) <= e->tolerance;
        if (element_differs(e) && !zero)
            return false;
        others = others || !zero;
    }
    if (others)
        snprintf(text, CHECK_TEXT, "is wrong only where it must be zero");
    return others;
}

bool wrong_in_part(const Wrong *wrong, char text[CHECK_TEXT])
{
    const Differing found = differing(wrong);
    if (found.count == 0 || wrong->n < 2)
        return false;
    if (found.count == 1) {
        say_element(wrong, found.first, text);
        return true;
    }
    bool *chosen = malloc((size_t)wrong->n * sizeof *chosen);
    const bool square = shape_square(wrong->shape) > 0;
    const bool said =
        chosen &&
        (is_any_cut(wrong, chosen, text) || (square && is_about_diagonal(wrong, 0, "on the diagonal", chosen, text)) ||
         (square && is_about_diagonal(wrong, 1, "above the diagonal", chosen, text)) || is_where_zero(wrong, text));
    free(chosen);
    return said;
}
