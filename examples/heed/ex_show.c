// heed ex list, next, hint, diff and reset.
#include "examples/heed/ex.h"

#include "examples/heed/commands.h"
#include "examples/heed/ex_text.h"

#include <stdio.h>
#include <stdlib.h>

// --- the ladder -----------------------------------------------------------------------------------------------------

static const char *state_of(const Ex *ex, const Record *record, int exercise)
{
    return record->passed[exercise] ? "passed" : mine_is_there(&ex->ladder, exercise) ? "begun" : "";
}

int ex_list(const Ex *ex)
{
    const Ladder *ladder = &ex->ladder;
    const Record record = record_read(ladder);
    const int next = record_next(ladder, &record, 0), at = record.current >= 0 ? record.current : next;
    for (int i = 0; i < ladder->count; i++)
        printf("%c%2d  %-44s %s\n", i == at ? '>' : ' ', ladder_number(ladder, i), ladder->title[i],
               state_of(ex, &record, i));
    printf("\n%d of %d passed. ", record_count(ladder, &record), ladder->count);
    if (next >= 0)
        printf("Go on with: %s ex next\n", ex->self);
    else
        printf("That is all of them.\n");
    return EXIT_DONE;
}

int ex_task(const Ex *ex, int exercise)
{
    const Ladder *ladder = &ex->ladder;
    char path[MINE_PATH];
    bool made;
    Message message;
    char *stub = ex_text(ladder, exercise, "stub.c", &message);
    if (!stub || !mine_begin(ladder, exercise, &made, &message) || !record_current(ladder, exercise, &message)) {
        free(stub);
        return world_error("%s", message.text);
    }
    printf("exercise %d of %d: %s\n\n", ladder_number(ladder, exercise), ladder->count, ladder->title[exercise]);
    ex_print_head(stub);
    free(stub);
    printf("\nYour file%s: %s. The task is at its head, too.\n"
           "  %s ex run     checks it\n"
           "  %s ex watch   checks it at each save\n"
           "  %s ex hint    a hint, of three\n",
           made ? ", made just now" : "", mine_file(ladder, exercise, path), ex->self, ex->self, ex->self);
    return EXIT_DONE;
}

// --- help -----------------------------------------------------------------------------------------------------------

int ex_hint(const Ex *ex, int exercise)
{
    static const char *const KIND[] = {"a question", "a formula", "pseudo-code"};
    const Ladder *ladder = &ex->ladder;
    Message message;
    const int shown = record_read(ladder).hints[exercise], level = shown < 0 ? 1 : shown < HINTS ? shown + 1 : HINTS;
    char *hints = ex_text(ladder, exercise, "hints.txt", &message);
    if (!hints || !record_hint(ladder, exercise, level, &message)) {
        free(hints);
        return world_error("%s", message.text);
    }
    printf("exercise %d, hint %d of %d, %s:\n\n", ladder_number(ladder, exercise), level, HINTS, KIND[level - 1]);
    ex_print_hint(hints, level);
    free(hints);
    return EXIT_DONE;
}

static int print_solution(const Ex *ex, int exercise, const char *mine)
{
    Message message;
    char path[MINE_PATH];
    char *solution = ex_text(&ex->ladder, exercise, "solution.c", &message);
    if (!solution)
        return world_error("%s", message.text);
    mine_file(&ex->ladder, exercise, path);
    printf("exercise %d: the reference, and why\n\n", ladder_number(&ex->ladder, exercise));
    ex_print_head(solution);
    printf("\n%s (-) beside the reference (+):\n\n", path);
    if (!ex_print_diff(ex_body(mine), ex_body(solution)))
        printf("  they are the same, line for line\n");
    free(solution);
    return EXIT_DONE;
}

int ex_diff(const Ex *ex, int exercise)
{
    const Ladder *ladder = &ex->ladder;
    bool untouched;
    Message message;
    if (!record_read(ladder).passed[exercise])
        return usage_error("the reference is shown once the exercise has passed; until then: %s ex hint %d", ex->self,
                           ladder_number(ladder, exercise));
    char *mine = mine_read(ladder, exercise, &untouched, &message);
    if (!mine)
        return world_error("%s", message.text);
    const int code = print_solution(ex, exercise, mine);
    free(mine);
    return code;
}

int ex_reset(const Ex *ex, int exercise)
{
    char path[MINE_PATH], backup[MINE_PATH];
    Message message;
    if (!mine_reset(&ex->ladder, exercise, backup, &message))
        return world_error("%s", message.text);
    printf("%s is as it was given", mine_file(&ex->ladder, exercise, path));
    printf(backup[0] ? "; what was in it is in %s\n" : "%s\n", backup);
    return EXIT_DONE;
}
