// Finding the targets of heed check.
#include "examples/heed/check_target.h"

#include "autograd/ops.h"
#include "autograd/sampler.h"
#include "examples/heed/check_subject.h"
#include "examples/heed/nearest.h"
#include "train/file.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *const KIND[] = {"op", "layer", "task", "run"};
enum { NAMED_KINDS = 3, NAMES = 256 }; // a run has no name of its own

// --- what there is --------------------------------------------------------------------------------------------------

const Task *target_task(int item)
{
    return item < HEED_TASKS_COUNT ? HEED_TASKS[item] : &TASK_DATA;
}

static int items(TargetKind kind)
{
    return kind == TARGET_OP ? HEED_OPS_COUNT : kind == TARGET_LAYER ? layer_rows() : HEED_TASKS_COUNT + 1;
}

static const char *item_name(TargetKind kind, int item)
{
    return kind == TARGET_OP ? HEED_OPS[item]->name : kind == TARGET_LAYER ? layer_name(item) : target_task(item)->name;
}

static void add(Targets *targets, TargetKind kind, int item)
{
    const int variants = kind == TARGET_OP ? sampler_kinds(HEED_OPS[item]) : 1;
    for (int variant = 0; variant < variants && targets->count < MOST_TARGETS; variant++)
        targets->target[targets->count++] = (Target){kind, item, variant};
}

// All items of this name, or every one that is in a list if name is NULL. Returns how many.
static int add_named(Targets *targets, TargetKind kind, const char *name)
{
    int added = 0;
    for (int item = 0; item < items(kind); item++)
        if (name ? strcmp(item_name(kind, item), name) == 0 : kind != TARGET_TASK || item < HEED_TASKS_COUNT) {
            add(targets, kind, item);
            added++;
        }
    return added;
}

// --- what a word means ----------------------------------------------------------------------------------------------

static bool is_run(const char *path)
{
    char file[4096];
    return (size_t)snprintf(file, sizeof file, "%s/run.json", path) < sizeof file && access(file, F_OK) == 0;
}

// Nothing has this name. With a kind, only its names are near.
static bool unknown(const char *kind, const char *name, Message *message)
{
    const char *names[NAMES] = {NULL}, *of[NAMES];
    int count = 0;
    for (int k = 0; k < NAMED_KINDS; k++)
        for (int item = 0; item < items((TargetKind)k) && count < NAMES - 1; item++)
            if (!kind || strcmp(kind, KIND[k]) == 0) {
                of[count] = KIND[k];
                names[count++] = item_name((TargetKind)k, item);
            }
    const char *near = nearest(name, names);
    for (int i = 0; near && i < count; i++)
        if (names[i] == near)
            return message_set(message, "unknown %s %s; did you mean %s:%s?", kind ? kind : "target", name, of[i],
                               near);
    return message_set(message, "unknown %s %s; heed check --help lists what can be checked", kind ? kind : "target",
                       name);
}

// "op:NAME" and the like. False: it does not begin with a kind.
static bool has_kind(const char *word, TargetKind *kind, const char **name)
{
    for (int k = 0; k < NAMED_KINDS; k++) {
        const size_t length = strlen(KIND[k]);
        if (strncmp(word, KIND[k], length) == 0 && word[length] == ':') {
            *kind = (TargetKind)k;
            *name = word + length + 1;
            return true;
        }
    }
    return false;
}

static bool find_run(Targets *targets, const char *path, Message *message)
{
    if (!is_run(path))
        return message_set(message, "%s: there is no run.json, so it is not the folder of a run", path);
    targets->run = path;
    targets->target[targets->count++] = (Target){.kind = TARGET_RUN};
    return true;
}

// A word that says no kind.
static bool find_bare(Targets *targets, const char *word, Message *message)
{
    char could[256] = "";
    int meanings = 0;
    for (int k = 0; k < NAMED_KINDS; k++)
        if (add_named(targets, (TargetKind)k, word) > 0) {
            const size_t length = strlen(could);
            text_format(could + length, sizeof could - length, "%s%s:%s", meanings > 0 ? " or " : "", KIND[k], word);
            meanings++;
        }
    if (is_run(word) && meanings++ > 0) {
        const size_t length = strlen(could);
        text_format(could + length, sizeof could - length, " or the run ./%s", word);
    } else if (meanings == 1 && targets->count == 0) {
        return find_run(targets, word, message);
    }
    if (meanings > 1)
        return message_set(message, "%s could be %s; say which", word, could);
    return meanings == 1 || unknown(NULL, word, message);
}

bool targets_find(Targets *targets, const char *word, Message *message)
{
    TargetKind kind = TARGET_OP;
    const char *name = NULL;
    targets->count = 0;
    targets->all = strcmp(word, "all") == 0;
    if (targets->all) {
        for (int k = 0; k < NAMED_KINDS; k++)
            add_named(targets, (TargetKind)k, NULL);
        return true;
    }
    if (has_kind(word, &kind, &name))
        return add_named(targets, kind, name) > 0 || unknown(KIND[kind], name, message);
    if (strncmp(word, "run:", 4) == 0)
        return find_run(targets, word + 4, message);
    if (strchr(word, '/'))
        return find_run(targets, word, message);
    return find_bare(targets, word, message);
}
