// heed train: parses the options of a run, runs it, and says what there is to see.
#include "examples/heed/commands.h"
#include "examples/heed/config.h"
#include "examples/heed/fault_names.h"
#include "examples/heed/faults.h"
#include "examples/heed/option_flags.h"
#include "examples/heed/outcome.h"

#include "train/run_options.h"
#include "train/run_read.h"

#include <stdio.h>
#include <string.h>

// What the command line can set.
typedef struct {
    RunOptions run;
    const char *folder, *resume, *config, *gradcheck;
    TrainCheck check; // when, as gradcheck says
    int color;        // a ColorChoice
    bool quiet, help;
    Flag flag[MOST_RUN_OPTIONS + 8];
    char name[MOST_RUN_OPTIONS][OPTION_FLAG_NAME]; // of the flags
    int flags;
} TrainLine;

enum { MOST_HEADS = 64 };

// The task's defaults, and the flags that change them.
static void line_begin(TrainLine *line, const Task *task)
{
    RunOption option[MOST_RUN_OPTIONS];
    *line = (TrainLine){.run = run_defaults(task), .gradcheck = "start"};
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
    line->flag[line->flags++] = flag_yes("--quiet", &line->quiet, "no progress, only the result");
    line->flag[line->flags++] = flag_yes("--help", &line->help, "this list");
}

// The defaults are those of the task, or of the first task.
static int help(const Task *task)
{
    TrainLine line;
    line_begin(&line, task);
    printf("usage: heed train TASK [--FLAG VALUE ...]\n\nIn brackets: the defaults of %s.\n\n", task->name);
    flags_help(line.flag, line.flags);
    printf(
        "\nTasks: heed tasks. Exit codes: 0 done, 2 command line, 3 file or memory,\n4 done but a gradient is wrong, "
        "5 diverged, 6 damaged file, 130 stopped by Ctrl-C.\n");
    return EXIT_DONE;
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
    if (o->size.T < o->task->least_length)
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
    return check_training(o);
}

// All options are the run's own, so that the result is what it would have been.
static int resume(const TrainLine *line, const Arguments *arguments)
{
    RunRecord record;
    Message message = {.text = ""};
    if (arguments->words)
        return usage_error("--resume goes on with the task of the run; %s cannot be given too", arguments->word[0]);
    for (int i = 0; i < line->flags; i++)
        if (line->flag[i].given && strcmp(line->flag[i].name, "--resume") != 0 &&
            strcmp(line->flag[i].name, "--quiet") != 0 && strcmp(line->flag[i].name, "--color") != 0 &&
            strcmp(line->flag[i].name, "--gradcheck") != 0)
            return usage_error("--resume goes on with the options of the run; %s cannot be given too",
                               line->flag[i].name);
    int code = EXIT_WORLD;
    if (!run_read(&record, line->resume, &message)) {
        fprintf(stderr, "heed: %s\n", message.text);
        code = message.damaged ? EXIT_DAMAGED : EXIT_WORLD;
    } else if (record.options.trainer.fault && !fault_find(record.options.trainer.fault)) {
        usage_error("%s: this heed does not know the fault %s", line->resume, record.options.trainer.fault);
        code = EXIT_DAMAGED;
    } else if (record.in_double != (sizeof(real) == sizeof(double)))
        code = usage_error("--resume %s: this run computes in %s: %s train --resume %s goes on with it", line->resume,
                           record.in_double ? "double" : "float", record.in_double ? "heed64" : "heed", line->resume);
    else
        code =
            train_and_tell(&record.options, run_resume, line->check, (Display){line->quiet, (ColorChoice)line->color});
    run_record_free(&record);
    return code;
}

// options: the task's defaults, or those of another run; the flags come on top.
static int train_with(RunOptions options, TrainCheck check, int argc, char **argument)
{
    Arguments arguments;
    TrainLine line;
    char folder[RUN_PATH];
    line_begin(&line, options.trainer.task);
    line.run = options;
    if (!flags_parse(&arguments, line.flag, line.flags, argc, argument))
        return usage_error("%s", arguments.error);
    if (line.run.trainer.fault && !fault_find(line.run.trainer.fault))
        return unknown_fault(line.run.trainer.fault);
    const int wrong = check_together(&line);
    if (wrong != EXIT_DONE)
        return wrong;
    if (!line.folder && !run_default_folder(folder, options.trainer.task, line.run.trainer.seed))
        return usage_error("there is no free folder in runs/");
    line.run.folder = line.folder ? line.folder : folder;
    return train_and_tell(&line.run, run_train, check, (Display){line.quiet, (ColorChoice)line.color});
}

static int repeat(const TrainLine *line, const Arguments *arguments, int argc, char **argument)
{
    Config config;
    if (arguments->words)
        return usage_error("--config has the task of its run; %s cannot be given too", arguments->word[0]);
    int code = config_read(&config, line->config);
    if (code == EXIT_DONE)
        code = train_with(config.record.options, line->check, argc, argument);
    config_free(&config);
    return code;
}

int command_train(int argc, char **argument)
{
    Arguments arguments;
    TrainLine line;
    line_begin(&line, HEED_TASKS[0]);
    if (!flags_parse(&arguments, line.flag, line.flags, argc, argument)) // once to find the task
        return usage_error("%s", arguments.error);
    const Task *task = arguments.words == 1 ? task_find(arguments.word[0]) : NULL;
    if (line.run.trainer.fault && strcmp(line.run.trainer.fault, "list") == 0)
        return list_faults();
    if (line.help)
        return help(task ? task : HEED_TASKS[0]);
    TrainCheck check = {.self = argument[-1]};
    if (!train_check_when(&check, line.gradcheck))
        return usage_error("--gradcheck %s: it takes off, start, or every:N with N steps", line.gradcheck);
    line.check = check;
    if (line.resume)
        return resume(&line, &arguments);
    if (line.config)
        return repeat(&line, &arguments, argc, argument);
    if (arguments.words != 1)
        return arguments.words ? usage_error("train takes one task, not also %s", arguments.word[1])
                               : usage_error("train needs a task; heed tasks lists them");
    if (!task)
        return unknown_task(arguments.word[0]);
    return train_with(run_defaults(task), check, argc, argument);
}
