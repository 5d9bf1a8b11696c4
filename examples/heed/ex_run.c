// heed ex run: one exercise, or all of them.
#include "examples/heed/ex.h"

#include "examples/heed/commands.h"
#include "examples/heed/signals.h"
#include "train/version.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

// --- patience -------------------------------------------------------------------------------------------------------

bool ex_goes_on(ExPatience *patience, double seconds, int limit)
{
    if (seconds > EX_LONG && limit > 0 && !patience->told && isatty(STDOUT_FILENO)) {
        printf("  this takes long; it stops after %d s of computing, or by %s\n", limit, patience->stopped_by);
        fflush(stdout);
        patience->told = true;
    }
    return *patience->signal == 0;
}

static bool until_signal(void *context, double seconds, int limit)
{
    return ex_goes_on(context, seconds, limit);
}

// --- one ------------------------------------------------------------------------------------------------------------

static void print_next_step(const Ex *ex, int exercise, AttemptEnd end)
{
    const Ladder *ladder = &ex->ladder;
    const Record record = record_read(ladder);
    if (end != ATTEMPT_RIGHT) {
        printf("\nnot yet. For a hint: %s ex hint\n", ex->self);
        return;
    }
    printf("\npassed: %d of %d. The reference, and why: %s ex diff\n", record_count(ladder, &record), ladder->count,
           ex->self);
    if (record_next(ladder, &record, exercise) >= 0)
        printf("Go on with: %s ex next\n", ex->self);
    else
        printf("That was the last: you have written the gradients of attention by hand.\n");
}

static int print_attempt(const Ex *ex, int exercise, ProcessWatch watch)
{
    const Ladder *ladder = &ex->ladder;
    char path[MINE_PATH];
    Message message;
    Attempt done = attempt(ladder, exercise, mine_file(ladder, exercise, path), ex->attempt, watch, &message);
    if (done.end != ATTEMPT_WORLD)
        fputs(done.report, stdout);
    free(done.report);
    if (done.end == ATTEMPT_WORLD)
        return world_error("%s", message.text);
    if (done.end == ATTEMPT_STOPPED) {
        printf("  stopped before it came to an end\n");
        return EXIT_SIGNAL;
    }
    const bool kept = done.end != ATTEMPT_RIGHT || record_passed(ladder, exercise, &message);
    print_next_step(ex, exercise, done.end);
    if (!kept)
        return world_error("%s", message.text);
    return done.end == ATTEMPT_RIGHT ? EXIT_DONE : EXIT_CHECK_FAILED;
}

int ex_try(const Ex *ex, int exercise, ProcessWatch watch)
{
    const Ladder *ladder = &ex->ladder;
    char path[MINE_PATH];
    bool made, untouched;
    Message message;
    if (!mine_begin(ladder, exercise, &made, &message))
        return world_error("%s", message.text);
    char *mine = mine_read(ladder, exercise, &untouched, &message);
    if (!mine)
        return world_error("%s", message.text);
    free(mine);
    if (!record_current(ladder, exercise, &message))
        return world_error("%s", message.text);
    printf("exercise %d of %d: %s\n", ladder_number(ladder, exercise), ladder->count, ladder->title[exercise]);
    if (untouched)
        printf("  %s is as it was given; its head says what is to be written\n", mine_file(ladder, exercise, path));
    fflush(stdout); // compiling takes a moment
    return print_attempt(ex, exercise, watch);
}

int ex_run(const Ex *ex, int exercise)
{
    ExPatience patience = {.signal = signals_watch(), .stopped_by = "Ctrl-C"};
    const int code = ex_try(ex, exercise, (ProcessWatch){until_signal, &patience});
    return code == EXIT_SIGNAL ? EXIT_SIGNAL + *patience.signal : code;
}

// --- all ------------------------------------------------------------------------------------------------------------

typedef struct {
    const char *outcome[LADDER_MOST]; // of ATTEMPT_NAMES, or why there was no attempt
    bool passed[LADDER_MOST];
    int right;
} Score;

static json_t *score_json(const Ladder *ladder, const Score *score)
{
    json_t *list = json_array();
    for (int i = 0; i < ladder->count; i++)
        json_array_append_new(list, json_pack("{s:i, s:s, s:s, s:b, s:s}", "number", ladder_number(ladder, i), "name",
                                              ladder->name[i], "title", ladder->title[i], "passed", score->passed[i],
                                              "outcome", score->outcome[i]));
    return json_pack("{s:s, s:s, s:i, s:i, s:o}", "format", "heed exercises 1", "version", HEED_VERSION_TEXT, "passed",
                     score->right, "of", ladder->count, "exercises", list);
}

// An attempt at one of all. False: it cannot be made.
static bool try_one(const Ex *ex, int exercise, ProcessWatch watch, Score *score, Message *message)
{
    const Ladder *ladder = &ex->ladder;
    char path[MINE_PATH];
    bool untouched = false;
    char *mine = mine_is_there(ladder, exercise) ? mine_read(ladder, exercise, &untouched, message) : NULL;
    score->outcome[exercise] = !mine_is_there(ladder, exercise) ? "not begun"
                               : untouched                      ? "as given"
                                                                : "cannot be read";
    const bool tried = mine && !untouched;
    free(mine);
    if (!tried)
        return true;
    Attempt done = attempt(ladder, exercise, mine_file(ladder, exercise, path), ex->attempt, watch, message);
    free(done.report);
    score->outcome[exercise] = ATTEMPT_NAMES[done.end];
    score->passed[exercise] = done.end == ATTEMPT_RIGHT;
    score->right += done.end == ATTEMPT_RIGHT;
    return done.end != ATTEMPT_WORLD && (done.end != ATTEMPT_RIGHT || record_passed(ladder, exercise, message));
}

int ex_run_all(const Ex *ex)
{
    const Ladder *ladder = &ex->ladder;
    const char *path = ex->score ? ex->score : "my/score.json";
    Score score = {.right = 0};
    ExPatience patience = {.signal = signals_watch(), .stopped_by = "Ctrl-C"};
    Message message;
    for (int i = 0; i < ladder->count; i++) {
        if (!try_one(ex, i, (ProcessWatch){until_signal, &patience}, &score, &message))
            return world_error("%s", message.text);
        if (*patience.signal) {
            printf("stopped; the score is not written\n");
            return EXIT_SIGNAL + *patience.signal;
        }
        printf("%2d  %-44s %s\n", ladder_number(ladder, i), ladder->title[i], score.outcome[i]);
        fflush(stdout);
    }
    if (!mine_write_json(path, score_json(ladder, &score), &message))
        return world_error("%s", message.text);
    printf("\n%d of %d right. The score is in %s\n", score.right, ladder->count, path);
    return score.right == ladder->count ? EXIT_DONE : EXIT_CHECK_FAILED;
}
