// Options as flags.
#include "examples/heed/option_flags.h"

#include <stdio.h>
#include <string.h>

static void flag_name(const RunOption *option, char name[OPTION_FLAG_NAME])
{
    snprintf(name, OPTION_FLAG_NAME, "--%s", option->name);
    for (char *c = name; *c; c++)
        *c = (char)(*c == '_' ? '-' : *c);
}

Flag flag_of_option(const RunOption *option, char name[OPTION_FLAG_NAME])
{
    flag_name(option, name);
    switch (option->kind) {
    case OPTION_INTEGER:
        return flag_integer(name, option->at.integer, (int)option->least, (int)option->most, option->help);
    case OPTION_NUMBER:
        return flag_open(flag_number(name, option->at.number, option->least, option->most, option->help),
                         option->open_least, option->open_most);
    case OPTION_SEED: return flag_seed(name, option->at.seed, option->help);
    case OPTION_TEXT: return flag_text(name, option->at.text, option->help);
    case OPTION_WORD: return flag_choice(name, option->at.integer, option->words, option->help);
    case OPTION_STEPS: return flag_list(name, option->at.integer, option->count, option->room, option->help);
    case OPTION_YES: break;
    }
    return flag_yes(name, option->at.yes, option->help);
}

void option_as_flag(const RunOption *option, char text[OPTION_FLAG_TEXT])
{
    char name[OPTION_FLAG_NAME];
    flag_name(option, name);
    text[0] = '\0';
    switch (option->kind) {
    case OPTION_INTEGER: snprintf(text, OPTION_FLAG_TEXT, "%s=%d", name, *option->at.integer); break;
    case OPTION_NUMBER: snprintf(text, OPTION_FLAG_TEXT, "%s=%.17g", name, *option->at.number); break;
    case OPTION_SEED: snprintf(text, OPTION_FLAG_TEXT, "%s=%llu", name, (unsigned long long)*option->at.seed); break;
    case OPTION_TEXT:
        if (*option->at.text)
            snprintf(text, OPTION_FLAG_TEXT, "%s=%s", name, *option->at.text);
        break;
    case OPTION_WORD: snprintf(text, OPTION_FLAG_TEXT, "%s=%s", name, option->words[*option->at.integer]); break;
    case OPTION_YES: snprintf(text, OPTION_FLAG_TEXT, "--%s%s", *option->at.yes ? "" : "no-", name + 2); break;
    case OPTION_STEPS: break; // none of these is asked for
    }
}
