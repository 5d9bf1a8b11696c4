// Running a run, and saying what came of it.
#include "examples/heed/outcome.h"

#include "examples/heed/commands.h"
#include "examples/heed/signals.h"
#include "examples/heed/train_result.h"
#include "examples/heed/watch.h"

#include <unistd.h>

int train_and_tell(RunOptions *run, BeginRun *begin, TrainCheck check, Display display)
{
    const bool quiet = display.quiet;
    Watch watch = watch_new(run, check, display);
    RunResult result;
    Message message = {.text = ""};
    run->stop = signals_watch();
    const RunStatus status = begin(run, watch_observe, &watch, &result, &message);
    progress_clear(&watch.progress);
    if ((status == RUN_DONE || status == RUN_DIVERGED || status == RUN_STOPPED) && (quiet || !isatty(STDOUT_FILENO)))
        result_print(run, &result, status);
    if (status == RUN_FOLDER && begin == run_resume) // --out mends nothing here
        return result_failure(run, RUN_WORLD, &message);
    if (status != RUN_DONE)
        return result_failure(run, status, &message);
    if (watch.lost)
        return world_error("out of memory: the fault %s was not planted", run->trainer.fault);
    if (!quiet)
        result_say(run, &result);
    return watch.check.worst == CHECK_FAIL ? EXIT_CHECK_FAILED : result_goal(run, &result);
}
