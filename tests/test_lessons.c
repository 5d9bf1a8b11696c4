// The lessons compute what they say: every number that one prints with --exact is in golden/lessons.json or, after
// training, in golden/lessons_trained.json, and the other way round. The programs are those of this test's precision.
#include "tests/support.h"

#include <jansson.h>

#include "tests/run_program.h"

enum { MOST_NUMBERS = 512 };

typedef struct {
    char name[64];
    int index;
    double value;
    bool expected;
} Number;

typedef struct {
    const char *lesson;
    double tolerance; // relative, of numbers from 1 on
    Number number[MOST_NUMBERS];
    int count;
} Numbers;

// --- the program's side: lines `name[i] = value` --------------------------------------------------------------------

static void read_numbers(Numbers *numbers, char *output)
{
    for (char *line = strtok(output, "\n"); line; line = strtok(NULL, "\n")) {
        cr_assert_lt(numbers->count, MOST_NUMBERS);
        Number *number = &numbers->number[numbers->count++];
        const int found = sscanf(line, "%63[^[][%d] = %lf", number->name, &number->index, &number->value);
        cr_assert_eq(found, 3, "%s: \"%s\"", numbers->lesson, line);
    }
}

static Number *find(Numbers *numbers, const char *name, int index)
{
    for (int i = 0; i < numbers->count; i++)
        if (numbers->number[i].index == index && strcmp(numbers->number[i].name, name) == 0)
            return &numbers->number[i];
    return NULL;
}

// --- the golden side ------------------------------------------------------------------------------------------------

static void expect_number(Numbers *numbers, const char *name, int index, double exact)
{
    Number *number = find(numbers, name, index);
    cr_expect(number, "%s does not print %s[%d]", numbers->lesson, name, index);
    if (!number)
        return;
    cr_expect(!number->expected, "%s: %s[%d] is expected twice", numbers->lesson, name, index);
    number->expected = true;
    cr_expect(fabs(number->value - exact) <= numbers->tolerance * fmax(1, fabs(exact)),
              "%s: %s[%d] is %.17g, exactly %.17g", numbers->lesson, name, index, number->value, exact);
}

// name_4dp: what name is, rounded to 4 places.
static void expect_rounded(Numbers *numbers, const char *name, int index, double rounded)
{
    char full_name[64];
    snprintf(full_name, sizeof full_name, "%.*s", (int)(strlen(name) - strlen("_4dp")), name);
    const Number *number = find(numbers, full_name, index);
    cr_expect(number && fabs(round(1e4 * number->value) - 1e4 * rounded) < 1e-6, "%s: %s[%d] is not %g",
              numbers->lesson, full_name, index, rounded);
}

// A JSON number, or the numbers of nested arrays, row-major from *index on.
static void expect_numbers(Numbers *numbers, const char *name, const json_t *exact, int *index)
{
    const size_t length = strlen(name);
    for (size_t i = 0; i < json_array_size(exact); i++)
        expect_numbers(numbers, name, json_array_get(exact, i), index);
    if (json_is_array(exact))
        return;
    cr_assert(json_is_number(exact), "%s is no number", name);
    if (length > 4 && strcmp(name + length - 4, "_4dp") == 0)
        expect_rounded(numbers, name, (*index)++, json_number_value(exact));
    else
        expect_number(numbers, name, (*index)++, json_number_value(exact));
}

// The members of an object; those of an object inside are named outer.inner.
static void expect_members(Numbers *numbers, const char *outer, json_t *object)
{
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        char name[64];
        int index = 0;
        snprintf(name, sizeof name, "%s%s%s", outer, *outer ? "." : "", key);
        if (json_is_object(value))
            expect_members(numbers, name, value);
        else
            expect_numbers(numbers, name, value, &index);
    }
}

#define EXACT HEED_SOURCE_DIR "/tests/golden/lessons.json"
#define AFTER_TRAINING HEED_SOURCE_DIR "/tests/golden/lessons_trained.json"

static json_t *load_golden(const char *path)
{
    json_error_t error;
    json_t *golden = json_load_file(path, 0, &error);
    cr_assert(golden, "%s", error.text);
    return golden;
}

static void expect_golden(Numbers *numbers, const char *path, double tolerance)
{
    json_t *golden = load_golden(path);
    json_t *exact = json_object_get(json_object_get(golden, "lessons"), numbers->lesson);
    cr_assert(json_object_size(exact) > 0, "there are no golden numbers for %s", numbers->lesson);
    numbers->tolerance = tolerance;
    expect_members(numbers, "", exact);
    json_decref(golden);
}

// What is trained is hundreds of steps away from what is given, and rounding goes with it: PyTorch's own float32 is off
// by the deviation that the file has.
static double tolerance_after_training(void)
{
    json_t *golden = load_golden(AFTER_TRAINING);
    const double deviation = json_number_value(json_object_get(golden, "deviation"));
    cr_assert(deviation > 0 && deviation < 1e-3);
    json_decref(golden);
    return IN_DOUBLE ? 1e-9 : 4 * deviation;
}

static void check_lesson(const char *lesson)
{
    Numbers numbers = {.lesson = lesson};
    char *output = run_program(LESSONS, lesson, "--exact", 0);
    read_numbers(&numbers, output);
    expect_golden(&numbers, EXACT, IN_DOUBLE ? 1e-12 : 1e-6);
    expect_golden(&numbers, AFTER_TRAINING, tolerance_after_training());
    for (int i = 0; i < numbers.count; i++)
        cr_expect(numbers.number[i].expected, "%s: nothing says what %s[%d] = %g must be", lesson,
                  numbers.number[i].name, numbers.number[i].index, numbers.number[i].value);
    free(output);
}

Test(lessons, query_key_value)
{
    check_lesson("1_query_key_value");
}

Test(lessons, trainable_weights)
{
    check_lesson("2_trainable_weights");
}

Test(lessons, transformers_are_amazing)
{
    check_lesson("3_transformers_are_amazing");
}

Test(lessons, cat_sat)
{
    check_lesson("4_cat_sat");
}

Test(lessons, the)
{
    check_lesson("5_the");
}

Test(lessons, these_are_all)
{
    const char *const path[] = {EXACT, AFTER_TRAINING};
    for (int i = 0; i < 2; i++) {
        json_t *golden = load_golden(path[i]);
        cr_expect_eq(json_object_size(json_object_get(golden, "lessons")), 5);
        json_decref(golden);
    }
}

// --- what a reader sees ---------------------------------------------------------------------------------------------

static int times(const char *text, const char *part)
{
    int count = 0;
    for (const char *at = strstr(text, part); at; at = strstr(at + 1, part))
        count++;
    return count;
}

// The scaled row is right; the softmax row and its percentages are wrong, the weights by 0.0385.
Test(lessons, tell_where_the_third_text_is_wrong)
{
    char *output = run_program(LESSONS, "3_transformers_are_amazing", "", 0);
    cr_expect_eq(times(output, "agrees"), 1);
    cr_expect_eq(times(output, "differs"), 2);
    cr_expect(strstr(output, "text:    0.41    0.27    0.32   differs by up to 0.039"));
    free(output);
}

// Nine products a vector in three rows, and the vector itself; the other order gives other numbers, three times.
Test(lessons, tell_that_the_fifth_text_is_right)
{
    char *output = run_program(LESSONS, "5_the", "", 0);
    cr_expect_eq(times(output, "agrees"), 12);
    cr_expect_eq(times(output, "differs"), 3);
    free(output);
}

Test(lessons, refuse_an_unknown_option)
{
    char *output = run_program(LESSONS, "4_cat_sat", "--exactly 2>&1", 2);
    cr_expect(strstr(output, "usage: ") == output && strstr(output, "[--exact | --picture FILE]"));
    free(output);
}

Test(lessons, tell_that_a_picture_cannot_be_written)
{
    char *output = run_program(LESSONS, "4_cat_sat", "--picture /dev/null/4.png 2>&1", 1);
    cr_expect(strstr(output, "/dev/null/4.png"));
    free(output);
}
