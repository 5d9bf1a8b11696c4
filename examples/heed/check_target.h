// The targets of heed check: words such as all, op:softmax, layer:attention, task:reverse, a run's folder, or a bare
// name that means one of them; and what subjects they consist of.
#ifndef HEED_EXAMPLES_HEED_CHECK_TARGET_H
#define HEED_EXAMPLES_HEED_CHECK_TARGET_H

#include "train/message.h"
#include "train/task.h"

#include <stdbool.h>

typedef enum { TARGET_OP, TARGET_LAYER, TARGET_TASK, TARGET_RUN } TargetKind;

// One subject of a check.
typedef struct {
    TargetKind kind;
    int item;    // its place in HEED_OPS, among the layers' rows, or of target_task
    int variant; // of an op: the kind of sample (sampler_kinds)
} Target;

enum { MOST_TARGETS = 2048 };
typedef struct {
    Target target[MOST_TARGETS];
    int count;
    bool all;
    const char *run; // the folder that TARGET_RUN speaks of; borrowed
} Targets;

// The tasks in their order, and behind them that of one's own lines, which is in no list and not in `all`.
const Task *target_task(int item);

// Collects what the word means. False: nothing, or several things; the message says what it could be.
bool targets_find(Targets *targets, const char *word, Message *message);

#endif
