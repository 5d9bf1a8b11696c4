// A check in progress: its arrays, its report, and whether it is still right.
#include "examples/exercises/exercise.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { WIDTH = 68 };

typedef struct Kept Kept;
struct Kept { // an array that is freed at the end
    Kept *next;
    double *data;
};

struct Exercise {
    FILE *report;
    Rng rng;
    Kept *kept;
    bool wrong;
    bool over;  // a question was passed over: remarks are no longer about the wrong answer
    int values; // numbers that were right since the last line of the report
};

// --- the check as a program -----------------------------------------------------------------------------------------

// The word of the verdict is read before any code of the learner's runs, and is in no place where that looks.
int exercise_main(int argc, char **argument, void check(Exercise *ex))
{
    const bool called = argc == 4;
    FILE *report = called ? fdopen((int)strtol(argument[1], NULL, 10), "w") : stdout;
    const uint64_t seed = called ? strtoull(argument[3], NULL, 10) : (uint64_t)time(NULL);
    Exercise ex = {.report = report, .rng = rng_seed(seed, 0)};
    char token[64] = "";
    if (!report)
        return 1;
    if (called) {
        snprintf(token, sizeof token, "%s", argument[2]);
        memset(argument[2], ' ', strlen(argument[2]));
    }
    setvbuf(report, NULL, _IOLBF, BUFSIZ); // what was said before a crash is not lost,
    if (called)
        setvbuf(stdout, NULL, _IONBF, 0); // nor what the learner's code has printed
    check(&ex);
    exercise_tell_values(&ex);
    if (called)
        fprintf(report, "%s %s\n", token, ex.wrong ? "wrong" : "right");
    while (ex.kept) {
        Kept *const first = ex.kept;
        ex.kept = first->next;
        free(first->data);
        free(first);
    }
    fflush(report);
    return ex.wrong;
}

bool exercise_right(const Exercise *ex)
{
    return !ex->wrong;
}

void exercise_wrong(Exercise *ex)
{
    ex->wrong = true;
}

// --- arrays ---------------------------------------------------------------------------------------------------------

// A check needs little memory; without it nothing can be said of the learner's file.
double *exercise_array(Exercise *ex, int n)
{
    Kept *kept = malloc(sizeof *kept);
    double *data = malloc((size_t)n * sizeof *data);
    if (!kept || !data) {
        exercise_line(ex, "memory", "is out");
        exit(1);
    }
    for (int i = 0; i < n; i++)
        data[i] = exercise_unset();
    *kept = (Kept){ex->kept, data};
    ex->kept = kept;
    return data;
}

double *exercise_copy(Exercise *ex, int n, const double *x)
{
    double *copy = exercise_array(ex, n);
    memcpy(copy, x, (size_t)n * sizeof *copy);
    return copy;
}

double *exercise_normal(Exercise *ex, int n)
{
    double *x = exercise_array(ex, n);
    for (int i = 0; i < n; i++)
        x[i] = (double)rng_normal(&ex->rng);
    return x;
}

int exercise_between(Exercise *ex, int least, int most)
{
    return least + (int)rng_below(&ex->rng, (uint32_t)(most - least + 1));
}

double exercise_uniform(Exercise *ex, double least, double most)
{
    return least + (most - least) * (double)rng_uniform(&ex->rng);
}

uint64_t exercise_draw(Exercise *ex)
{
    return rng_next(&ex->rng);
}

// --- the report -----------------------------------------------------------------------------------------------------

void exercise_line(Exercise *ex, const char *label, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    fprintf(ex->report, "  %-8s  ", label);
    vfprintf(ex->report, format, values);
    fputc('\n', ex->report);
    va_end(values);
}

// How much of the text goes into a line: whole words, and at least one, however long it is.
static int line_length(const char *text)
{
    const int whole = (int)strcspn(text, "\n"), begin = (int)strspn(text, " ");
    int length = WIDTH;
    if (whole <= WIDTH)
        return whole;
    while (length > begin && text[length] != ' ')
        length--;
    return length > begin ? length : begin + (int)strcspn(text + begin, " \n");
}

// Each line of the text is moved in, and broken between words where it would be too wide.
static void say(Exercise *ex, const char *format, va_list values)
{
    char text[2048];
    vsnprintf(text, sizeof text, format, values);
    for (const char *at = text; *at;) {
        const int length = line_length(at);
        int seen = length;
        while (seen > 0 && at[seen - 1] == ' ')
            seen--;
        fprintf(ex->report, "            %.*s\n", seen, at);
        at += length;
        at += *at == '\n' || *at == ' ';
    }
}

void exercise_say(Exercise *ex, const char *format, ...)
{
    va_list values;
    if (ex->over)
        return;
    va_start(values, format);
    say(ex, format, values);
    va_end(values);
}

void exercise_index(char text[EXERCISE_INDEX], Shape shape, int element)
{
    int index[MAX_RANK] = {0};
    size_t length = 0;
    for (int axis = shape.rank - 1; axis >= 0; axis--) {
        index[axis] = element % shape.n[axis];
        element /= shape.n[axis];
    }
    text[0] = '\0';
    for (int axis = 0; axis < shape.rank; axis++)
        length += (size_t)snprintf(text + length, EXERCISE_INDEX - length, "[%d]", index[axis]);
}

// --- questions ------------------------------------------------------------------------------------------------------

bool exercise_pass_over(Exercise *ex)
{
    ex->over = ex->over || ex->wrong;
    return ex->over;
}

bool exercise_ask(Exercise *ex, bool ok, const char *format, ...)
{
    if (exercise_pass_over(ex))
        return false;
    ex->values += ok;
    if (ok)
        return true;
    va_list values;
    va_start(values, format);
    exercise_line(ex, "values", "wrong:");
    say(ex, format, values);
    va_end(values);
    ex->wrong = true;
    return false;
}

void exercise_tell_values(Exercise *ex)
{
    if (ex->values > 0 && !ex->wrong)
        exercise_line(ex, "values", "right, %d number%s", ex->values, ex->values == 1 ? "" : "s");
    ex->values = 0;
}

void exercise_count_values(Exercise *ex, int n)
{
    ex->values += n;
}

int exercise_take_values(Exercise *ex)
{
    const int values = ex->values;
    ex->values = 0;
    return values;
}
