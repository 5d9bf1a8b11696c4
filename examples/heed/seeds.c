// Several seeds.
#include "examples/heed/seeds.h"

#include "examples/heed/commands.h"
#include "examples/heed/signals.h"
#include "examples/heed/train_result.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

bool seeds_parse(const char *text, uint64_t *first, int *count)
{
    char *end = NULL;
    errno = 0;
    const unsigned long long from = strtoull(text, &end, 10);
    if (*text < '0' || *text > '9' || strncmp(end, "..", 2) != 0 || end[2] < '0' || end[2] > '9')
        return false;
    const unsigned long long to = strtoull(end + 2, &end, 10);
    if (*end || errno != 0 || to < from || to - from >= MOST_SEEDS)
        return false;
    *first = from;
    *count = (int)(to - from) + 1;
    return true;
}

// --- one seed, in a process of its own ------------------------------------------------------------------------------

// What the process tells.
typedef struct {
    RunStatus status;
    RunResult result;
    Message message;
    char folder[RUN_PATH];
} Told;

typedef struct {
    pid_t process; // 0: not begun, or over
    int from;      // the end of the pipe that is read
    bool ended;
    Told told;
} Job;

static bool write_whole(int file, const void *bytes, size_t size)
{
    const char *at = bytes;
    while (size > 0) {
        const ssize_t written = write(file, at, size);
        if (written < 0 && errno != EINTR)
            return false;
        at += written < 0 ? 0 : written;
        size -= written < 0 ? 0 : (size_t)written;
    }
    return true;
}

static bool read_whole(int file, void *bytes, size_t size)
{
    char *at = bytes;
    while (size > 0) {
        const ssize_t got = read(file, at, size);
        if (got == 0 || (got < 0 && errno != EINTR))
            return false;
        at += got < 0 ? 0 : got;
        size -= got < 0 ? 0 : (size_t)got;
    }
    return true;
}

static bool set_folder(Told *told, const TrainLine *line, uint64_t seed)
{
    const int length =
        line->folder ? snprintf(told->folder, RUN_PATH, "%s/s%llu", line->folder, (unsigned long long)seed) : 0;
    return line->folder ? length < RUN_PATH : run_default_folder(told->folder, line->run.trainer.task, seed);
}

// In the child: trains, tells and ends.
static void run_seed(const TrainLine *line, uint64_t seed, int to)
{
    static Told told; // too large for a stack
    RunOptions run = line->run;
    run.trainer.seed = seed;
    run.folder = told.folder;
    run.stop = signals_watch();
    if (set_folder(&told, line, seed))
        told.status = run_train(&run, NULL, NULL, &told.result, &told.message);
    else {
        told.status = RUN_FOLDER;
        snprintf(told.message.text, sizeof told.message.text, "there is no free folder for seed %llu",
                 (unsigned long long)seed);
    }
    _exit(write_whole(to, &told, sizeof told) ? EXIT_DONE : EXIT_WORLD);
}

static bool begin_job(Job *job, const TrainLine *line, uint64_t seed)
{
    int ends[2];
    fflush(stdout);
    fflush(stderr);
    if (pipe(ends) != 0)
        return false;
    job->process = fork();
    if (job->process == 0) {
        close(ends[0]);
        run_seed(line, seed, ends[1]);
    }
    close(ends[1]);
    job->from = ends[0];
    if (job->process > 0)
        return true;
    close(ends[0]);
    job->process = 0;
    return false;
}

// Reads what the job tells at its end. The pipe has room for all of it, so a job that is early does not wait.
static void end_job(Job *job)
{
    if (!read_whole(job->from, &job->told, sizeof job->told)) {
        job->told.status = RUN_WORLD;
        snprintf(job->told.message.text, sizeof job->told.message.text, "the process of a seed ended without a word");
    }
    close(job->from);
    while (waitpid(job->process, NULL, 0) < 0 && errno == EINTR)
        ;
    job->process = 0;
    job->ended = true;
}

// --- the spread -----------------------------------------------------------------------------------------------------

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void print_value(const char *name, double value)
{
    if (isinf(value))
        printf(" %s=never", name);
    else
        printf(" %s=%.6g", name, value);
}

static void print_spread(const char *of, double *value, int n)
{
    if (n == 0 || isnan(value[0]))
        return;
    qsort(value, (size_t)n, sizeof *value, by_size);
    const double low = value[(n - 1) / 2], high = value[n / 2];
    printf("spread of=%s seeds=%d", of, n);
    print_value("min", value[0]);
    print_value("median", low == high ? low : (low + high) / 2);
    print_value("max", value[n - 1]);
    printf("\n");
}

static void print_spreads(const Job *job, int count, int layers)
{
    static double solved[MOST_SEEDS], exact[MOST_SEEDS], alignment[MOST_SEEDS], loss[MOST_SEEDS];
    int n = 0;
    for (int i = 0; i < count; i++) {
        const RunResult *result = &job[i].told.result;
        if (!job[i].ended || job[i].told.status != RUN_DONE)
            continue;
        solved[n] = result->solved_at < 0 ? (double)INFINITY : (double)result->solved_at;
        exact[n] = result->held_out.exact;
        alignment[n] = result->held_out.alignment[layers - 1];
        loss[n++] = result->held_out.loss;
    }
    print_spread("solved_at", solved, n);
    print_spread("held_out_exact", exact, n);
    print_spread("alignment", alignment, n);
    print_spread("held_out_loss", loss, n);
}

// Says how the seed went; returns its exit code.
static int print_job(const TrainLine *line, Job *job, uint64_t seed)
{
    RunOptions run = line->run;
    run.folder = job->told.folder;
    run.trainer.seed = seed;
    const RunStatus status = job->told.status;
    if (status == RUN_DONE || status == RUN_DIVERGED || status == RUN_STOPPED) {
        printf("seed=%llu ", (unsigned long long)seed);
        result_print(&run, &job->told.result, status);
    }
    if (status == RUN_STOPPED)
        return EXIT_SIGNAL + *signals_watch();
    return status == RUN_DONE ? result_goal(&run, &job->told.result) : result_failure(&run, status, &job->told.message);
}

int seeds_train(const TrainLine *line, uint64_t first, int count)
{
    Job *job = calloc((size_t)count, sizeof *job);
    const volatile sig_atomic_t *stop = signals_watch();
    int code = EXIT_DONE, begun = 0;
    if (!job) {
        fprintf(stderr, "heed: out of memory\n");
        return EXIT_WORLD;
    }
    for (int i = 0; i < count && (begun > i || !*stop); i++) { // in their order, so that the lines are
        while (begun < count && begun < i + line->jobs && !*stop &&
               begin_job(&job[begun], line, first + (uint64_t)begun))
            begun++;
        if (begun == i) {
            if (!*stop)
                fprintf(stderr, "heed: no process can be started for seed %llu\n",
                        (unsigned long long)first + (unsigned)i);
            code = code == EXIT_DONE ? (*stop ? EXIT_SIGNAL + *stop : EXIT_WORLD) : code;
            break;
        }
        end_job(&job[i]);
        const int its = print_job(line, &job[i], first + (uint64_t)i);
        code = code == EXIT_DONE ? its : code;
    }
    print_spreads(job, count, line->run.trainer.layers);
    free(job);
    return code;
}
