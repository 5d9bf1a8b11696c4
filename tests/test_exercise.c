// What a check of an exercise reports: how its texts are broken into lines, and what it says of numbers that are wrong.
#include "examples/exercises/exercise.h"

#include "tests/numbers.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { REPORT = 4096 };

// Runs the check as heed ex does.
static void report_of(void check(Exercise *ex), char report[REPORT])
{
    FILE *file = tmpfile();
    char name[] = "check", descriptor[16], token[] = "verdict", seed[] = "1";
    cr_assert(file);
    snprintf(descriptor, sizeof descriptor, "%d", dup(fileno(file)));
    exercise_main(4, (char *[]){name, descriptor, token, seed}, check);
    rewind(file);
    report[fread(report, 1, REPORT - 1, file)] = '\0';
    fclose(file);
}

// --- lines ----------------------------------------------------------------------------------------------------------

#define INDENT "            "
#define FIFTY "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwx"

static void say_words(Exercise *ex)
{
    exercise_say(ex, "%s %s and more", FIFTY, FIFTY);
}

static void say_long_words(Exercise *ex)
{
    exercise_say(ex, "look at %s, and go on\n  %s\nend", FIFTY FIFTY, FIFTY FIFTY);
}

Test(exercise, lines_are_broken_between_words)
{
    char report[REPORT];
    report_of(say_words, report);
    cr_expect_str_eq(report, INDENT FIFTY "\n" INDENT FIFTY " and more\nverdict right\n");
}

Test(exercise, words_that_are_too_long_are_kept_whole)
{
    char report[REPORT];
    report_of(say_long_words, report);
    cr_expect_str_eq(report, INDENT "look at\n" INDENT FIFTY FIFTY ",\n" INDENT "and go on\n" INDENT "  " FIFTY FIFTY
                                    "\n" INDENT "end\nverdict right\n");
}

// --- numbers --------------------------------------------------------------------------------------------------------

static void ask_three(Exercise *ex)
{
    exercise_values(ex, "three numbers", SHAPE(3), (const double[]){1, -5, 1. / 3}, (const double[]){1, 2, 1. / 3}, 0);
}

Test(exercise, wrong_numbers_stand_beside_what_they_must_be)
{
    char report[REPORT];
    report_of(ask_three, report);
    cr_expect_str_eq(report,
                     "  values    wrong: three numbers\n" INDENT "            yours                must be\n" INDENT
                     "[1]        -5                    2\n" INDENT "1 of 3 numbers are wrong\nverdict wrong\n");
}

static void ask_unset(Exercise *ex)
{
    const float narrow = (float)exercise_unset();
    const double got[] = {-exercise_unset(), (double)narrow, 1 + exercise_unset()}, want[] = {1, 2, 3};
    exercise_values(ex, "what was never set", SHAPE(3), got, want, 0);
}

static void ask_computed(Exercise *ex)
{
    const double got[] = {strtod("inf", NULL) * 0}, want[] = {1};
    exercise_values(ex, "a product", SHAPE(1), got, want, 0);
}

Test(exercise, nan_that_was_never_set_is_told_from_others)
{
    char report[REPORT];
    report_of(ask_unset, report);
    cr_expect(strstr(report, "it was never set"), "%s", report);
    cr_expect(!strstr(report, "-nan"), "%s", report);
    report_of(ask_computed, report);
    cr_expect(strstr(report, "0 * inf"), "%s", report);
    cr_expect(!strstr(report, "never set"), "%s", report);
}
