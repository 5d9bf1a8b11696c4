// heed check: gradients against finite differences. It is heed64 that does it; heed runs heed64 with the same
// arguments.
#include "examples/heed/check.h"

#include "autograd/ops.h"
#include "examples/heed/check_report.h"
#include "examples/heed/commands.h"
#include "examples/heed/sibling.h"
#include "train/figures/check.h"
#include "train/file.h"

#include <stdio.h>
#include <stdlib.h>

// --- checking -------------------------------------------------------------------------------------------------------

// A task's model: as the flags have it, or, of many, small and with the task's defaults.
static TrainerOptions task_options(const CheckLine *line, const Task *task)
{
    TrainerOptions options = line->targets.all ? trainer_defaults(task) : line->run.trainer;
    options.D = line->run.trainer.D;
    options.batch = line->run.trainer.batch;
    options.seed = line->run.trainer.seed;
    return options;
}

static bool open_target(Subject *subject, const CheckLine *line, Target target, Message *message)
{
    const uint64_t seed = line->run.trainer.seed;
    if (target.kind == TARGET_OP)
        return subject_of_op(subject, HEED_OPS[target.item], target.variant, seed, message);
    if (target.kind == TARGET_LAYER)
        return subject_of_layer(subject, target.item, seed, message);
    if (target.kind == TARGET_RUN)
        return subject_of_run(subject, line->targets.run, line->step, message);
    const TrainerOptions options = task_options(line, target_task(target.item));
    return subject_of_task(subject, &options, line->weights, message);
}

// The fault to plant; NULL: none.
static const Fault *fault_of(const CheckLine *line, const Subject *subject)
{
    return line->fault ? line->fault : subject->fault ? fault_find(subject->fault) : NULL;
}

int check_open(Subject *subject, const CheckLine *line, Target target)
{
    Message message = {.damaged = false};
    if (!open_target(subject, line, target, &message)) {
        if (!subject->refused && !message.damaged)
            return world_error("%s", message.text);
        usage_error("%s", message.text);
        return message.damaged ? EXIT_DAMAGED : EXIT_USAGE;
    }
    const Fault *fault = fault_of(line, subject);
    if (subject->fault && !fault) {
        usage_error("%s: this heed does not know the fault %s", subject->name, subject->fault);
        return EXIT_DAMAGED;
    }
    return !fault || fault_plant(fault, subject->tape) ? EXIT_DONE : world_error("out of memory");
}

static int check_target(Finding *finding, const CheckLine *line, Target target)
{
    Subject subject;
    const int code = check_open(&subject, line, target);
    if (code == EXIT_DONE) {
        const CheckOptions options = {.seed = line->run.trainer.seed,
                                      .directions = line->directions,
                                      .sizes = subject.sizes,
                                      .tape = subject.tape};
        *finding = (Finding){.sizes = subject.sizes, .symmetry_asked = line->symmetry};
        finding->fault = fault_of(line, &subject);
        snprintf(finding->name, sizeof finding->name, "%s", subject.name);
        snprintf(finding->variant, sizeof finding->variant, "%s", subject.variant);
        finding->report = gradcheck_with(subject.params, subject.function, subject.context, options);
        if (line->symmetry)
            finding->symmetry = gradcheck_symmetry(subject.params, subject.function, subject.context, options);
    }
    subject_free(&subject);
    return code;
}

// --- telling --------------------------------------------------------------------------------------------------------

static bool draw(const CheckLine *line, const Findings *findings, Message *message)
{
    const Finding *worst = findings_worst(findings);
    char title[160];
    snprintf(title, sizeof title, "%s%s%s", worst->name, worst->variant[0] ? ", " : "", worst->variant);
    const CheckFigure figure = {.title = title,
                                .fault = findings->fault,
                                .report = &worst->report,
                                .seed = findings->seed,
                                .scale = line->scale};
    Canvas canvas;
    const bool saved =
        check_figure_draw(&figure, &canvas, message) && check_save(&canvas, line, title, line->picture, message);
    canvas_free(&canvas);
    return saved;
}

static bool print(const CheckLine *line, const Findings *findings, Message *message)
{
    if (line->json)
        return check_print_json(findings_json(findings), message);
    findings_print(findings, line->targets.count > 1);
    return true;
}

static int check(const CheckLine *line)
{
    static const int EXIT_CODES[] = {EXIT_DONE, EXIT_INCONCLUSIVE, EXIT_CHECK_FAILED}; // by Verdict
    Message message;
    Findings findings = {.finding = calloc((size_t)line->targets.count, sizeof(Finding)),
                         .seed = line->run.trainer.seed};
    if (!findings.finding)
        return world_error("out of memory");
    int code = EXIT_DONE;
    for (int i = 0; code == EXIT_DONE && i < line->targets.count; i++) {
        code = check_target(&findings.finding[i], line, line->targets.target[i]);
        findings.count += code == EXIT_DONE;
        findings.fault =
            code == EXIT_DONE && findings.finding[i].fault ? findings.finding[i].fault->name : findings.fault;
    }
    if (code == EXIT_DONE)
        code = print(line, &findings, &message) && (!line->picture || draw(line, &findings, &message))
                   ? EXIT_CODES[findings_verdict(&findings)]
                   : world_error("%s", message.text);
    findings_free(&findings);
    return code;
}

// --- the command ----------------------------------------------------------------------------------------------------

// heed64 with the same arguments.
static int in_double(const CheckLine *line)
{
    char path[SIBLING_PATH];
    Message message;
    if (sibling_find(path, "heed64", line->self, &message))
        sibling_become(path, line->argument, &message);
    return world_error("gradients are checked in double, and %s", message.text);
}

int command_check(int argc, char **argument)
{
    CheckLine line;
    int code = EXIT_DONE;
    if (!check_line_parse(&line, argc, argument, &code))
        return code;
    if (sizeof(real) < sizeof(double) && !line.one_precision)
        return in_double(&line);
    return line.sweep ? check_sweep(&line) : check(&line);
}
