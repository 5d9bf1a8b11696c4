// Numbers held against what they must be, and what is to be seen in those that are wrong.
#include "examples/exercises/exercise.h"

#include <math.h>
#include <string.h>

static const double FLOAT = 1e-6; // what a few operations in float leave
static const double SAME = 1e-6;  // of the numbers of a slip, which may be differences, or floats
// Told by bits that -x leaves as they are, and that a float has as well.
static const uint64_t UNSET = 0x7ffce7a000000000ULL, SIGN = 1ULL << 63;

enum { SHOWN = 4 };

double exercise_unset(void)
{
    double unset;
    memcpy(&unset, &UNSET, sizeof unset);
    return unset;
}

// What is added to such a NaN leaves it as it is; of 0/0 another one is made.
static bool is_unset(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return (bits & ~SIGN) == UNSET;
}

static void show(Exercise *ex, Shape shape, int element, double got, double want)
{
    char index[EXERCISE_INDEX];
    exercise_index(index, shape, element);
    exercise_say(ex, "%-10s %- 20.12g %- .12g", index, isnan(got) ? fabs(got) : got, want); // never -nan
}

void exercise_say_nan(Exercise *ex, int n, const double *got)
{
    int unset = 0, computed = 0;
    for (int i = 0; i < n; i++) {
        unset += is_unset(got[i]);
        computed += isnan(got[i]) && !is_unset(got[i]);
    }
    if (unset > 0)
        exercise_say(
            ex,
            "nan (\"not a number\") is what stands there before you write. %s of it was never set, or was added "
            "to (+=) before it was set (=).",
            unset == n ? "All" : "Some");
    else if (computed > 0)
        exercise_say(ex, "nan (\"not a number\") comes of 0/0, inf/inf, inf - inf, 0 * inf (inf: infinity), and of "
                         "the log or sqrt of a negative number.");
}

bool exercise_compare(Exercise *ex, const char *label, const char *what, Shape shape, const double *got,
                      const double *want, double tolerance)
{
    int n = 0, wrong = 0;
    double largest = 0, off = 0;
    if (exercise_pass_over(ex) || !shape_count(shape, &n))
        return false;
    for (int i = 0; i < n; i++)
        largest = fmax(largest, fabs(want[i]));
    for (int i = 0; i < n; i++) {
        off = isnan(got[i]) ? (double)INFINITY : fmax(off, fabs(got[i] - want[i]));
        if (fabs(got[i] - want[i]) <= tolerance * fmax(1, largest))
            continue; // NaN is wrong
        if (wrong == 0) {
            exercise_wrong(ex);
            exercise_line(ex, label, "wrong: %s", what);
            exercise_say(ex, "%-10s  %-20s must be", "", "yours");
        }
        if (wrong++ < SHOWN)
            show(ex, shape, i, got[i], want[i]);
    }
    if (wrong > SHOWN || (wrong > 0 && wrong < n))
        exercise_say(ex, "%d of %d numbers are wrong", wrong, n);
    if (wrong > 0)
        exercise_say_nan(ex, n, got);
    if (wrong > 0 && off <= FLOAT * largest)
        exercise_say(ex, "They are as nearly right as a float is: is one among your variables?");
    exercise_count_values(ex, wrong ? 0 : n);
    return !wrong;
}

bool exercise_values(Exercise *ex, const char *what, Shape shape, const double *got, const double *want,
                     double tolerance)
{
    return exercise_compare(ex, "values", what, shape, got, want, tolerance);
}

// Zeros must be zeros.
static bool is_slip(const ExerciseSlip *slip, int n, const double *got)
{
    double largest = 0;
    for (int i = 0; i < n; i++)
        largest = isfinite(slip->gives[i]) ? fmax(largest, fabs(slip->gives[i])) : largest;
    for (int i = 0; i < n; i++) {
        const double gives = slip->gives[i];
        const bool same = isnan(gives) ? isnan(got[i]) : got[i] == gives || fabs(got[i] - gives) <= SAME * largest;
        if (!same)
            return false;
    }
    return true;
}

bool exercise_slip(Exercise *ex, int n, const double *got, const ExerciseSlip *slip)
{
    for (; slip->words; slip++)
        if (is_slip(slip, n, got)) {
            exercise_say(ex, "%s", slip->words);
            return true;
        }
    return false;
}
