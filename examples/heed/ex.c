// heed ex: the exercises.
#include "examples/heed/attempt.h"
#include "examples/heed/commands.h"
#include "examples/heed/flags.h"
#include "examples/heed/ladder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int run(const Ladder *ladder, int exercise, AttemptOptions options)
{
    Message message;
    bool made;
    char path[MINE_PATH];
    if (!mine_begin(ladder, exercise, &made, &message))
        return world_error("%s", message.text);
    printf("exercise %s: %s\n", ladder->name[exercise], mine_file(ladder, exercise, path));
    Attempt done = attempt(ladder, exercise, options, &message);
    if (done.end == ATTEMPT_WORLD) {
        free(done.report);
        return world_error("%s", message.text);
    }
    fputs(done.report, stdout);
    free(done.report);
    printf("%s: %s\n", ladder->name[exercise], ATTEMPT_NAMES[done.end]);
    return done.end == ATTEMPT_RIGHT ? EXIT_DONE : EXIT_CHECK_FAILED;
}

int command_ex(int argc, char **argument)
{
    bool plain = false;
    AttemptOptions options = {.seconds = 10, .seed = (uint64_t)time(NULL)};
    Flag flags[] = {flag_yes("--no-sanitizers", &plain, "compile without them: faster, and a crash tells less"),
                    flag_integer("--seconds", &options.seconds, 1, 3600, "until an endless loop is stopped"),
                    flag_seed("--seed", &options.seed, "of the random numbers of the check")};
    Arguments arguments;
    Message message;
    static Ladder ladder;
    if (!flags_parse(&arguments, flags, 3, argc, argument))
        return usage_error("%s", arguments.error);
    options.sanitizers = !plain;
    if (arguments.words != 2 || strcmp(arguments.word[0], "run") != 0)
        return usage_error("ex takes run N");
    if (!ladder_find(&ladder, argument[-1], &message))
        return world_error("%s", message.text);
    const int exercise = ladder_exercise(&ladder, arguments.word[1]);
    if (exercise < 0)
        return usage_error("there is no exercise %s; heed ex list tells them", arguments.word[1]);
    return run(&ladder, exercise, options);
}
