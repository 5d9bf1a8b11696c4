// Running another program to its end, with limits.
#include "examples/heed/process.h"

#include "train/text.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST_ARGUMENTS = 64, CANNOT_RUN = 127, READ_MOST = 1 << 22, LOOK_MILLISECONDS = 5 };
static const double GRACE = 0.5; // seconds to end in, when it is asked to

typedef struct {
    FILE *output, *errors, *report; // without a name: nothing is left behind
} Files;

// --- in the child ---------------------------------------------------------------------------------------------------

static void limit(int what, rlim_t soft, rlim_t hard)
{
    setrlimit(what, &(struct rlimit){.rlim_cur = soft, .rlim_max = hard});
}

static void set_limits(ProcessLimits limits)
{
    limit(RLIMIT_CORE, 0, 0);
    if (limits.seconds > 0) {
        limit(RLIMIT_CPU, (rlim_t)limits.seconds, (rlim_t)limits.seconds + 1);
        alarm(2 * (unsigned)limits.seconds); // outlives exec
    }
    if (limits.memory > 0)
        limit(RLIMIT_AS, (rlim_t)limits.memory, (rlim_t)limits.memory);
    if (limits.output > 0)
        limit(RLIMIT_FSIZE, (rlim_t)limits.output, (rlim_t)limits.output);
}

static void become(const char *const *argument, const Files *files, ProcessLimits limits)
{
    const char *given[MOST_ARGUMENTS] = {NULL};
    char report[16];
    const int nothing = open("/dev/null", O_RDONLY);
    setpgid(0, 0);
    snprintf(report, sizeof report, "%d", fileno(files->report));
    for (int i = 0; argument[i] && i < MOST_ARGUMENTS - 1; i++)
        given[i] = strcmp(argument[i], PROCESS_REPORT) == 0 ? report : argument[i];
    for (int i = 1; i < NSIG; i++)
        signal(i, SIG_DFL);
    set_limits(limits);
    if (dup2(nothing, STDIN_FILENO) >= 0 && dup2(fileno(files->output), STDOUT_FILENO) >= 0 &&
        dup2(fileno(files->errors), STDERR_FILENO) >= 0)
        execvp(given[0], (char *const *)given);
    _exit(CANNOT_RUN);
}

// --- in this program ------------------------------------------------------------------------------------------------

// The beginning of the file, with a 0 behind it. NULL: memory is out.
static char *read_beginning(FILE *file)
{
    char *text = calloc(READ_MOST + 1, 1);
    rewind(file);
    const size_t length = text ? fread(text, 1, READ_MOST, file) : 0;
    char *fits = text ? realloc(text, length + 1) : NULL;
    return fits ? fits : text;
}

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

// Waits for its end, and ends it when the watch says so: true. A compiler runs programs of its own, so its whole group
// is ended; and asked first, for it has temporary files to remove.
static bool wait_for(pid_t child, ProcessWatch watch, int *status)
{
    const double begun = seconds_now();
    double stopped = 0; // when it was; 0: it was not
    for (;;) {
        const pid_t ended = waitpid(child, status, watch.goes_on ? WNOHANG : 0);
        if (ended > 0 || (ended < 0 && errno != EINTR))
            return stopped > 0;
        const double now = seconds_now();
        if (stopped > 0 && now - stopped > GRACE)
            kill(-child, SIGKILL);
        else if (stopped == 0 && watch.goes_on && !watch.goes_on(watch.context, now - begun)) {
            kill(-child, SIGTERM);
            stopped = now;
        }
        nanosleep(&(struct timespec){.tv_nsec = LOOK_MILLISECONDS * 1000000L}, NULL);
    }
}

static void judge(Process *process, int status)
{
    const int number = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    process->code = number ? number : WEXITSTATUS(status);
    process->end = number == SIGXCPU || number == SIGALRM || number == SIGKILL ? PROCESS_TIME
                   : number == SIGXFSZ                                         ? PROCESS_OUTPUT
                   : number                                                    ? PROCESS_SIGNAL
                                                                               : PROCESS_ENDED;
}

static bool run(Process *process, const char *const *argument, const Files *files, ProcessLimits limits,
                ProcessWatch watch, Message *message)
{
    int status = 0;
    fflush(NULL); // or the child would write it once more
    const pid_t child = fork();
    if (child == 0)
        become(argument, files, limits);
    if (child < 0)
        return message_set(message, "cannot run %s: %s", argument[0], strerror(errno));
    setpgid(child, child); // here too: it may be killed before it has run a step
    const bool stopped = wait_for(child, watch, &status);
    judge(process, status);
    if (stopped)
        process->end = PROCESS_STOPPED;
    process->output = read_beginning(files->output);
    process->errors = read_beginning(files->errors);
    process->report = read_beginning(files->report);
    if (process->output && process->errors && process->report)
        return true;
    process_free(process);
    return message_set(message, "memory is out");
}

bool process_run(Process *process, const char *const *argument, ProcessLimits limits, ProcessWatch watch,
                 Message *message)
{
    Files files = {tmpfile(), tmpfile(), tmpfile()};
    FILE *const all[] = {files.output, files.errors, files.report};
    *process = (Process){.end = PROCESS_ENDED};
    bool runs = files.output && files.errors && files.report;
    if (!runs)
        message_set(message, "cannot run %s: no temporary file can be made: %s", argument[0], strerror(errno));
    runs = runs && run(process, argument, &files, limits, watch, message);
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (all[i])
            fclose(all[i]);
    return runs;
}

void process_free(Process *process)
{
    free(process->output);
    free(process->errors);
    free(process->report);
    *process = (Process){.end = PROCESS_ENDED};
}
