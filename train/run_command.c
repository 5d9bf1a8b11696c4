#include "train/run_command.h"

#include "train/file.h"
#include "train/run_options.h"

#include <string.h>

enum { DIGITS = 15, VALUE_TEXT = 1024 }; // as in run.json

static bool is_display(const RunOption *option)
{
    static const char *const DISPLAY[] = {"png", "scale", "anim", "report", "threads", NULL};
    for (int i = 0; DISPLAY[i]; i++)
        if (strcmp(option->name, DISPLAY[i]) == 0)
            return true;
    return false;
}

// The size of sequences that come from a file is the file's.
static bool is_of_the_data(const RunOption *option, const Task *task)
{
    return (task->source != SOURCE_SAMPLER && strcmp(option->name, "vocab") == 0) ||
           (task->source == SOURCE_LINES && strcmp(option->name, "length") == 0);
}

static void steps_text(char text[VALUE_TEXT], const RunOption *option)
{
    size_t length = 0;
    text[0] = '\0';
    for (int i = 0; i < *option->count && length < VALUE_TEXT; i++)
        length += text_format(text + length, VALUE_TEXT - length, "%s%d", i ? "," : "", option->at.integer[i]);
}

// What stands behind the flag; a flag without a value has "yes" or "no".
static void value_text(char text[VALUE_TEXT], const RunOption *option)
{
    switch (option->kind) {
    case OPTION_YES: text_format(text, VALUE_TEXT, "%s", *option->at.yes ? "yes" : "no"); break;
    case OPTION_INTEGER: text_format(text, VALUE_TEXT, "%d", *option->at.integer); break;
    case OPTION_NUMBER: text_format(text, VALUE_TEXT, "%.*g", DIGITS, *option->at.number); break;
    case OPTION_SEED: text_format(text, VALUE_TEXT, "%llu", (unsigned long long)*option->at.seed); break;
    case OPTION_TEXT: text_format(text, VALUE_TEXT, "%s", *option->at.text ? *option->at.text : ""); break;
    case OPTION_WORD: text_format(text, VALUE_TEXT, "%s", option->words[*option->at.integer]); break;
    case OPTION_STEPS: steps_text(text, option); break;
    }
}

// The flag of an option: "--weight-decay"; of one that is a default and is not wanted, "--no-residual".
static void flag_text(char text[VALUE_TEXT], const RunOption *option)
{
    const bool no = option->kind == OPTION_YES && !*option->at.yes;
    text_format(text, VALUE_TEXT, no ? "--no-%s" : "--%s", option->name);
    for (char *c = text; *c; c++)
        *c = *c == '_' ? '-' : *c;
}

// As a shell takes it: a name with spaces or signs stands between quotes.
static size_t quote(char *to, size_t room, const char *value)
{
    static const char PLAIN[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./,:=@%+-";
    if (*value && value[strspn(value, PLAIN)] == '\0')
        return text_format(to, room, " %s", value);
    size_t length = text_format(to, room, " '");
    for (; *value && length < room; value++)
        length += text_format(to + length, room - length, *value == '\'' ? "'\\''" : "%c", *value);
    return length < room ? length + text_format(to + length, room - length, "'") : length;
}

RunCommand run_command(const RunOptions *options)
{
    RunOptions own = *options, usual = run_defaults(options->trainer.task);
    RunOption table[MOST_RUN_OPTIONS], defaults[MOST_RUN_OPTIONS];
    const int rows = run_options_table(&own, table);
    RunCommand command;
    run_options_table(&usual, defaults);
    size_t length = text_format(command.text, RUN_COMMAND, "heed train %s", options->trainer.task->name);
    for (int i = 0; i < rows && length < RUN_COMMAND; i++) {
        char flag[VALUE_TEXT], value[VALUE_TEXT], without[VALUE_TEXT];
        flag_text(flag, &table[i]);
        value_text(value, &table[i]);
        value_text(without, &defaults[i]);
        const bool said = table[i].kind == OPTION_SEED || strcmp(value, without) != 0;
        if (!said || is_display(&table[i]) || is_of_the_data(&table[i], options->trainer.task))
            continue;
        length += text_format(command.text + length, RUN_COMMAND - length, " %s", flag);
        if (table[i].kind != OPTION_YES && length < RUN_COMMAND)
            length += quote(command.text + length, RUN_COMMAND - length, value);
    }
    if (length >= RUN_COMMAND)
        memcpy(command.text + RUN_COMMAND - 4, "...", 4);
    return command;
}
