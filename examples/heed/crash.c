// Crashes in words.
#include "examples/heed/crash.h"

#include "examples/heed/plain.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum { SAID = 400 };

typedef struct {
    const char *says, *means;
} Known;

// How AddressSanitizer begins, and what it means to a learner.
static const Known ADDRESS[] = {
    {"heap-buffer-overflow", "outside an array"},
    {"stack-buffer-overflow", "outside an array of its own"},
    {"stack-buffer-underflow", "before the beginning of an array of its own"},
    {"dynamic-stack-buffer-overflow", "outside an array of its own"},
    {"global-buffer-overflow", "outside a global array"},
    {"heap-use-after-free", "in memory that was freed already"},
    {"stack-use-after", "in a variable that is gone"},
    {"double-free", "frees memory a second time"},
    {"bad-free", "frees what malloc did not give"},
    {"stack-overflow", "calls itself without end"},
    {"SEGV", "follows a pointer that points nowhere"},
    {"FPE", "divides an integer by zero"},
    {"allocation-size-too-big", "asks malloc for more than there is"},
    {"rss limit", "takes more and more memory"},
};

// The line of the source that the first frame in it names; 0: none does.
static int line_of(const char *errors, const char *source)
{
    const char *slash = strrchr(source, '/'), *name = slash ? slash : source;
    const size_t length = strlen(name);
    for (const char *at = strstr(errors, name); at; at = strstr(at + length, name))
        if (at[length] == ':')
            return (int)strtol(at + length + 1, NULL, 10);
    return 0;
}

static void say(FILE *report, const char *what, const char *said)
{
    fputs(what, report);
    plain_print(report, said, SAID);
    fputc('\n', report);
}

static void begin(FILE *report, const char *source, int line)
{
    if (line > 0)
        fprintf(report, "  crashed at %s:%d: ", source, line);
    else
        fprintf(report, "  crashed in %s: ", source);
}

// The number right behind this word; 0: the word is not there.
static long number_after(const char *errors, const char *word)
{
    const char *found = strstr(errors, word);
    return found ? strtol(found + strlen(word), NULL, 10) : 0;
}

// "READ of size 4 at .." and ".. to the right of 40-byte region": how many numbers are in the array, if the size of the
// one that was to be read or written goes into it; else how many bytes.
static void say_where(FILE *report, const char *errors)
{
    const char *region = strstr(errors, "-byte region"), *digits = region;
    while (digits && digits > errors && digits[-1] >= '0' && digits[-1] <= '9')
        digits--;
    const long bytes = region ? strtol(digits, NULL, 10) : 0, size = number_after(errors, " of size ");
    const bool numbers = size > 1 && size <= (long)sizeof(double) && bytes % size == 0;
    const long count = numbers ? bytes / size : bytes;
    if (bytes > 0)
        fprintf(report, " of %ld %s%s", count, numbers ? "number" : "byte", count == 1 ? "" : "s");
}

static bool explain_address(FILE *report, const char *errors, const char *source)
{
    const char *error = strstr(errors, "AddressSanitizer: ");
    if (!error)
        return false;
    begin(report, source, line_of(error, source));
    const int first = (int)strcspn(error, "\n");
    for (size_t i = 0; i < sizeof ADDRESS / sizeof ADDRESS[0]; i++) {
        const char *found = strstr(error, ADDRESS[i].says);
        if (!found || found > error + first)
            continue;
        if (strstr(ADDRESS[i].means, "array") || strstr(ADDRESS[i].means, "in "))
            fputs(strstr(error, "WRITE of size") ? "it writes " : "it reads ", report);
        else
            fputs("it ", report);
        fputs(ADDRESS[i].means, report);
        if (strcmp(ADDRESS[i].says, "heap-buffer-overflow") == 0)
            say_where(report, error);
        fputc('\n', report);
        return true;
    }
    say(report, "", error);
    return true;
}

bool crash_explain(FILE *report, const char *errors, const char *source)
{
    const char *undefined = strstr(errors, ": runtime error: ");
    if (!undefined)
        return explain_address(report, errors, source);
    begin(report, source, line_of(errors, source));
    undefined += strlen(": runtime error: ");
    say(report, "", undefined);
    return true;
}

void crash_explain_signal(FILE *report, int number, const char *errors, const char *source)
{
    if (crash_explain(report, errors, source))
        return;
    begin(report, source, 0);
    if (number == SIGSEGV || number == SIGBUS)
        fprintf(report, "it reads or writes where there is no memory\n");
    else if (number == SIGFPE)
        fprintf(report, "it divides an integer by zero\n");
    else if (number == SIGABRT && *errors)
        say(report, "it gave up: ", errors);
    else if (number == SIGABRT)
        fprintf(report, "it called abort\n");
    else
        fprintf(report, "ended by signal %d\n", number);
}
