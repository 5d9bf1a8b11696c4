// A run: trains a task and writes what happened into a folder.
//
//   run.json                         every option, the seed, version and compiler, the result; host and timings apart
//   log.csv                          a row a step (train/log.h)
//   attn/step_NNNNNN.png             the attention of one fixed probe sequence after so many updates
//   attn.npy, steps.npy              the same in numbers, for numpy.load: [keyframe,layer,H,T,T], [keyframe]
//   film.png, curves.png, ...        the whole of it (train/gallery.h)
//   report.html                      the same, to scrub through (train/report/report.h)
//   gradcheck.json                   the last gradient check, if the program makes one (heed check --help has its form)
//   weights/step_NNNNNN.safetensors  the weights after so many updates
//   init.safetensors                 those that it began with, if they were given
//   checkpoint.safetensors           all that the run needs to go on (train/checkpoint.h)
//
// run.json is written first and again at the end, with another status: a run that was cut off can be told, and
// run_resume goes on with it, to the same bytes in every file, but for the host in run.json. Files come whole or not at
// all. A folder takes one run at a time. Pictures and evaluations draw from random streams of their own and never
// change the weights.
//
// Runs may go on in several threads, each in a folder of its own. The observer is called in the thread of its run.
#ifndef HEED_TRAIN_RUN_H
#define HEED_TRAIN_RUN_H

#include "train/goal.h"
#include "train/message.h"
#include "train/trainer.h"

#include <signal.h>

HEED_BEGIN

enum { RUN_FORMAT = 2, MAX_KEYFRAMES = 64, RUN_PATH = 4096 };

typedef enum { PNG_KEYFRAMES, PNG_FINAL, PNG_NONE } PngChoice;
// How options and run.json call them, and the masks; each list ends with NULL.
extern const char *const RUN_PNG_NAMES[],
    *const RUN_MASK_NAMES[], *const RUN_ATTENTION_NAMES[], *const RUN_POSITIONS_NAMES[], *const RUN_TIE_NAMES[];

typedef struct {
    TrainerOptions trainer;
    int eval_every;
    int keyframe[MAX_KEYFRAMES], keyframes; // steps, rising; those after the last step are left out, and it is added
    const char *goal; // borrowed; where a run may stop before its last step (train/goal.h); NULL: nowhere
    PngChoice png;
    int png_scale;      // 1 or 2
    const char *init;   // borrowed: the file of weights to begin with; NULL: the seed says
    const char *folder; // borrowed
    // Borrowed; NULL: nobody stops it. As soon as it is not 0, the run ends behind the step that it is in.
    const volatile sig_atomic_t *stop;
} RunOptions;

// The task's defaults: evaluated every 10 steps, keyframes 0 1 2 5 10 20 40 60 80 120 200 400, no folder.
RunOptions run_defaults(const Task *task);
// "runs/TASK-sSEED", or the first of "-2", "-3", ... that does not exist. False: the path is too long.
bool run_default_folder(char path[RUN_PATH], const Task *task, uint64_t seed);

typedef enum {
    RUN_DONE,
    RUN_REFUSED,  // the options do not fit together; nothing was created
    RUN_FOLDER,   // the folder cannot be made or written, or holds something else
    RUN_WORLD,    // a file or memory: the message names it
    RUN_DIVERGED, // the message names the step and the first tensor that is not finite; what was written is readable
    RUN_DAMAGED,  // a file that a run goes on from is malformed, or of another run
    RUN_STOPPED,  // as options.stop wanted; run_resume goes on
} RunStatus;

typedef struct {
    int steps; // updates done
    BatchResult batch;
    Metrics held_out;
    int goal_held;    // evaluations in a row, up to the last, that met the goal
    int solved_at;    // the evaluated step from which held-out exact match stayed at 0.99 or above; -1: it did not
    uint64_t weights; // FNV-1a over the bytes of all weights
    double seconds;   // from the first step to the last picture
    Message undrawn;  // why a picture could not be drawn; "": all were
} RunResult;

// Told after each step, and once before the first that is done: then batch is NULL. held_out is NULL unless it was
// evaluated.
typedef struct {
    int step;
    const BatchResult *batch;
    const Metrics *held_out;
    Trainer *trainer; // borrowed: its weights may be looked at, and its tape made to go back otherwise
} RunProgress;
typedef void RunObserver(const RunProgress *progress, void *context);

// Trains from the first step to the last. An existing run in the folder is replaced; a folder that is not empty and not
// a run of heed is refused.
RunStatus run_train(const RunOptions *options, RunObserver *observer, void *context, RunResult *result,
                    Message *message);
// Goes on with the run of these options that was stopped, killed, or has failed; they are those of its run.json
// (run_read). What it had not come to keep it does again.
RunStatus run_resume(const RunOptions *options, RunObserver *observer, void *context, RunResult *result,
                     Message *message);

HEED_END

#endif
