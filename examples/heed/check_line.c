// The command line of heed check.
#include "examples/heed/check.h"

#include "examples/heed/commands.h"
#include "examples/heed/fault_names.h"
#include "examples/heed/option_flags.h"

#include <string.h>

// A task's model when no flag says otherwise: small, so that every element can be looked at.
enum { MODEL_D = 8, MODEL_B = 2 };

// The first flags are of any target but for --step, the last of them, which is of a run; the others, and all options of
// a model but the seed, are of one task.
enum { OWN_FLAGS = 12, GENERAL_FLAGS = 10, MOST_DIRECTIONS = 1000, RUN_DIRECTIONS = 5 };

typedef struct {
    Flag flag[OWN_FLAGS + MOST_RUN_OPTIONS];
    char name[MOST_RUN_OPTIONS][OPTION_FLAG_NAME];
    int flags;
    const char *fault;
    bool help;
} Parser;

static void begin(Parser *parser, CheckLine *line, const Task *task)
{
    RunOption option[MOST_RUN_OPTIONS];
    *parser = (Parser){.flags = OWN_FLAGS};
    line->run = run_defaults(task);
    line->run.trainer.D = MODEL_D;
    line->run.trainer.batch = MODEL_B;
    const Flag own[OWN_FLAGS] = {
        flag_integer("--directions", &line->directions, 0, MOST_DIRECTIONS,
                     "random directions a tensor (of a run 5); 0: each element"),
        flag_yes("--symmetry", &line->symmetry, "also u.Hv = v.Hu, from gradients alone"),
        flag_text("--fault", &parser->fault, "plants a wrong backward; --fault list names them"),
        flag_yes("--json", &line->json, "the report as JSON"),
        flag_text("--picture", &line->picture, "writes a PNG: the gravest check, or the sweep"),
        flag_integer("--scale", &line->scale, 1, 2, "of the picture"),
        flag_yes("--sweep", &line->sweep, "error against step size, in float and double"),
        flag_yes("--one-precision", &line->one_precision, "of a sweep: only that of the program that is run"),
        flag_yes("--help", &parser->help, "this list"),
        flag_integer("--step", &line->step, RUN_LAST_STEP, MOST_STEPS, "of a run: its keyframe; -1: the last one"),
        flag_text("--weights", &line->weights, "of a task's model: the safetensors file that has them"),
        flag_integer("--batch", &line->run.trainer.batch, 1, 4096, "of a task's model: sequences"),
    };
    memcpy(parser->flag, own, sizeof own);
    const int options = run_model_options_table(&line->run, option);
    for (int i = 0; i < options; i++)
        parser->flag[parser->flags++] = flag_of_option(&option[i], parser->name[i]);
}

// The first flag that is of a model, and was given; NULL: none was.
static const char *model_flag(const Parser *parser)
{
    for (int i = GENERAL_FLAGS; i < parser->flags; i++)
        if (parser->flag[i].given && strcmp(parser->flag[i].name, "--seed") != 0)
            return parser->flag[i].name;
    return NULL;
}

// What no flag can see alone. EXIT_DONE: all fits together.
static int check_together(const CheckLine *line, const Parser *parser, const char *target)
{
    const TargetKind kind = line->targets.target[0].kind;
    const char *of_model = model_flag(parser);
    if (of_model && kind != TARGET_TASK)
        return usage_error("%s is of one task's model, and the target is %s", of_model, target);
    if (parser->flag[GENERAL_FLAGS - 1].given && kind != TARGET_RUN)
        return usage_error("--step is of a run, and the target is %s", target);
    if (line->sweep && (line->targets.all || kind == TARGET_RUN))
        return usage_error("--sweep takes one op, layer or task, not %s", target);
    if (line->one_precision && !line->sweep)
        return usage_error("--one-precision is of a --sweep; gradients are checked in double alone");
    return EXIT_DONE;
}

bool check_line_parse(CheckLine *line, int argc, char **argument, int *code)
{
    Parser parser;
    Arguments arguments;
    Message message;
    const char *target = "all";
    *line = (CheckLine){.self = argument[-1], .argument = argument - 1, .scale = 1, .step = RUN_LAST_STEP};
    begin(&parser, line, HEED_TASKS[0]);
    *code = EXIT_DONE;
    const bool parsed = flags_parse(&arguments, parser.flag, parser.flags, argc, argument); // once to find the task
    if (parsed && arguments.words)
        target = arguments.word[0];
    else if (parsed && line->run.trainer.data.file)
        target = "task:data";
    if (!parsed)
        *code = usage_error("%s", arguments.error);
    else if (parser.help)
        *code = check_help(parser.flag, parser.flags);
    else if (parser.fault && strcmp(parser.fault, "list") == 0)
        *code = list_faults();
    else if (arguments.words > 1)
        *code = usage_error("check takes one target, not also %s", arguments.word[1]);
    else if (!targets_find(&line->targets, target, &message))
        *code = usage_error("%s", message.text);
    else if (parser.fault && !(line->fault = fault_find(parser.fault)))
        *code = unknown_fault(parser.fault);
    else
        *code = check_together(line, &parser, target);
    if (*code != EXIT_DONE || parser.help || (parser.fault && !line->fault))
        return false;
    if (line->targets.target[0].kind == TARGET_RUN && !parser.flag[0].given)
        line->directions = RUN_DIRECTIONS;
    if (line->targets.target[0].kind == TARGET_TASK && !line->targets.all) {
        begin(&parser, line, target_task(line->targets.target[0].item));
        flags_parse(&arguments, parser.flag, parser.flags, argc, argument); // and again, on top of the task's defaults
    }
    return true;
}
