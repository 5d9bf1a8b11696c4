// A run, from the first step to the last.
#include "train/run.h"

#include "train/gallery.h"
#include "train/hash.h"
#include "train/log.h"
#include "train/run_folder.h"
#include "train/run_json.h"

#include <time.h>

static const double SOLVED = 0.99;

typedef struct {
    const RunOptions *options;
    Trainer trainer;
    Log log;
    Keyframes keyframes;
    RunResult *result;
    RunObserver *observer;
    void *context;
    char started[32];
} Run;

RunOptions run_defaults(const Task *task)
{
    return (RunOptions){.trainer = trainer_defaults(task),
                        .eval_every = 10,
                        .keyframe = {0, 1, 2, 5, 10, 20, 40, 60, 80, 120, 200, 400},
                        .keyframes = 12,
                        .png_scale = 1};
}

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

// --- one step -------------------------------------------------------------------------------------------------------

// The trainer has failed on its way to this step.
static RunStatus stopped(const Run *run, int step, Message *message)
{
    if (run->trainer.failure != FAILURE_NOT_FINITE) {
        message_set(message, "step %d: %s", step, run->trainer.error);
        return run->trainer.failure == FAILURE_REFUSED ? RUN_REFUSED : RUN_WORLD;
    }
    message_set(message, "diverged at step %d: %s", step, run->trainer.error);
    return RUN_DIVERGED;
}

// Evaluates, logs, keeps and reports the state after so many updates. batch is NULL before the first.
static RunStatus record(Run *run, const BatchResult *batch, Message *message)
{
    const int step = run->trainer.step;
    const bool keyframe = keyframes_due(run->options, step);
    const bool evaluate = keyframe || step % run->options->eval_every == 0;
    Metrics *held_out = &run->result->held_out;
    run->result->steps = step;
    if (evaluate) {
        if (!trainer_evaluate(&run->trainer, held_out))
            return stopped(run, step, message);
        if (held_out->exact < SOLVED)
            run->result->solved_at = -1;
        else if (run->result->solved_at < 0)
            run->result->solved_at = step;
    }
    const RunProgress progress = {step, batch, evaluate ? held_out : NULL};
    if (!log_row(&run->log, &run->trainer, batch, evaluate ? held_out : NULL, message) ||
        (evaluate && !log_flush(&run->log, message)) ||
        (keyframe && !keyframes_write(&run->keyframes, &run->trainer, held_out, message)))
        return RUN_WORLD;
    if (run->observer)
        run->observer(&progress, run->context);
    return RUN_DONE;
}

static RunStatus train(Run *run, Message *message)
{
    RunStatus status = record(run, NULL, message);
    while (status == RUN_DONE && run->trainer.step < run->options->trainer.steps) {
        if (!trainer_backward(&run->trainer, &run->result->batch))
            return stopped(run, run->trainer.step + 1, message);
        log_gradients(&run->log, &run->trainer);
        trainer_update(&run->trainer);
        status = record(run, &run->result->batch, message);
    }
    return status;
}

// --- the whole ------------------------------------------------------------------------------------------------------

static bool open_all(Run *run, Message *message)
{
    const char *folder = run->options->folder;
    return run_json_write(run->options, &run->trainer, "running", NULL, run->started, message) &&
           run_clear(folder, message) && folder_make(run_path(folder, "weights").text, message) &&
           (run->options->png == PNG_NONE || folder_make(run_path(folder, "attn").text, message)) &&
           log_open(&run->log, run_path(folder, "log.csv").text, &run->trainer, message) &&
           keyframes_new(&run->keyframes, run->options, &run->trainer, message);
}

// What can still be written is, whatever came before; the first failure is what is told.
static RunStatus close_all(Run *run, RunStatus status, Message *message)
{
    static const char *const WORDS[] = {"done", "failed", "failed", "failed", "diverged"};
    Message later;
    const bool well = status == RUN_DONE || status == RUN_DIVERGED;
    Message *told = status == RUN_DONE ? message : &later;
    bool written = log_close(&run->log, told);
    written =
        (!well || gallery_write(&run->keyframes, run->trainer.params, run->result, written ? told : &later)) && written;
    run->result->undrawn = run->keyframes.undrawn;
    if (status == RUN_DONE && !written)
        status = RUN_WORLD;
    const Tensor weights = params_values(run->trainer.params);
    run->result->weights = hash_bytes(HASH_BEGIN, weights.data, (size_t)tensor_count(weights) * sizeof(real));
    if (!run_json_write(run->options, &run->trainer, WORDS[status], run->result, run->started,
                        status == RUN_DONE ? message : &later) &&
        status == RUN_DONE)
        status = RUN_WORLD;
    return status;
}

RunStatus run_train(const RunOptions *options, RunObserver *observer, void *context, RunResult *result,
                    Message *message)
{
    Run run = {.options = options, .result = result, .observer = observer, .context = context};
    const time_t now = time(NULL);
    struct tm utc = {0};
    *result = (RunResult){.solved_at = -1};
    strftime(run.started, sizeof run.started, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
    RunStatus status = RUN_WORLD;
    if (!trainer_new(&run.trainer, options->trainer)) {
        message_set(message, "%s", run.trainer.error);
        status = run.trainer.failure == FAILURE_REFUSED ? RUN_REFUSED : RUN_WORLD;
    } else if (!run_claim(options->folder, message)) {
        status = RUN_FOLDER;
    } else if (open_all(&run, message)) {
        const double begun = seconds_now();
        status = train(&run, message);
        result->seconds = seconds_now() - begun;
        status = close_all(&run, status, message);
    } else {
        Message later;
        log_close(&run.log, &later);
        run_json_write(options, &run.trainer, "failed", NULL, run.started, &later);
    }
    keyframes_free(&run.keyframes);
    trainer_free(&run.trainer);
    return status;
}
