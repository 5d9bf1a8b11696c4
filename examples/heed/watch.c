// Watching a run.
#include "examples/heed/watch.h"

#include <stdio.h>

Watch watch_new(const RunOptions *options, TrainCheck check, Display display)
{
    const char *fault = options->trainer.fault;
    check.run = options;
    return (Watch){
        .progress = progress_new(options, display), .check = check, .fault = fault ? fault_find(fault) : NULL};
}

static void check_gradients(Watch *watch, Trainer *trainer)
{
    TrainCheckResult result;
    Message message;
    if (train_check_run(&watch->check, trainer, &result, &message))
        progress_checked(&watch->progress, trainer->step, &result);
    else if (!watch->progress.quiet)
        fprintf(stderr, "heed: the gradient check is left out: %s\n", message.text);
}

void watch_observe(const RunProgress *now, void *context)
{
    Watch *watch = context;
    if (watch->fault && !fault_plant(watch->fault, now->trainer->tape))
        watch->lost = true;
    watch->fault = NULL;
    if (train_check_due(&watch->check, now->step))
        check_gradients(watch, now->trainer);
    progress_show(now, &watch->progress);
}
