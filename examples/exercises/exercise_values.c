// Numbers held against what they must be, and what is to be seen in those that are wrong.
#include "examples/exercises/exercise.h"

#include <math.h>
#include <string.h>

static const double FLOAT = 1e-6; // what a few operations in float leave
static const double SAME = 1e-6;  // of the numbers of a slip, which may be differences, or floats
// Told by bits that -x leaves as they are, and that a float has as well.
static const uint64_t UNSET = 0x7ffce7a000000000ULL, SIGN = 1ULL << 63;

enum { SHOWN = 4, DIGITS = 12 };

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

static void say_nan(Exercise *ex, int n, const double *got)
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

// --- a table of what is wrong ---------------------------------------------------------------------------------------

static bool is_wrong(const ExerciseTable *t, int i)
{
    return !(t->tolerance[i] < 0) && !(fabs(t->got[i] - t->want[i]) <= t->tolerance[i]); // NaN is
}

void exercise_table(Exercise *ex, const ExerciseTable *t)
{
    int n = 0, wrong = 0;
    shape_count(t->shape, &n);
    exercise_say(ex, "%-10s  %-20s must be", "", "yours");
    for (int i = 0; i < n; i++) {
        char index[EXERCISE_INDEX];
        if (!is_wrong(t, i) || wrong++ >= SHOWN)
            continue;
        exercise_index(index, t->shape, i);
        exercise_say(ex, "%-10s %- 20.*g %- .*g", index, t->digits, isnan(t->got[i]) ? fabs(t->got[i]) : t->got[i],
                     t->digits, t->want[i]); // never -nan
    }
    if (wrong > SHOWN || wrong < n)
        exercise_say(ex, "%d of %d numbers are wrong", wrong, n);
    say_nan(ex, n, t->got);
}

// --- numbers against numbers ----------------------------------------------------------------------------------------

static double largest_of(int n, const double *x)
{
    double largest = 0;
    for (int i = 0; i < n; i++)
        largest = fmax(largest, fabs(x[i]));
    return largest;
}

static bool is_within(int n, const double *got, const double *want, double tolerance)
{
    for (int i = 0; i < n; i++)
        if (!(fabs(got[i] - want[i]) <= tolerance))
            return false;
    return true;
}

bool exercise_compare(Exercise *ex, const char *label, const char *what, Shape shape, const double *got,
                      const double *want, double tolerance)
{
    int n = 0;
    if (exercise_pass_over(ex) || !shape_count(shape, &n))
        return false;
    const double largest = largest_of(n, want), most = tolerance * fmax(1, largest);
    if (is_within(n, got, want, most)) {
        exercise_count_values(ex, n);
        return true;
    }
    double *each = exercise_array(ex, n);
    for (int i = 0; i < n; i++)
        each[i] = most;
    exercise_wrong(ex);
    exercise_line(ex, label, "wrong: %s", what);
    exercise_table(ex, &(ExerciseTable){shape, got, want, each, DIGITS});
    if (is_within(n, got, want, FLOAT * largest))
        exercise_say(ex, "They are as nearly right as a float is: is one among your variables?");
    return false;
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
