// The command line of heed train.
#include "examples/heed/train_line.h"

#include "examples/heed/commands.h"

#include <stdio.h>
#include <string.h>

enum { MOST_HEADS = 64 };

// The flags point into the line.
void line_begin(TrainLine *line, const Task *task)
{
    RunOption option[MOST_RUN_OPTIONS];
    *line = (TrainLine){.run = run_defaults(task), .gradcheck = "start", .jobs = 1};
    const int options = run_options_table(&line->run, option);
    for (int i = 0; i < options; i++)
        line->flag[i] = flag_of_option(&option[i], line->name[i]);
    line->flags = options;
    line->flag[line->flags++] = flag_text("--out", &line->folder, "the run's folder; by default runs/TASK-sSEED");
    line->flag[line->flags++] = flag_text("--config", &line->config, "run.json of the run to repeat; no TASK then");
    line->flag[line->flags++] = flag_text("--resume", &line->resume, "go on with the run in this folder; no TASK then");
    line->flag[line->flags++] =
        flag_text("--gradcheck", &line->gradcheck, "when gradients are checked: off, start, or every:N steps (start)");
    line->flag[line->flags++] = flag_choice("--color", &line->color, COLOR_CHOICES, "of the live panel");
    line->flag[line->flags++] = flag_text("--seeds", &line->seeds, "1..10: one run from each, and their spread");
    line->flag[line->flags++] = flag_integer("--jobs", &line->jobs, 1, 64, "of --seeds: runs side by side");
    line->flag[line->flags++] = flag_yes("--quiet", &line->quiet, "no progress, only the result");
    line->flag[line->flags++] = flag_yes("--help", &line->help, "this list");
}

bool line_given(const TrainLine *line, const char *name)
{
    for (int i = 0; i < line->flags; i++)
        if (strcmp(line->flag[i].name, name) == 0)
            return line->flag[i].given;
    return false;
}

void line_help(const Task *task)
{
    TrainLine line;
    line_begin(&line, task);
    printf("usage: heed train TASK [--FLAG VALUE ...]\n\nIn brackets: the defaults of %s.\n\n", task->name);
    flags_help(line.flag, line.flags);
    printf("\nTasks: heed tasks. Exit codes: 0 done, 1 goal not reached, 2 command line, 3 file or memory,\n"
           "4 done but a gradient is wrong, 5 diverged, 6 damaged file, 130 stopped by Ctrl-C.\n");
}

// The divisors of D nearest to H, below and above; 0: there is none.
static void divisors_near(int H, int D, int *below, int *above)
{
    *below = *above = 0;
    for (int divisor = 1; divisor <= D && divisor <= MOST_HEADS; divisor++) {
        if (D % divisor != 0)
            continue;
        if (divisor < H)
            *below = divisor;
        else if (*above == 0)
            *above = divisor;
    }
}

static int heads_do_not_fit(int H, int D)
{
    int below, above;
    divisors_near(H, D, &below, &above);
    return above ? usage_error("--heads %d does not divide --dim %d; try %d or %d", H, D, below, above)
                 : usage_error("--heads %d does not divide --dim %d; try %d", H, D, below);
}

static int check_training(const TrainerOptions *o)
{
    if (!((real)o->optimizer.rate > 0))
        return usage_error("--lr %g is 0 in %s", o->optimizer.rate, REAL_NAME);
    if (o->optimizer.kind != OPTIMIZER_SGD && (o->optimizer.momentum > 0 || o->optimizer.nesterov))
        return usage_error("--%s is of --optimizer sgd; %s has --beta1",
                           o->optimizer.nesterov ? "nesterov" : "momentum", OPTIMIZER_NAMES[o->optimizer.kind]);
    if (o->optimizer.nesterov && o->optimizer.momentum == 0)
        return usage_error("--nesterov needs --momentum, such as 0.9");
    if (o->schedule.warmup > o->steps)
        return usage_error("--warmup %d is longer than --steps %d", o->schedule.warmup, o->steps);
    return EXIT_DONE;
}

// What no flag can see alone. EXIT_DONE: all fits together.
static int check_together(const TrainLine *line)
{
    const TrainerOptions *o = &line->run.trainer;
    int cells = 0;
    if (o->key_size == 0 && o->D % o->heads != 0)
        return heads_do_not_fit(o->heads, o->D);
    const int d_k = o->key_size > 0 ? o->key_size : o->D / o->heads;
    if (!o->output_projection && (o->residual || o->layers > 1) && o->heads * d_k != o->D)
        return usage_error("--%s: heads of %d x %d are not as wide as --dim %d; add --output-projection",
                           o->residual ? "residual" : "layers", o->heads, d_k, o->D);
    if (o->task->source == SOURCE_SAMPLER && o->size.T < o->task->least_length)
        return usage_error("--length %d: the task %s needs at least %d", o->size.T, o->task->name,
                           o->task->least_length);
    const char *needs = task_needs(o->task, o->size);
    if (needs)
        return usage_error("--length %d --vocab %d: the task %s needs %s", o->size.T, o->size.vocabulary, o->task->name,
                           needs);
    if (!shape_count(SHAPE(o->batch, o->heads, o->size.T, o->size.T), &cells))
        return usage_error("--batch %d --heads %d --length %d: their maps have more than 2^31 - 1 cells; lower one",
                           o->batch, o->heads, o->size.T);
    if (!shape_count(SHAPE(o->batch, o->size.T, task_classes(o->task, o->size)), &cells))
        return usage_error("--batch %d --length %d --vocab %d: more than 2^31 - 1 logits; lower one", o->batch,
                           o->size.T, o->size.vocabulary);
    if (!shape_count(SHAPE(o->batch, o->size.T, o->heads, d_k), &cells) ||
        !shape_count(SHAPE(o->batch, o->size.T, o->feed_forward), &cells))
        return usage_error("--batch %d --length %d: more than 2^31 - 1 elements; lower one, or --key-size or "
                           "--feed-forward",
                           o->batch, o->size.T);
    if (!shape_count(SHAPE(o->batch, o->size.T, o->D), &cells))
        return usage_error("--batch %d --length %d --dim %d: more than 2^31 - 1 elements; lower one", o->batch,
                           o->size.T, o->D);
    Goal goal;
    if (line->run.goal && !goal_parse(line->run.goal, &goal))
        return usage_error("--goal %s: it takes exact, accuracy, alignment or loss, and a number, such as exact=0.99",
                           line->run.goal);
    return check_training(o);
}

// Which flags go with where the sequences come from; then their size. EXIT_DONE: all is well.
static int read_data(TrainLine *line)
{
    TrainerOptions *o = &line->run.trainer;
    const DataOptions *data = &o->data;
    Message message;
    if (o->task->source == SOURCE_SAMPLER && (data->file || data->eval_file || data->expected_file || data->no_shuffle))
        return usage_error("the task %s draws its own sequences; --data goes with no task, or with the task text",
                           o->task->name);
    if (o->task->source == SOURCE_SAMPLER)
        return EXIT_DONE;
    if (o->task->source == SOURCE_LINES && !data->file)
        return usage_error("the task data needs --data FILE");
    if (o->task->source == SOURCE_TEXT && (data->eval_file || data->expected_file))
        return usage_error("--eval-data and --expected go with lines, not with a text");
    if (line_given(line, "--vocab") || (o->task->source == SOURCE_LINES && line_given(line, "--length")))
        return usage_error("--length and --vocab are those of the data; leave them out");
    if (trainer_measure(o, &o->size, &message))
        return EXIT_DONE;
    fprintf(stderr, "heed: %s\n", message.text);
    return message.damaged ? EXIT_DAMAGED : EXIT_WORLD;
}

const Task *line_task(const TrainLine *line, const Arguments *arguments)
{
    if (arguments->words == 0 && line->run.trainer.data.file)
        return &TASK_DATA;
    return arguments->words == 1 ? task_find(arguments->word[0]) : NULL;
}

int line_check(TrainLine *line)
{
    const int wrong = read_data(line);
    return wrong == EXIT_DONE ? check_together(line) : wrong;
}
