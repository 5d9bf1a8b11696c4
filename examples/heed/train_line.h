// The command line of heed train: its flags, and what no flag can see alone.
#ifndef HEED_EXAMPLES_HEED_TRAIN_LINE_H
#define HEED_EXAMPLES_HEED_TRAIN_LINE_H

#include "examples/heed/option_flags.h"
#include "examples/heed/progress.h"
#include "examples/heed/train_check.h"

// What the command line can set.
typedef struct {
    RunOptions run;
    const char *folder, *resume, *config, *gradcheck, *seeds;
    int jobs;
    TrainCheck check; // when, as gradcheck says
    int color;        // a ColorChoice
    bool quiet, help;
    Flag flag[MOST_RUN_OPTIONS + 12];
    char name[MOST_RUN_OPTIONS][OPTION_FLAG_NAME]; // of the flags
    int flags;
} TrainLine;

// The task's defaults, and the flags that change them. The line stays where it is: the flags point into it.
void line_begin(TrainLine *line, const Task *task);
bool line_given(const TrainLine *line, const char *flag);
// The task that the line names; or one's own data. NULL: neither.
const Task *line_task(const TrainLine *line, const Arguments *arguments);
// Lists the flags, with the defaults of the task.
void line_help(const Task *task);

// Looks at what the flags ask for together, and reads the size of one's own data. Not EXIT_DONE: it has said what is
// wrong, and this is the exit code.
int line_check(TrainLine *line);

#endif
