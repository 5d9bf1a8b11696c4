// heed ex list, next, hint, diff and reset.
#include "examples/heed/ex.h"

#include "examples/heed/commands.h"
#include "examples/heed/ex_text.h"
#include "examples/heed/pager.h"

#include <stdio.h>
#include <stdlib.h>

// --- a text ---------------------------------------------------------------------------------------------------------

// What is written to out is shown at the end. out NULL: memory is out.
typedef struct {
    FILE *out;
    char *text;
    size_t size;
} Text;

static FILE *text_begin(Text *text)
{
    *text = (Text){.text = NULL};
    return text->out = open_memstream(&text->text, &text->size);
}

static int text_show(Text *text, bool paged)
{
    const bool whole = text->out && fclose(text->out) == 0;
    if (whole && paged)
        pager_show(text->text);
    else if (whole)
        fputs(text->text, stdout);
    free(text->text);
    return whole ? EXIT_DONE : world_error("memory is out");
}

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

static int print_task(const Ex *ex, int exercise, bool paged)
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
    Text text;
    if (text_begin(&text)) {
        fprintf(text.out, "exercise %d of %d: %s\n\n", ladder_number(ladder, exercise), ladder->count,
                ladder->title[exercise]);
        ex_print_head(text.out, stub);
        fprintf(text.out,
                "\nYour file%s: %s. The task is at its head, too.\n"
                "  %s ex run     checks it\n"
                "  %s ex watch   checks it at each save\n"
                "  %s ex hint    a hint, of three\n",
                made ? ", made just now" : "", mine_file(ladder, exercise, path), ex->self, ex->self, ex->self);
    }
    free(stub);
    return text_show(&text, paged);
}

int ex_task(const Ex *ex, int exercise)
{
    return print_task(ex, exercise, true);
}

int ex_task_here(const Ex *ex, int exercise)
{
    return print_task(ex, exercise, false);
}

// --- help -----------------------------------------------------------------------------------------------------------

static void print_hint(FILE *out, const Ladder *ladder, int exercise, const char *hints, int level)
{
    static const char *const KIND[HINTS] = {"a question", "a formula", "pseudo-code"};
    fprintf(out, "exercise %d, hint %d of %d, %s:\n\n", ladder_number(ladder, exercise), level, HINTS, KIND[level - 1]);
    ex_print_hint(out, hints, level);
}

// What there is to say of the others.
static void print_other_hints(FILE *out, const Ex *ex, int exercise, int level)
{
    static const char *const NEXT[HINTS] = {"the next is a formula", "the next, the last, is most of the solution",
                                            "this was the last"};
    fprintf(out, "\n%s", NEXT[level - 1]);
    if (level > 1)
        fprintf(out, "; to read them once more:\n  %s ex hint %d --again", ex->self,
                ladder_number(&ex->ladder, exercise));
    fprintf(out, "\n");
}

int ex_hint(const Ex *ex, int exercise)
{
    const Ladder *ladder = &ex->ladder;
    Message message;
    int shown = record_read(ladder).hints[exercise];
    shown = shown < 0 ? 0 : shown > HINTS ? HINTS : shown; // the record is a file that can be edited
    if (ex->again && shown == 0)
        return usage_error("no hint of exercise %d has been shown; %s ex hint %d shows the first",
                           ladder_number(ladder, exercise), ex->self, ladder_number(ladder, exercise));
    const int first = ex->again ? 1 : shown < HINTS ? shown + 1 : HINTS, last = ex->again ? shown : first;
    char *hints = ex_text(ladder, exercise, "hints.txt", &message);
    if (!hints || !record_hint(ladder, exercise, last, &message)) {
        free(hints);
        return world_error("%s", message.text);
    }
    Text text;
    if (text_begin(&text)) {
        for (int level = first; level <= last; level++)
            print_hint(text.out, ladder, exercise, hints, level);
        print_other_hints(text.out, ex, exercise, last);
    }
    free(hints);
    return text_show(&text, true);
}

static int print_solution(const Ex *ex, int exercise, const char *mine)
{
    Message message;
    char path[MINE_PATH];
    Text text;
    char *solution = ex_text(&ex->ladder, exercise, "solution.c", &message);
    if (!solution)
        return world_error("%s", message.text);
    bool whole = true;
    if (text_begin(&text)) {
        fprintf(text.out, "exercise %d: the reference, and why\n\n", ladder_number(&ex->ladder, exercise));
        ex_print_head(text.out, solution);
        fprintf(text.out, "\n%s (-) beside the reference (+):\n\n", mine_file(&ex->ladder, exercise, path));
        whole = ex_print_diff(text.out, ex_body(mine), ex_body(solution));
    }
    free(solution);
    const int code = text_show(&text, true);
    return whole ? code : world_error("memory is out");
}

int ex_diff(const Ex *ex, int exercise)
{
    const Ladder *ladder = &ex->ladder;
    bool untouched;
    Message message;
    if (!record_read(ladder).passed[exercise])
        return usage_error("the reference is shown once exercise %d has passed; until then: %s ex hint %d",
                           ladder_number(ladder, exercise), ex->self, ladder_number(ladder, exercise));
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
