// A run that is killed, or whose disk is full, at any of the system's calls goes on to the same bytes in every file as
// one that was never stopped. Each run here is a process of its own.
//
// ./dev test takes a sample of the calls; with HEED_EVERY_CALL set, as in ./dev torture, every one.
#include "train/run_read.h"

#include "tests/faults.h"
#include "tests/folder.h"
#include "tests/support.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

TestSuite(resume, .init = folder_enter, .fini = folder_leave, .timeout = 3600);

enum { LARGEST = 1 << 18 };

static PngChoice pictures = PNG_NONE; // which take most of the time

static RunOptions small(const char *folder)
{
    RunOptions o = run_defaults(&TASK_SHIFT);
    o.trainer.size = (TaskSize){4, 5};
    o.trainer.steps = 6;
    o.trainer.batch = 2;
    o.trainer.D = 4;
    o.trainer.optimizer.momentum = 0.9;
    o.trainer.optimizer.rate = 0.1234567890123456789; // more digits than run.json has
    o.eval_every = 2;
    o.keyframes = 2;
    o.keyframe[0] = 0;
    o.keyframe[1] = 3;
    o.png = pictures;
    o.folder = folder;
    return o;
}

// --- one process ----------------------------------------------------------------------------------------------------

static int run_or_resume(const char *folder, bool resume)
{
    RunRecord record = {.document = NULL};
    RunResult result;
    Message message = {.text = ""};
    const RunOptions options = small(folder);
    const bool begun = resume && run_read(&record, folder, &message);
    const RunStatus status = begun ? run_resume(&record.options, NULL, NULL, &result, &message)
                                   : run_train(&options, NULL, NULL, &result, &message);
    if (status != RUN_DONE && !message.text[0])
        return 99; // a failure without a word
    run_record_free(&record);
    return (int)status;
}

// Its exit code.
static int in_a_process(const char *folder, bool resume, Fault fault, int n)
{
    int status = 0;
    const pid_t child = fork();
    if (child == 0) {
        fault_at(fault, n);
        _exit(run_or_resume(folder, resume));
    }
    cr_assert(child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status), "wait status %d", status);
    return WEXITSTATUS(status);
}

// --- the same bytes -------------------------------------------------------------------------------------------------

static size_t read_file(const char *folder, const char *name, char *bytes)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    const size_t size = file_read(path, bytes, LARGEST);
    cr_assert(size < LARGEST - 1);
    char *host = strcmp(name, "run.json") == 0 ? strstr(bytes, "\n  \"host\": {") : NULL;
    return host ? (size_t)(host - bytes) : size;
}

static void expect_same_file(const char *folder, const char *name, int n)
{
    static char ours[LARGEST], theirs[LARGEST];
    const size_t size = read_file("whole", name, theirs), own = read_file(folder, name, ours);
    cr_expect(size == own && memcmp(ours, theirs, size) == 0, "%s differs, after call %d", name, n);
}

static void expect_same_folder(const char *folder, int n)
{
    static const char *const GROUPS[] = {"attn", ".", "weights"};
    for (int i = pictures == PNG_NONE ? 1 : 0; i < 3; i++) {
        char path[256], name[256];
        snprintf(path, sizeof path, "whole/%s", GROUPS[i]);
        const int entries = folder_entries(path);
        DIR *directory = opendir(path);
        cr_assert(directory);
        for (const struct dirent *entry = readdir(directory); entry; entry = readdir(directory)) {
            snprintf(name, sizeof name, "%s/%.200s", GROUPS[i], entry->d_name);
            if (strchr(entry->d_name, '.') && entry->d_name[0] != '.')
                expect_same_file(folder, i == 1 ? entry->d_name : name, n);
        }
        closedir(directory);
        snprintf(path, sizeof path, "%s/%s", folder, GROUPS[i]);
        cr_expect_eq(folder_entries(path), entries, "%s, after call %d", path, n);
    }
}

// --- every n --------------------------------------------------------------------------------------------------------

static int stride(int sampled)
{
    return getenv("HEED_EVERY_CALL") ? 1 : sampled;
}

static void prepare(bool before)
{
    cr_assert(system("rm -rf cut") == 0 && (!before || system("cp -r old cut") == 0));
}

// Strikes at every so many calls of a run, and resumes. before: there is an old run in the folder.
static void sweep(Fault fault, int every, bool before)
{
    const bool kill = fault == FAULT_KILL || fault == FAULT_TORN;
    int spared = 0, n = 1;
    cr_assert(in_a_process("whole", false, FAULT_NONE, 0) == 0);
    prepare(before);
    cr_assert(in_a_process("cut", false, FAULT_NONE, 0) == 0);
    const int calls = fault_calls();
    cr_assert(calls > 60, "%d calls", calls);
    for (; n <= calls; n += every) {
        prepare(before);
        const int code = in_a_process("cut", false, fault, n);
        cr_expect(code == (kill ? FAULT_KILLED : RUN_WORLD) || (!kill && (code == RUN_FOLDER || code == 0)),
                  "exit code %d of call %d", code, n);
        spared += code == 0;
        // What was cut before run.json came is an older run, or none: a new one begins.
        cr_assert_eq(in_a_process("cut", !before || n > 6, FAULT_NONE, 0), 0, "after call %d", n);
        expect_same_folder("cut", n);
    }
    cr_expect(spared <= calls / every / 8, "%d failures of %d were passed over", spared, calls / every);
}

Test(resume, after_a_kill_at_the_nth_call)
{
    pictures = PNG_KEYFRAMES;
    sweep(FAULT_KILL, stride(19), false);
}

Test(resume, after_a_write_that_was_torn)
{
    sweep(FAULT_TORN, stride(17), false);
}

Test(resume, after_the_disk_was_full)
{
    sweep(FAULT_FULL, stride(19), false);
}

Test(resume, after_a_call_that_failed_once)
{
    sweep(FAULT_SYNC, stride(23), false);
}

// The state of the run that was there before is never taken for the new one's.
Test(resume, in_the_folder_of_an_older_run)
{
    RunOptions older = small("old");
    RunResult result;
    Message message = {.text = ""};
    older.trainer.seed = 7;
    older.trainer.steps = 5;
    cr_assert(run_train(&older, NULL, NULL, &result, &message) == RUN_DONE, "%s", message.text);
    sweep(FAULT_KILL, stride(23), true);
}

// Killed, and killed again while it resumes.
Test(resume, after_two_kills)
{
    cr_assert(in_a_process("whole", false, FAULT_NONE, 0) == 0);
    for (int n = 12; n < 100; n += stride(41) == 1 ? 7 : 41)
        for (int m = 1; m < 60; m += stride(31) == 1 ? 5 : 31) {
            cr_assert(system("rm -rf cut") == 0);
            in_a_process("cut", false, FAULT_KILL, n);
            in_a_process("cut", true, FAULT_KILL, m);
            cr_assert_eq(in_a_process("cut", true, FAULT_NONE, 0), 0, "after calls %d and %d", n, m);
            expect_same_folder("cut", n);
        }
}
