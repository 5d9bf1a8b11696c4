// Reading a run back: the options are those it was started with, the weights those it ended with, and a run.json that
// says what no run can be is refused by name.
#include "train/run_read.h"

#include "tests/folder.h"
#include "tests/support.h"

#include <stdlib.h>
#include <unistd.h>

TestSuite(run_read, .init = folder_enter, .fini = folder_leave);

static RunOptions unusual(void)
{
    RunOptions o = run_defaults(&TASK_SHIFT);
    o.trainer.size = (TaskSize){5, 7};
    o.trainer.steps = 3;
    o.trainer.batch = 4;
    o.trainer.optimizer.rate = 0.3;
    o.trainer.optimizer.momentum = 0.25;
    o.trainer.optimizer.weight_decay = 1e-5;
    o.trainer.seed = UINT64_MAX;
    o.trainer.D = 6;
    o.trainer.heads = 2;
    o.trainer.layers = 2;
    o.trainer.mask = MASK_STRICT;
    o.trainer.output_projection = o.trainer.residual = true;
    o.eval_every = 7;
    o.keyframes = 2;
    o.keyframe[0] = 1;
    o.keyframe[1] = 2;
    o.png = PNG_NONE;
    o.png_scale = 2;
    o.folder = "r";
    return o;
}

static RunResult run(const RunOptions *options)
{
    RunResult result;
    Message message = {.text = ""};
    cr_assert(run_train(options, NULL, NULL, &result, &message) == RUN_DONE, "%s", message.text);
    return result;
}

Test(run_read, gives_back_options_and_weights)
{
    const RunOptions before = unusual();
    const RunResult result = run(&before);
    RunRecord record;
    Trainer trainer;
    Metrics held_out;
    Message message = {.text = ""};
    cr_assert(run_read(&record, "r", &message), "%s", message.text);
    const RunOptions *after = &record.options;
    cr_expect(after->trainer.task == &TASK_SHIFT && after->trainer.size.T == 5 && after->trainer.size.vocabulary == 7);
    cr_expect(after->trainer.steps == 3 && after->trainer.batch == 4 && after->trainer.seed == UINT64_MAX);
    cr_expect(after->trainer.optimizer.rate == 0.3 && after->trainer.optimizer.momentum == 0.25 &&
              after->trainer.optimizer.weight_decay == 1e-5);
    cr_expect(after->trainer.D == 6 && after->trainer.heads == 2 && after->trainer.layers == 2);
    cr_expect(after->trainer.mask == MASK_STRICT && after->trainer.output_projection && after->trainer.residual);
    cr_expect(after->eval_every == 7 && after->keyframes == 2 && after->keyframe[1] == 2);
    cr_expect(after->png == PNG_NONE && after->png_scale == 2 && strcmp(after->folder, "r") == 0);
    cr_expect(record.in_double == IN_DOUBLE && strcmp(record.status, "done") == 0 && record.format == RUN_FORMAT);
    cr_expect(record.steps == 3 && record.step[0] == 1 && record.step[1] == 2 && record.step[2] == 3);
    cr_assert(trainer_new(&trainer, after->trainer), "%s", trainer.error);
    cr_assert(run_read_weights(&record, RUN_LAST_STEP, trainer.params, &message), "%s", message.text);
    cr_assert(trainer_evaluate(&trainer, &held_out));
    cr_expect_eq(held_out.loss, result.held_out.loss);
    cr_expect(run_read_weights(&record, 1, trainer.params, &message));
    cr_assert(trainer_evaluate(&trainer, &held_out));
    cr_expect_neq(held_out.loss, result.held_out.loss);
    cr_expect(!run_read_weights(&record, 0, trainer.params, &message));
    cr_expect_str_eq(message.text, "r keeps no weights of step 0; it keeps those of 1 2 3");
    trainer_free(&trainer);
    run_record_free(&record);
}

// --- refused --------------------------------------------------------------------------------------------------------

static void expect_not_a_run(const char *what, bool damaged)
{
    RunRecord record;
    Message message = {.text = ""};
    cr_expect(!run_read(&record, "r", &message), "not refused: %s", what);
    cr_expect(strstr(message.text, what), "no '%s' in: %s", what, message.text);
    cr_expect(message.damaged == damaged, "%s", message.text);
    run_record_free(&record);
}

// Puts another text in the place of the first of its kind in run.json.
static void replace(const char *text, const char *old, const char *new)
{
    static char changed[16384];
    const char *at = strstr(text, old);
    cr_assert(at, "no %s", old);
    snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
    file_put("r/run.json", changed);
}

Test(run_read, refuses_what_no_run_can_be)
{
    static const char *const CHANGES[][3] = {
        {"{", "", "r/run.json is no JSON"},
        {"{", "{\"format\": 1,", "r/run.json is no JSON: duplicate object key"},
        {"\"heed\"", "\"other\"", "r/run.json is not heed's"},
        {"\"format\": ", "\"format\": 99", "a newer heed is needed"},
        {"\"format\": ", "\"format\": -", "r/run.json has no format"},
        {"\"shift\"", "\"shaft\"", "does not know the task shaft"},
        {"\"options\"", "\"optics\"", "lacks the task, the precision, the status or the options"},
        {"\"status\": \"done\"", "\"status\": 7", "lacks the task"},
        {"\"dim\": 6", "\"dime\": 6", "does not know the option dime"},
        {"\"dim\": 6", "\"dim\": 0", "the option dim has a value"},
        {"\"dim\": 6", "\"dim\": 6.5", "the option dim has a value"},
        {"\"dim\": 6", "\"dim\": 4294967302", "the option dim has a value"},
        {"\"lr\": 0.3", "\"lr\": \"0.3\"", "the option lr has a value"},
        {"\"lr\": 0.3", "\"lr\": 0", "the option lr has a value"},
        {"\"momentum\": 0.25", "\"momentum\": 1", "the option momentum has a value"},
        {"\"18446744073709551615\"", "\"18446744073709551616\"", "the option seed has a value"},
        {"\"18446744073709551615\"", "\"-1\"", "the option seed has a value"},
        {"\"18446744073709551615\"", "7", "the option seed has a value"},
        {"\"strict\"", "\"sideways\"", "the option mask has a value"},
        {"\"residual\": true", "\"residual\": 1", "the option residual has a value"},
        {"\"keyframes\": [", "\"keyframes\": [5, ", "the option keyframes has a value"},
        {"\"keyframes\": [", "\"keyframes\": [-1, ", "the option keyframes has a value"},
        {"\"keyframes\": [", "\"keyframes\": [0.5, ", "the option keyframes has a value"},
    };
    const RunOptions options = unusual();
    static char text[16384];
    run(&options);
    const size_t length = file_read("r/run.json", text, sizeof text);
    for (size_t i = 0; i < sizeof CHANGES / sizeof CHANGES[0]; i++) {
        replace(text, CHANGES[i][0], CHANGES[i][1]);
        expect_not_a_run(CHANGES[i][2], true);
    }
    for (size_t size = 0; size < length - 2; size += 17) {
        static char cut[16384];
        snprintf(cut, size + 1, "%s", text);
        file_put("r/run.json", cut);
        expect_not_a_run("r/run.json is no JSON", true);
    }
    cr_assert(unlink("r/run.json") == 0);
    expect_not_a_run("cannot read r/run.json: No such file", false);
}

Test(run_read, says_so_when_no_weights_are_kept)
{
    const RunOptions options = unusual();
    RunRecord record;
    Message message;
    int step = 0;
    run(&options);
    cr_assert(system("rm -r r/weights") == 0);
    cr_assert(run_read(&record, "r", &message), "%s", message.text);
    cr_expect(!run_find_step(&record, RUN_LAST_STEP, &step, &message));
    cr_expect_str_eq(message.text, "r keeps no weights yet");
    run_record_free(&record);
}
