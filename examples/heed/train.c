// heed train: parses the options of a run, runs it, and says what there is to see.
#include "examples/heed/commands.h"
#include "examples/heed/config.h"
#include "examples/heed/fault_names.h"
#include "examples/heed/faults.h"
#include "examples/heed/outcome.h"
#include "examples/heed/seeds.h"

#include "train/run_read.h"

#include <stdio.h>
#include <string.h>

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

static int train_seeds(const TrainLine *line)
{
    uint64_t first = 0;
    int count = 0;
    if (line_given(line, "--seed"))
        return usage_error("--seeds and --seed cannot both be given");
    if (line->run.trainer.fault)
        return usage_error("--seeds takes no --fault");
    if (!seeds_parse(line->seeds, &first, &count))
        return usage_error("--seeds %s: it takes two integers such as 1..10, at most %d seeds", line->seeds,
                           MOST_SEEDS);
    return seeds_train(line, first, count);
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
    const int wrong = line_check(&line);
    if (wrong != EXIT_DONE)
        return wrong;
    if (line.seeds)
        return train_seeds(&line);
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
    const Task *task = line_task(&line, &arguments);
    if (line.run.trainer.fault && strcmp(line.run.trainer.fault, "list") == 0)
        return list_faults();
    if (line.help) {
        line_help(task ? task : HEED_TASKS[0]);
        return EXIT_DONE;
    }
    TrainCheck check = {.self = argument[-1]};
    if (!train_check_when(&check, line.gradcheck))
        return usage_error("--gradcheck %s: it takes off, start, or every:N with N steps", line.gradcheck);
    line.check = check;
    if (line.resume)
        return resume(&line, &arguments);
    if (line.config)
        return repeat(&line, &arguments, argc, argument);
    if (!task && arguments.words != 1)
        return arguments.words ? usage_error("train takes one task, not also %s", arguments.word[1])
                               : usage_error("train needs a task (heed tasks lists them), or --data FILE");
    if (!task)
        return unknown_task(arguments.word[0]);
    return train_with(run_defaults(task), check, argc, argument);
}
