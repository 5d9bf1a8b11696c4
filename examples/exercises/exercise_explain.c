// What is said of a wrong gradient: first where it is wrong, then what kind of mistake it is. The words of the
// exercise's own table of mistakes go before those of the gradient checker, which knows nothing of the exercise's
// letters.
#include "examples/exercises/exercise_trial.h"

#include <math.h>
#include <string.h>

static const double SAME = 1e-9, ZERO = 1e-12;

enum { DIGITS = 8 }; // that a difference quotient has, or nearly

// --- where ----------------------------------------------------------------------------------------------------------

static void show_worst(Exercise *ex, const TensorCheck *t)
{
    double *got = exercise_array(ex, t->elements), *want = exercise_array(ex, t->elements),
           *tolerance = exercise_array(ex, t->elements);
    for (int i = 0; i < t->elements; i++) {
        const CheckElement *e = &t->element[i];
        got[i] = e->analytic;
        want[i] = e->numeric;
        tolerance[i] = e->kink ? -1 : e->tolerance;
    }
    exercise_table(ex, &(ExerciseTable){t->shape, got, want, tolerance, DIGITS});
}

// --- what kind ------------------------------------------------------------------------------------------------------

static bool is_same(int n, const double *a, const double *b)
{
    double largest = 0, off = 0;
    for (int i = 0; i < n; i++) {
        if (!isfinite(a[i]))
            return false; // it would be the same as everything
        largest = fmax(largest, fabs(a[i]));
        off = fmax(off, fabs(a[i] - b[i]));
    }
    return largest > 0 && off <= SAME * largest; // zeros are told as such
}

static bool is_zero(int n, const double *a)
{
    for (int i = 0; i < n; i++)
        if (!(fabs(a[i]) <= ZERO))
            return false;
    return true;
}

// The words of the mistake that gives just the learner's gradient of this input; NULL: none does.
static const char *known_mistake(Exercise *ex, const Trial *trial, int input)
{
    ExerciseOp op = *trial->op;
    Trial other = *trial;
    int n = 0, before = 0, outputs = 0;
    shape_count(op.output, &outputs);
    for (int i = 0; i <= input; i++) {
        before += n;
        shape_count(op.input[i].shape, &n);
    }
    double *dy = exercise_normal(ex, outputs);
    const double *got = exercise_gradients(ex, &other, dy) + before;
    other.op = &op;
    for (const ExerciseMistake *mistake = op.mistake; mistake && mistake->words; mistake++) {
        op.backward = mistake->backward;
        if (mistake->backward ? is_same(n, got, exercise_gradients(ex, &other, dy) + before) : is_zero(n, got))
            return mistake->words;
    }
    return NULL;
}

// The input whose gradient the words of the report are about; else the one that is worst.
static int named(const CheckReport *report)
{
    char whose[CHECK_TEXT];
    for (int i = 0; i < report->tensors; i++) {
        snprintf(whose, sizeof whose, "the gradient of %s ", report->tensor[i].name);
        if (report->tensor[i].verdict == CHECK_FAIL && strstr(report->cause, whose))
            return i;
    }
    return report->worst;
}

// One that is right the first time comes after one that is not.
static int which(const CheckReport *report)
{
    int shown = named(report);
    for (int i = 0; i < report->tensors && report->tensor[shown].reason == REASON_STORES; i++)
        if (report->tensor[i].verdict == CHECK_FAIL && report->tensor[i].reason != REASON_STORES)
            shown = i;
    return shown;
}

// ", and dK, dV": the others that are wrong.
static void list_others(const CheckReport *report, int shown, char text[CHECK_TEXT])
{
    size_t length = 0;
    text[0] = '\0';
    for (int i = 0; i < report->tensors; i++)
        if (i != shown && report->tensor[i].verdict == CHECK_FAIL)
            length += (size_t)snprintf(text + length, CHECK_TEXT - length, "%sd%s", length > 0 ? ", " : ", and ",
                                       report->tensor[i].name);
}

// What the checker found wrong in the op's backward; NULL: no more than that it is wrong.
static const char *words_of(const char *cause)
{
    static const char BEFORE[] = "in its backward, ", ONLY[] = " is wrong";
    const char *words = strstr(cause, BEFORE);
    const size_t length = strlen(cause);
    const bool empty = length < strlen(ONLY) || strcmp(cause + length - strlen(ONLY), ONLY) == 0;
    return words && !empty ? words + strlen(BEFORE) : NULL;
}

static void say_where(Exercise *ex, const ExerciseWhere *where, const CheckReport *report)
{
    unsigned wrong = 0;
    for (int i = 0; i < report->tensors; i++)
        wrong |= report->tensor[i].verdict == CHECK_FAIL ? 1U << i : 0;
    for (; where && where->wrong; where++)
        if (where->wrong == wrong)
            exercise_say(ex, "%s", where->words);
}

void exercise_explain(Exercise *ex, const Trial *trial, const CheckReport *report)
{
    char others[CHECK_TEXT];
    const int shown = which(report);
    const TensorCheck *t = &report->tensor[shown];
    const char *words = shown == named(report) ? words_of(report->cause) : NULL;
    const bool stores = t->reason == REASON_STORES;
    const char *known = stores ? NULL : known_mistake(ex, trial, shown);
    list_others(report, shown, others);
    exercise_line(ex, "backward", "wrong: d%s of %s%s", t->name, trial->op->name, others);
    if (stores)
        exercise_say(ex, "right the first time; a second call must add the same again");
    else
        show_worst(ex, t);
    if (!known && !stores)
        say_where(ex, trial->op->where, report);
    if (known)
        exercise_say(ex, "the gradient of %s %s", t->name, known);
    else if (words)
        exercise_say(ex, "%s", words);
    else if (t->diagnosis[0])
        exercise_say(ex, "the gradient of %s %s", t->name, t->diagnosis);
    else if (stores)
        exercise_say(ex, "something is stored (=) where it must be added (+=)");
}
