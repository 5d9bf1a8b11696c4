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
#ifdef __linux__
#include <sys/prctl.h>
#endif

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

// Where heed itself is killed, nobody is left to look after its child.
static void end_with_parent(void)
{
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
}

static void set_limits(ProcessLimits limits)
{
    limit(RLIMIT_CORE, 0, 0);
    if (limits.seconds > 0)
        limit(RLIMIT_CPU, (rlim_t)limits.seconds, (rlim_t)limits.seconds + 1);
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
    end_with_parent();
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

// It can still be waited for afterwards: until then nobody else can have its number.
static bool has_ended(pid_t child)
{
    siginfo_t ended = {.si_pid = 0};
    if (waitid(P_PID, (id_t)child, &ended, WEXITED | WNOHANG | WNOWAIT) != 0)
        return errno != EINTR;
    return ended.si_pid != 0;
}

// Waits until the program has ended, or is to be ended: PROCESS_TIME, or PROCESS_STOPPED. A compiler is asked first,
// for it has temporary files to remove. Then all that is left of the program's group, what it has begun, is killed.
static ProcessEnd wait_for(pid_t child, ProcessLimits limits, ProcessWatch watch)
{
    const double begun = seconds_now();
    double asked = 0; // when it was asked to end; 0: it was not
    ProcessEnd end = PROCESS_ENDED;
    while (!has_ended(child)) {
        const double now = seconds_now();
        if (asked > 0 && now - asked > GRACE)
            break;
        if (asked == 0 && limits.seconds > 0 && now - begun > 2 * limits.seconds) {
            end = PROCESS_TIME;
            break;
        }
        if (asked == 0 && !watch.goes_on(watch.context, now - begun, limits.seconds)) {
            end = PROCESS_STOPPED;
            asked = now;
            kill(-child, SIGTERM);
        }
        nanosleep(&(struct timespec){.tv_nsec = LOOK_MILLISECONDS * 1000000L}, NULL);
    }
    kill(-child, SIGKILL);
    return end;
}

static void judge(Process *process, int status)
{
    const int number = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    process->code = number ? number : WEXITSTATUS(status);
    process->end = number == SIGXCPU || number == SIGKILL ? PROCESS_TIME
                   : number == SIGXFSZ                    ? PROCESS_OUTPUT
                   : number                               ? PROCESS_SIGNAL
                                                          : PROCESS_ENDED;
}

static bool run(Process *process, const char *const *argument, const Files *files, ProcessLimits limits,
                ProcessWatch watch, Message *message)
{
    int status = 0;
    fflush(NULL);             // or the child would write it once more
    signal(SIGCHLD, SIG_DFL); // where it was ignored, nobody could wait
    const pid_t child = fork();
    if (child == 0)
        become(argument, files, limits);
    if (child < 0)
        return message_set(message, "cannot run %s: %s", argument[0], strerror(errno));
    setpgid(child, child); // here too: it may be killed before it has run a step
    const ProcessEnd end = wait_for(child, limits, watch);
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return message_set(message, "cannot run %s: its end was missed: %s", argument[0], strerror(errno));
    judge(process, status);
    if (end != PROCESS_ENDED)
        process->end = end;
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
