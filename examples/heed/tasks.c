// heed tasks: the list, or one of them explained.
#include "examples/heed/commands.h"

#include "train/trainer.h"

#include <stdio.h>
#include <string.h>

enum { SAMPLE_T = 512 };

static void print_words(const Task *task, const int32_t *token, bool are_answers)
{
    char text[TASK_WORD];
    for (int t = 0; t < task->size.T; t++)
        printf("%s%s", t ? " " : "",
               token[t] == IGNORED ? "_" : task_word(task, task->size, token[t], are_answers, text));
}

static void print_sample(const Task *task)
{
    int32_t token[SAMPLE_T], target[SAMPLE_T];
    Rng rng = rng_seed(1, 0);
    task->draw(task->size, &rng, token);
    task->answer(task->size, token, target);
    print_words(task, token, false);
    printf("  ->  ");
    print_words(task, target, true);
    printf("\n");
}

static const char *mask_in_words(MaskKind mask)
{
    static const char *const WORDS[] = {"every position sees all", "a position sees itself and what came before",
                                        "a position sees only what came before"};
    return WORDS[mask];
}

// In lines of at most 80 characters, cut at spaces.
static void print_wrapped(const char *text)
{
    enum { WIDTH = 80 };
    while (*text) {
        size_t length = strlen(text);
        if (length > WIDTH)
            for (length = WIDTH; length > 0 && text[length] != ' ';)
                length--;
        printf("%.*s\n", (int)length, text);
        text += length + (text[length] == ' ');
    }
}

static void print_defaults(const Task *task)
{
    const TrainerOptions o = trainer_defaults(task);
    printf("Defaults: --length %d --vocab %d --batch %d --lr %g --steps %d", o.size.T, o.size.vocabulary, o.batch,
           o.optimizer.rate, o.steps);
    if (o.layers > 1)
        printf(" --layers %d", o.layers);
    if (o.heads > 1)
        printf(" --heads %d", o.heads);
    printf("%s%s;\n%s.\n", o.residual ? " --residual" : "", o.output_projection ? " --output-projection" : "",
           mask_in_words(o.mask));
}

static void explain(const Task *task)
{
    printf("%s\n  %s\n  ", task->name, task->summary);
    print_sample(task);
    printf("\n");
    print_wrapped(task->teaches);
    printf("The right map: %s.\n", task->expected_in_words);
    print_defaults(task);
    printf("\n  heed train %s\n", task->name);
}

int command_tasks(int argc, char **argument)
{
    if (argc > 2)
        return usage_error("heed tasks takes one task at most, not also %s", argument[2]);
    if (argc == 2 && (strcmp(argument[1], "--help") == 0 || strcmp(argument[1], "-h") == 0)) {
        printf("usage: heed tasks [TASK]\n\nLists the tasks, or explains one.\n");
        return EXIT_DONE;
    }
    if (argc == 2 && argument[1][0] == '-')
        return usage_error("unknown flag %s; it is heed tasks [TASK]", argument[1]);
    if (argc == 2) {
        const Task *task = task_find(argument[1]);
        if (!task)
            return unknown_task(argument[1]);
        explain(task);
        return EXIT_DONE;
    }
    for (int i = 0; i < HEED_TASKS_COUNT; i++) {
        printf("%-11s %s\n            ", HEED_TASKS[i]->name, HEED_TASKS[i]->summary);
        print_sample(HEED_TASKS[i]);
    }
    return EXIT_DONE;
}
