// heed tasks: the list, or one of them explained.
#include "examples/heed/ablations.h"
#include "examples/heed/commands.h"

#include "train/trainer.h"

#include <stdio.h>
#include <string.h>

// Either sequence of a sample, in words.
static void print_words(const Task *task, const Data *data, const int32_t *token, bool are_answers)
{
    char text[TASK_WORD];
    for (int t = 0; t < task->size.T; t++)
        printf("%s%s", t ? " " : "",
               token[t] == IGNORED              ? "_"
               : task->source == SOURCE_SAMPLER ? task_word(task, task->size, token[t], are_answers, text)
                                                : data_word(data, token[t], text));
}

static void print_sample(const Task *task)
{
    if (task->source == SOURCE_LINES) {
        printf("the cat sat  ->  sat cat the\n");
        return;
    }
    Sequences one;
    Data data = {.examples = 0};
    Message message;
    Rng rng = rng_seed(1, 0);
    if (sequences_new(&one, 1, task->size.T)) {
        if (task->source == SOURCE_SAMPLER) {
            task->draw(task->size, &rng, one.token);
            task->answer(task->size, one.token, one.target);
        } else if (data_load(&data, task, &(DataOptions){.held_out = 0}, task->size.T, &message))
            data_draw(&data, &one, &rng);
        print_words(task, &data, one.token, false);
        printf(task->size.T > 20 ? "\n            ->  " : "  ->  ");
        print_words(task, &data, one.target, true);
        printf("\n");
    }
    data_free(&data);
    sequences_free(&one);
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
        printf("usage: heed tasks [TASK | --ablations]\n\nLists the tasks, explains one, or lists what happens when "
               "parts are "
               "taken away.\n");
        return EXIT_DONE;
    }
    if (argc == 2 && strcmp(argument[1], "--ablations") == 0) {
        ablations_print();
        return EXIT_DONE;
    }
    if (argc == 2 && argument[1][0] == '-')
        return usage_error("unknown flag %s; it is heed tasks [TASK | --ablations]", argument[1]);
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
    printf("\nYour own: heed train --data FILE, an example a line, such as \"the cat sat -> sat cat the\".\n");
    return EXIT_DONE;
}
