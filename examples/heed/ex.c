// heed ex: the exercises. The command line.
#include "examples/heed/ex.h"

#include "examples/heed/commands.h"
#include "examples/heed/flags.h"
#include "examples/heed/nearest.h"

#include <stdio.h>
#include <string.h>

enum { SECONDS = 10, FLAGS = 6 };

static const char HELP[] = "usage: heed ex [COMMAND] [N] [--FLAG VALUE ...]\n"
                           "You write gradients in C, and heed checks them. Your files are my/NN_name.c\n"
                           "here, made on first use and never overwritten. N is an exercise's number or\n"
                           "name; without it, the one that you work on.\n"
                           "\n"
                           "  heed ex list       all exercises, and which have passed (the same as heed ex)\n"
                           "  heed ex next [N]   the task of the first that has not passed, or of N\n"
                           "  heed ex run [N]    compiles your file, runs it, and says what is wrong\n"
                           "  heed ex run all    every exercise in a line, and the score as JSON\n"
                           "  heed ex watch [N]  run at each save; it never moves on by itself\n"
                           "  heed ex hint [N]   a question; again, a formula; again, pseudo-code\n"
                           "  heed ex diff [N]   the reference beside yours, once yours has passed\n"
                           "  heed ex reset [N]  the file as it was given; what was in it is kept\n"
                           "\n";

static const char ENDING[] = "The score is {format, version, passed, of, exercises: [{number, name, title,\n"
                             "passed, outcome}]}. The compiler is $CC, or heed's own, or cc. Exit codes:\n"
                             "0 right, 2 command line, 3 file, compiler or memory, 4 something fails.\n";

static const struct {
    const char *name;
    int (*of)(const Ex *ex, int exercise);
} COMMANDS[] = {{"next", ex_task}, {"run", ex_run},   {"watch", ex_watch},
                {"hint", ex_hint}, {"diff", ex_diff}, {"reset", ex_reset}};

static int unknown_command(const Ex *ex, const char *word)
{
    static const char *const NAMES[] = {"list", "next", "run", "watch", "hint", "diff", "reset", NULL};
    const char *near = nearest(word, NAMES);
    if (ladder_exercise(&ex->ladder, word) >= 0)
        return usage_error("%s is an exercise; what is to be done with it comes first, as in ex run %s", word, word);
    return near ? usage_error("unknown command ex %s; did you mean ex %s?", word, near)
                : usage_error("unknown command ex %s; heed ex --help lists them", word);
}

// The one that is named, or that was worked on last, or that comes next. -1: there is none; that has been said.
static int choose(const Ex *ex, const char *word, bool next)
{
    const Record record = record_read(&ex->ladder);
    const int exercise = word                         ? ladder_exercise(&ex->ladder, word)
                         : next || record.current < 0 ? record_next(&ex->ladder, &record, 0)
                                                      : record.current;
    if (exercise >= 0)
        return exercise;
    if (word)
        usage_error("there is no exercise %s; they are 1 to %d, as heed ex list shows", word,
                    ladder_number(&ex->ladder, ex->ladder.count - 1));
    else
        usage_error("all exercises have passed; name one by its number");
    return -1;
}

static int dispatch(const Ex *ex, const char *command, const char *word)
{
    const bool all = strcmp(command, "run") == 0 && word && strcmp(word, "all") == 0;
    if (strcmp(command, "list") == 0)
        return word ? usage_error("ex list takes no %s", word) : ex_list(ex);
    if (ex->score && !all)
        return usage_error("--score is of ex run all");
    if (ex->again && strcmp(command, "hint") != 0)
        return usage_error("--again is of ex hint");
    if (all)
        return ex_run_all(ex);
    for (size_t i = 0; i < sizeof COMMANDS / sizeof COMMANDS[0]; i++)
        if (strcmp(command, COMMANDS[i].name) == 0) {
            const int exercise = choose(ex, word, strcmp(command, "next") == 0);
            return exercise < 0 ? EXIT_USAGE : COMMANDS[i].of(ex, exercise);
        }
    return unknown_command(ex, command);
}

int command_ex(int argc, char **argument)
{
    static Ex ex; // larger than a stack should hold
    bool plain = false, help = false;
    ex = (Ex){.self = argument[-1], .attempt = {.seconds = SECONDS}};
    Flag flags[FLAGS] = {
        flag_seed("--seed", &ex.attempt.seed, "for the numbers that a check draws"),
        flag_integer("--seconds", &ex.attempt.seconds, 1, 3600, "of processor time for a loop"),
        flag_yes("--no-sanitizers", &plain, "compile without them: a crash tells less"),
        flag_yes("--again", &ex.again, "of hint: those that were shown before"),
        flag_text("--score", &ex.score, "of run all: the score's file (my/score.json)"),
        flag_yes("--help", &help, "this list"),
    };
    Arguments arguments;
    Message message;
    if (!flags_parse(&arguments, flags, FLAGS, argc, argument))
        return usage_error("%s", arguments.error);
    if (help) {
        fputs(HELP, stdout);
        flags_help(flags, FLAGS);
        fputs(ENDING, stdout);
        return EXIT_DONE;
    }
    const char *const *word = arguments.word;
    if (arguments.words > 2)
        return usage_error("ex %s takes one exercise, not also %s", word[0], word[2]);
    if (!ladder_find(&ex.ladder, argument[-1], &message))
        return world_error("%s", message.text);
    ex.attempt.sanitizers = !plain;
    ex.attempt.seeded = flags[0].given;
    return dispatch(&ex, arguments.words > 0 ? word[0] : "list", arguments.words > 1 ? word[1] : NULL);
}
