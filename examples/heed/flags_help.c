// What a command line takes, in words.
#include "examples/heed/flags.h"

#include <stdio.h>

// "above 0 and up to 1000000"
FlagRange flag_range(const Flag *flag)
{
    FlagRange range;
    const char *to = flag->open_most ? "and below" : flag->open_least ? "and up to" : "to";
    snprintf(range.text, sizeof range.text, "%s %.10g %s %.10g", flag->open_least ? "above" : "from", flag->least, to,
             flag->most);
    return range;
}

// What the flag takes, and in brackets what it is without it.
static void print_values(const Flag *flag)
{
    switch (flag->kind) {
    case FLAG_INTEGER: printf(", %.0f to %.0f (%d)", flag->least, flag->most, *flag->to.integer); break;
    case FLAG_NUMBER: printf(", %s (%g)", flag_range(flag).text, *flag->to.number); break;
    case FLAG_SEED: printf(" (%llu)", (unsigned long long)*flag->to.seed); break;
    case FLAG_CHOICE:
        for (int i = 0; flag->words[i]; i++)
            printf("%s%s", i ? ", " : ": ", flag->words[i]);
        printf(" (%s)", flag->words[*flag->to.integer]);
        break;
    case FLAG_LIST:
        for (int i = 0; i < *flag->count; i++)
            printf("%s%d", i ? "," : " (", flag->to.integer[i]);
        printf(")");
        break;
    case FLAG_YES:
        if (*flag->to.yes && !flag->given) // as --help is
            printf(" (yes; --no-%s)", flag->name + 2);
        break;
    case FLAG_TEXT: break;
    }
}

void flags_help(const Flag *flags, int count)
{
    static const char *const VALUE[] = {"", " N", " X", " N", " NAME", " WORD", " N,N,..."};
    for (int i = 0; i < count; i++) {
        char left[40];
        snprintf(left, sizeof left, "%s%s", flags[i].name, VALUE[flags[i].kind]);
        printf("  %-21s %s", left, flags[i].help);
        print_values(&flags[i]);
        printf("\n");
    }
}
