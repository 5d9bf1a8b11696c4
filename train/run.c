// A run, from the first step to the last.
#include "train/run.h"

#include "train/file.h"
#include "train/gallery.h"
#include "train/hash.h"
#include "train/log.h"
#include "train/report/report.h"
#include "train/run_folder.h"
#include "train/run_json.h"
#include "train/run_options.h"
#include "train/run_read.h"
#include "train/safetensors.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

static const double SOLVED = 0.99;
static const char INIT_FILE[] = "init.safetensors";
static const double SAVE_EVERY = 30; // seconds, between keyframes

typedef struct {
    RunOptions own;
    const RunOptions *options; // those
    char *identity;            // owned
    int held;                  // the folder; -1: not yet
    Trainer trainer;
    Log log;
    Keyframes keyframes;
    RunResult *result;
    RunObserver *observer;
    void *context;
    char started[32];
    double saved; // when
} Run;

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

// --- its state ------------------------------------------------------------------------------------------------------

static RunPath checkpoint_path(const Run *run)
{
    return run_path(run->options->folder, "checkpoint.safetensors");
}

// Keeps the state, when what it counts on is safe. Numbers that are not finite are not kept: the next step says so.
static bool save(Run *run, Message *message)
{
    Checkpoint state = {
        .batch = run->result->batch, .solved_at = run->result->solved_at, .goal_held = run->result->goal_held};
    run->saved = seconds_now();
    return !checkpoint_finite(&run->trainer) ||
           (log_sync(&run->log, &state.log_length, message) && keyframes_sync(&run->keyframes, &state, message) &&
            checkpoint_write(checkpoint_path(run).text, &state, &run->trainer, run->identity, message));
}

// --- one step -------------------------------------------------------------------------------------------------------

// Evaluates, logs, keeps and reports the state after so many updates. batch is NULL before the first.
static RunStatus record(Run *run, const BatchResult *batch, Message *message)
{
    const int step = run->trainer.step;
    bool keyframe = keyframes_due(run->options, step);
    const bool evaluate = keyframe || step % run->options->eval_every == 0;
    Metrics *held_out = &run->result->held_out;
    run->result->steps = step;
    if (evaluate) {
        if (!trainer_evaluate(&run->trainer, held_out))
            return stopped(run, step, message);
        const int solved_at = run->result->solved_at < 0 ? step : run->result->solved_at;
        run->result->solved_at = held_out->exact < SOLVED ? -1 : solved_at;
        int *held = &run->result->goal_held;
        *held = goal_count(run->options->goal, held_out, run->options->trainer.layers, *held);
        keyframe = keyframe || goal_reached(*held);
        run->keyframes.last = step == run->options->trainer.steps || goal_reached(*held);
    }
    const RunProgress progress = {step, batch, evaluate ? held_out : NULL, &run->trainer};
    if (!log_row(&run->log, &run->trainer, batch, evaluate ? held_out : NULL, message) ||
        (evaluate && !log_flush(&run->log, message)) ||
        (keyframe && !keyframes_write(&run->keyframes, &run->trainer, held_out, message)) ||
        ((keyframe || seconds_now() - run->saved > SAVE_EVERY) && !save(run, message)))
        return RUN_WORLD;
    if (run->observer)
        run->observer(&progress, run->context);
    return RUN_DONE;
}

static RunStatus train(Run *run, bool begun, Message *message)
{
    const volatile sig_atomic_t *stop = run->options->stop;
    const int steps = run->options->trainer.steps, *held = &run->result->goal_held;
    RunStatus status = begun ? RUN_DONE : record(run, NULL, message);
    if (begun && run->observer)
        run->observer(&(RunProgress){.step = run->trainer.step, .trainer = &run->trainer}, run->context);
    while (status == RUN_DONE && run->trainer.step < steps && !goal_reached(*held)) {
        if (stop && *stop)
            return save(run, message) ? RUN_STOPPED : RUN_WORLD;
        if (!trainer_backward(&run->trainer, &run->result->batch))
            return stopped(run, run->trainer.step + 1, message);
        log_gradients(&run->log, &run->trainer);
        trainer_update(&run->trainer);
        status = record(run, &run->result->batch, message);
    }
    return status;
}

// --- the files ------------------------------------------------------------------------------------------------------

// kept is NULL for a new run.
static bool open_files(Run *run, const Checkpoint *kept, Message *message)
{
    const char *folder = run->options->folder;
    return folder_make(run_path(folder, "weights").text, message) &&
           (run->options->png == PNG_NONE || folder_make(run_path(folder, "attn").text, message)) &&
           log_open(&run->log, run_path(folder, "log.csv").text, &run->trainer, kept ? kept->log_length : ROWS_NEW,
                    message) &&
           keyframes_new(&run->keyframes, run->options, &run->trainer, message) &&
           keyframes_open(&run->keyframes, &run->trainer, kept, message) &&
           run_json_write(run->options, &run->trainer, "running", NULL, run->started, message);
}

// The weights that the run begins with, unless the seed says them.
static bool read_weights(Run *run, const char *path, Message *message)
{
    if (!safetensors_read(path, run->trainer.params, message))
        return false;
    tensor_copy(run->trainer.initial, params_values(run->trainer.params));
    return true;
}

// A copy of them stays with the run.
static bool keep_weights(Run *run, Message *message)
{
    return !run->options->init ||
           safetensors_write(run_path(run->options->folder, INIT_FILE).text, run->trainer.params, NULL, 0, message);
}

// run.json says "starting" until nothing of an earlier run is left that this one could take for its own.
static bool begin(Run *run, Message *message)
{
    return run_json_write(run->options, &run->trainer, "starting", NULL, run->started, message) &&
           run_clear(run->options->folder, message) && keep_weights(run, message) && open_files(run, NULL, message);
}

// Whether the run that stands in the folder has come to keep its state; if not, it begins anew.
static bool has_state(const Run *run)
{
    RunRecord record;
    Message why;
    struct stat status;
    const bool kept = run_read(&record, run->options->folder, &why) && strcmp(record.status, "starting") != 0 &&
                      lstat(checkpoint_path(run).text, &status) == 0;
    run_record_free(&record);
    return kept;
}

// Takes up the state that was kept.
static bool take_up(Run *run, Message *message)
{
    Checkpoint kept;
    if (run->options->init && !read_weights(run, run_path(run->options->folder, INIT_FILE).text, message))
        return false;
    if (!checkpoint_read(checkpoint_path(run).text, &kept, &run->trainer, run->identity, message))
        return false;
    run->result->batch = kept.batch;
    run->result->solved_at = kept.solved_at;
    run->result->goal_held = kept.goal_held;
    run->result->steps = run->trainer.step;
    if (!trainer_evaluate(&run->trainer, &run->result->held_out))
        return message_set(message, "%s", run->trainer.error);
    return open_files(run, &kept, message);
}

// The page is made from the folder, when all else is in it. False: it cannot be written.
static bool write_report(const Run *run, Message *message)
{
    const char *folder = run->options->folder;
    char *page = report_page(&folder, 1, &run->result->undrawn);
    const bool written = !page || file_write(run_path(folder, "report.html").text, page, strlen(page), message);
    free(page);
    return written;
}

// What can still be written is, whatever came before; the first failure is what is told.
static RunStatus close_files(Run *run, RunStatus status, Message *message)
{
    static const char *const WORDS[] = {"done", "failed", "failed", "failed", "diverged", "failed", "interrupted"};
    Message later;
    const bool well = status == RUN_DONE || status == RUN_DIVERGED || status == RUN_STOPPED;
    Message *told = status == RUN_DONE || status == RUN_STOPPED ? message : &later;
    bool written = log_close(&run->log, told);
    written = (!well || gallery_write(&run->keyframes, &run->trainer, run->result, written ? told : &later)) && written;
    run->result->undrawn = run->keyframes.undrawn;
    const Tensor weights = params_values(run->trainer.params);
    run->result->weights = hash_bytes(HASH_BEGIN, weights.data, (size_t)tensor_count(weights) * sizeof(real));
    written = run_json_write(run->options, &run->trainer, WORDS[status], run->result, run->started,
                             written ? told : &later) &&
              written;
    if (well && run->options->png != PNG_NONE)
        written = write_report(run, written ? told : &later) && written;
    return written || told == &later ? status : RUN_WORLD;
}

// --- the whole ------------------------------------------------------------------------------------------------------

// The run is new, and its folder held.
static RunStatus go(Run *run, bool resume, Message *message)
{
    const bool kept = resume && has_state(run);
    if (!kept && run->options->init && !read_weights(run, run->options->init, message))
        return message->damaged ? RUN_DAMAGED : RUN_WORLD;
    if (kept ? take_up(run, message) : begin(run, message)) {
        const double begun = seconds_now();
        run->saved = begun;
        const RunStatus status = train(run, kept, message);
        run->result->seconds = seconds_now() - begun;
        return close_files(run, status, message);
    }
    Message later;
    log_close(&run->log, &later);
    if (!kept)
        run_json_write(run->options, &run->trainer, "failed", NULL, run->started, &later);
    return message->damaged ? RUN_DAMAGED : RUN_WORLD;
}

static RunStatus go_from(const RunOptions *options, bool resume, Run *run, Message *message)
{
    const time_t now = time(NULL);
    struct tm utc = {0};
    *run->result = (RunResult){.solved_at = -1};
    strftime(run->started, sizeof run->started, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
    run->own = *options;
    run_options_round(&run->own);
    run->options = &run->own;
    if (!trainer_new(&run->trainer, run->own.trainer)) {
        message_set(message, "%s", run->trainer.error);
        return run->trainer.failure == FAILURE_REFUSED ? RUN_REFUSED : RUN_WORLD;
    }
    run->identity = run_identity(run->options, &run->trainer);
    if (!run->identity) {
        message_set(message, "out of memory");
        return RUN_WORLD;
    }
    run->held = run_claim(options->folder, message);
    return run->held < 0 ? RUN_FOLDER : go(run, resume, message);
}

static RunStatus run_from(const RunOptions *options, bool resume, Run *run, Message *message)
{
    run->held = -1;
    const RunStatus status = go_from(options, resume, run, message);
    keyframes_free(&run->keyframes);
    trainer_free(&run->trainer);
    free(run->identity);
    run_release(run->held);
    return status;
}

RunStatus run_train(const RunOptions *options, RunObserver *observer, void *context, RunResult *result,
                    Message *message)
{
    Run run = {.result = result, .observer = observer, .context = context};
    return run_from(options, false, &run, message);
}

RunStatus run_resume(const RunOptions *options, RunObserver *observer, void *context, RunResult *result,
                     Message *message)
{
    Run run = {.result = result, .observer = observer, .context = context};
    return run_from(options, true, &run, message);
}
