// Flags of a command line.
#include "examples/heed/flags.h"

#include "examples/heed/nearest.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool refuse(Arguments *arguments, const char *format, ...) __attribute__((format(printf, 2, 3)));
static bool refuse(Arguments *arguments, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    vsnprintf(arguments->error, sizeof arguments->error, format, values);
    va_end(values);
    for (char *c = arguments->error; *c; c++) // one line, and nothing that would steer the terminal
        if ((unsigned char)*c < ' ' || *c == 127)
            *c = '?';
    return false;
}

// --- the table ------------------------------------------------------------------------------------------------------

enum { LARGEST = 1000000000, MOST_FLAGS = 128 };

Flag flag_yes(const char *name, bool *to, const char *help)
{
    return (Flag){.name = name, .kind = FLAG_YES, .help = help, .to = {.yes = to}};
}

Flag flag_integer(const char *name, int *to, int least, int most, const char *help)
{
    return (Flag){
        .name = name, .kind = FLAG_INTEGER, .help = help, .to = {.integer = to}, .least = least, .most = most};
}

Flag flag_seed(const char *name, uint64_t *to, const char *help)
{
    return (Flag){.name = name, .kind = FLAG_SEED, .help = help, .to = {.seed = to}};
}

Flag flag_text(const char *name, const char **to, const char *help)
{
    return (Flag){.name = name, .kind = FLAG_TEXT, .help = help, .to = {.text = to}};
}

Flag flag_number(const char *name, double *to, double least, double most, const char *help)
{
    return (Flag){.name = name, .kind = FLAG_NUMBER, .help = help, .to = {.number = to}, .least = least, .most = most};
}

Flag flag_open(Flag number, bool least, bool most)
{
    number.open_least = least;
    number.open_most = most;
    return number;
}

Flag flag_choice(const char *name, int *to, const char *const *words, const char *help)
{
    return (Flag){.name = name, .kind = FLAG_CHOICE, .help = help, .to = {.integer = to}, .words = words};
}

Flag flag_list(const char *name, int *to, int *count, int room, const char *help)
{
    return (Flag){.name = name,
                  .kind = FLAG_LIST,
                  .help = help,
                  .to = {.integer = to},
                  .most = LARGEST,
                  .count = count,
                  .room = room};
}

// --- values ---------------------------------------------------------------------------------------------------------

// Decimal digits only, with a sign where negative is set: strtoll alone would take spaces and much else.
static bool read_integer(const char *text, long long *value)
{
    char *end = NULL;
    const char *digits = text + (*text == '-');
    if (*digits < '0' || *digits > '9')
        return false;
    errno = 0;
    *value = strtoll(text, &end, 10);
    return *end == '\0' && errno == 0;
}

// What was given, so that nothing is seen as nothing.
static const char *shown(const char *text)
{
    return *text ? text : "''";
}

static bool parse_integer(Arguments *arguments, const Flag *flag, const char *text)
{
    long long value = 0;
    if (!read_integer(text, &value) || (double)value < flag->least || (double)value > flag->most)
        return refuse(arguments, "%s %s: it takes an integer from %.0f to %.0f", flag->name, shown(text), flag->least,
                      flag->most);
    *flag->to.integer = (int)value;
    return true;
}

static bool parse_number(Arguments *arguments, const Flag *flag, const char *text)
{
    char *end = NULL;
    const bool plain = *text && strspn(text, "0123456789.eE+-") == strlen(text); // no hexadecimal, nan, inf or space
    const double value = plain ? strtod(text, &end) : 0;
    const bool inside = value >= flag->least && value <= flag->most && !(flag->open_least && value <= flag->least) &&
                        !(flag->open_most && value >= flag->most);
    if (!plain || *end || !inside)
        return refuse(arguments, "%s %s: it takes a number %s", flag->name, shown(text), flag_range(flag).text);
    *flag->to.number = value;
    return true;
}

static bool parse_seed(Arguments *arguments, const Flag *flag, const char *text)
{
    char *end = NULL;
    errno = 0;
    const unsigned long long value = strtoull(text, &end, 10);
    if (*text < '0' || *text > '9' || *end || errno != 0)
        return refuse(arguments, "%s %s: it takes an integer from 0 to 18446744073709551615", flag->name, text);
    *flag->to.seed = value;
    return true;
}

static bool parse_choice(Arguments *arguments, const Flag *flag, const char *text)
{
    char all[256] = "";
    for (int i = 0; flag->words[i]; i++) {
        if (strcmp(flag->words[i], text) == 0) {
            *flag->to.integer = i;
            return true;
        }
        const size_t length = strlen(all);
        snprintf(all + length, sizeof all - length, i ? ", %s" : "%s", flag->words[i]);
    }
    return refuse(arguments, "%s %s: it takes one of %s", flag->name, text, all);
}

static bool parse_list(Arguments *arguments, const Flag *flag, const char *text)
{
    int count = 0;
    long long before = (long long)flag->least - 1;
    const char *whole = text;
    while (text) {
        char item[24] = "";
        const char *comma = strchr(text, ',');
        const size_t length = comma ? (size_t)(comma - text) : strlen(text);
        long long value = 0;
        snprintf(item, sizeof item, "%.*s", length < sizeof item ? (int)length : 0, text);
        if (!read_integer(item, &value) || value <= before || (double)value > flag->most || count == flag->room)
            return refuse(arguments, "%s %s: it takes up to %d integers from %.0f to %.0f, rising, with commas between",
                          flag->name, whole, flag->room, flag->least, flag->most);
        flag->to.integer[count++] = (int)value;
        before = value;
        text = comma ? comma + 1 : NULL;
    }
    *flag->count = count;
    return true;
}

static bool parse_value(Arguments *arguments, const Flag *flag, const char *text)
{
    switch (flag->kind) {
    case FLAG_INTEGER: return parse_integer(arguments, flag, text);
    case FLAG_NUMBER: return parse_number(arguments, flag, text);
    case FLAG_SEED: return parse_seed(arguments, flag, text);
    case FLAG_CHOICE: return parse_choice(arguments, flag, text);
    case FLAG_LIST: return parse_list(arguments, flag, text);
    case FLAG_YES: break;
    case FLAG_TEXT:
        if (!*text)
            return refuse(arguments, "%s: it takes a name that is not empty", flag->name);
        *flag->to.text = text;
        break;
    }
    return true;
}

static bool unknown(Arguments *arguments, const Flag *flags, int count, const char *given, size_t length)
{
    char name[FLAG_ERROR / 2];
    snprintf(name, sizeof name, "%.*s", (int)(length < sizeof name ? length : sizeof name - 1), given);
    const char *names[MOST_FLAGS + 1] = {NULL};
    for (int i = 0; i < count && i < MOST_FLAGS; i++)
        names[i] = flags[i].name;
    const char *near = nearest(name, names);
    return refuse(arguments, near ? "unknown flag %s; did you mean %s?" : "unknown flag %s; --help lists them", name,
                  near);
}

// --- the line -------------------------------------------------------------------------------------------------------

static bool is_name(const char *name, const char *given, size_t length)
{
    return strlen(name) == length && strncmp(name, given, length) == 0;
}

// Also behind "--no-": that takes back a flag without a value, which is a default.
static Flag *find(Flag *flags, int count, const char *name, size_t length, bool *no)
{
    for (int i = 0; i < count; i++) {
        *no = false;
        if (is_name(flags[i].name, name, length))
            return &flags[i];
        *no = flags[i].kind == FLAG_YES && strncmp(name, "--no-", 5) == 0;
        if (*no && is_name(flags[i].name + 2, name + 5, length - 5))
            return &flags[i];
    }
    return NULL;
}

// Parses the flag at argument[i], which may take the next one as its value; *i is moved past what was used.
static bool parse_flag(Arguments *arguments, Flag *flags, int count, int argc, char **argument, int *i)
{
    const char *name = strcmp(argument[*i], "-h") == 0 ? "--help" : argument[*i], *equals = strchr(name, '=');
    const size_t length = equals ? (size_t)(equals - name) : strlen(name);
    bool no = false;
    Flag *flag = find(flags, count, name, length, &no);
    if (!flag)
        return unknown(arguments, flags, count, name, length);
    if (flag->given)
        return refuse(arguments, "%s is given twice", flag->name);
    flag->given = true;
    if (flag->kind == FLAG_YES) {
        *flag->to.yes = !no;
        return !equals || refuse(arguments, "%s takes no value", flag->name);
    }
    if (equals)
        return parse_value(arguments, flag, equals + 1);
    if (*i + 1 == argc)
        return refuse(arguments, "%s needs a value", flag->name);
    return parse_value(arguments, flag, argument[++*i]);
}

bool flags_parse(Arguments *arguments, Flag *flags, int count, int argc, char **argument)
{
    bool only_words = false;
    *arguments = (Arguments){.words = 0};
    for (int i = 1; i < argc; i++) {
        if (!only_words && strcmp(argument[i], "--") == 0)
            only_words = true;
        else if (!only_words && argument[i][0] == '-' && argument[i][1]) {
            if (!parse_flag(arguments, flags, count, argc, argument, &i))
                return false;
        } else if (arguments->words < FLAG_WORDS) // two are one too many already
            arguments->word[arguments->words++] = argument[i];
    }
    return true;
}
