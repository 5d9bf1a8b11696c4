// One attempt at an exercise.
#include "examples/heed/attempt.h"

#include "examples/heed/compile.h"
#include "examples/heed/crash.h"
#include "examples/heed/plain.h"
#include "examples/heed/process.h"
#include "train/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { TOKEN = 33, PROGRAM = 512, OUTPUT_LINES = 12, OUTPUT_COLUMNS = 74, FIXED_SEED = 1 };
static const long long MEMORY = 1LL << 31, OUTPUT = 1LL << 24;

const char *const ATTEMPT_NAMES[] = {"right",        "wrong",          "does not compile", "crashes",
                                     "does not end", "ends too early", "stopped",          "cannot be tried"};

// A word that the learner's code cannot guess. False: the system gives none.
static bool draw_token(char token[TOKEN])
{
    unsigned char bytes[TOKEN / 2];
    FILE *random = fopen("/dev/urandom", "rb");
    const bool drawn = random && fread(bytes, 1, sizeof bytes, random) == sizeof bytes;
    for (size_t i = 0; drawn && i < sizeof bytes; i++)
        snprintf(token + 2 * i, 3, "%02x", bytes[i]);
    if (random)
        fclose(random);
    return drawn;
}

// What the check reported, without the line of its verdict. True: it came to one, which is *right.
static bool read_verdict(char *reported, const char *token, bool *right)
{
    char *line = strstr(reported, token);
    if (!line || (line > reported && line[-1] != '\n'))
        return false;
    *right = strcmp(line + strlen(token), " right\n") == 0;
    *line = '\0';
    return true;
}

// The first lines of what the learner's code printed itself.
static void show_output(FILE *report, const char *output)
{
    int lines = 0;
    if (*output)
        fprintf(report, "  it printed:\n");
    for (; *output; lines++) {
        if (lines < OUTPUT_LINES) {
            fprintf(report, "    ");
            plain_print(report, output, OUTPUT_COLUMNS);
            fputc('\n', report);
        }
        output += strcspn(output, "\n");
        output += *output == '\n';
    }
    if (lines > OUTPUT_LINES)
        fprintf(report, "    and %d lines more\n", lines - OUTPUT_LINES);
}

static AttemptEnd judge(FILE *report, Process *process, const char *source, const char *token)
{
    bool right = false;
    const bool ended = read_verdict(process->report, token, &right);
    fputs(process->report, report);
    show_output(report, process->output);
    if (process->end == PROCESS_STOPPED)
        return ATTEMPT_STOPPED;
    if (process->end == PROCESS_TIME) {
        fprintf(report, "  stopped: it did not come to an end. Is there an endless loop in it?\n");
        return ATTEMPT_ENDLESS;
    }
    if (process->end == PROCESS_OUTPUT) {
        fprintf(report, "  stopped: it prints without end.\n");
        return ATTEMPT_ENDLESS;
    }
    if (process->end == PROCESS_ENDED && ended) {
        show_output(report, process->errors); // the learner's too: no sanitizer has spoken
        return right ? ATTEMPT_RIGHT : ATTEMPT_WRONG;
    }
    if (process->end == PROCESS_ENDED && !crash_explain(report, process->errors, source)) {
        fprintf(report, "  it ended before the check did: does it call exit?\n");
        return ATTEMPT_SILENT;
    }
    if (process->end == PROCESS_SIGNAL)
        crash_explain_signal(report, process->code, process->errors, source);
    return ATTEMPT_CRASHED;
}

// A program with sanitizers takes far more of the address space than of memory; heed itself may be built with them.
static bool has_shadow(const AttemptOptions *options)
{
    return options->sanitizers || strstr(HEED_EXERCISE_FLAGS, "-fsanitize");
}

// Runs the program once, with the numbers of this seed.
static AttemptEnd run(FILE *report, const char *program, const char *source, const AttemptOptions *options,
                      uint64_t seed, ProcessWatch watch, Message *message)
{
    char token[TOKEN], seed_text[32];
    const ProcessLimits limits = {
        .seconds = options->seconds, .memory = has_shadow(options) ? 0 : MEMORY, .output = OUTPUT};
    const char *const argument[] = {"env",
                                    "ASAN_OPTIONS=detect_leaks=0:hard_rss_limit_mb=2048:allow_addr2line=1:color=never",
                                    "UBSAN_OPTIONS=print_stacktrace=1:allow_addr2line=1:color=never",
                                    program,
                                    PROCESS_REPORT,
                                    token,
                                    seed_text,
                                    NULL};
    Process process;
    snprintf(seed_text, sizeof seed_text, "%llu", (unsigned long long)seed);
    if (!draw_token(token)) {
        message_set(message, "/dev/urandom cannot be read, from which a check's secret is drawn");
        return ATTEMPT_WORLD;
    }
    if (!process_run(&process, argument, limits, watch, message))
        return ATTEMPT_WORLD;
    const AttemptEnd end = judge(report, &process, source, token);
    process_free(&process);
    return end;
}

// What is right with the numbers of the fixed seed must be right with others: a table of answers is not.
static AttemptEnd run_again(FILE *report, const char *program, const char *source, const AttemptOptions *options,
                            ProcessWatch watch, Message *message)
{
    const uint64_t seed = (uint64_t)time(NULL);
    char *again = NULL;
    size_t size;
    FILE *room = open_memstream(&again, &size);
    if (!room) {
        message_set(message, "memory is out");
        return ATTEMPT_WORLD;
    }
    const AttemptEnd end = run(room, program, source, options, seed, watch, message);
    fclose(room);
    if (end != ATTEMPT_RIGHT && end != ATTEMPT_STOPPED)
        fprintf(report, "  but with other numbers (--seed %llu draws them again):\n%s", (unsigned long long)seed,
                again);
    free(again);
    return end;
}

static AttemptEnd try_as(FILE *report, const char *program, const Ladder *ladder, int exercise, const char *source,
                         AttemptOptions options, ProcessWatch watch, Message *message)
{
    CompileOptions how = {.source = source, .sanitizers = options.sanitizers, .watch = watch};
    const CompileEnd compiled = compile(ladder, exercise, &how, program, report, message);
    switch (compiled) {
    case COMPILE_REFUSED: return ATTEMPT_REFUSED;
    case COMPILE_STOPPED: return ATTEMPT_STOPPED;
    case COMPILE_WORLD: return ATTEMPT_WORLD;
    case COMPILE_DONE: break;
    }
    if (options.sanitizers && !how.sanitizers)
        fprintf(report, "  (without sanitizers, which this compiler lacks: a crash tells less)\n");
    options.sanitizers = how.sanitizers;
    AttemptEnd end = run(report, program, source, &options, options.seeded ? options.seed : FIXED_SEED, watch, message);
    if (end == ATTEMPT_RIGHT && !options.seeded)
        end = run_again(report, program, source, &options, watch, message);
    return end;
}

Attempt attempt(const Ladder *ladder, int exercise, const char *source, AttemptOptions options, ProcessWatch watch,
                Message *message)
{
    Attempt done = {.end = ATTEMPT_WORLD};
    const char *temporary = getenv("TMPDIR");
    char folder[PROGRAM - 16], program[PROGRAM];
    size_t size;
    FILE *report = open_memstream(&done.report, &size);
    snprintf(folder, sizeof folder, "%s/heed-ex-XXXXXX", temporary && *temporary ? temporary : "/tmp");
    if (!report)
        message_set(message, "memory is out");
    else if (!mkdtemp(folder))
        message_refuse(message, "make the folder", folder, errno);
    else {
        snprintf(program, sizeof program, "%s/program", folder);
        done.end = try_as(report, program, ladder, exercise, source, options, watch, message);
        unlink(program); // a linker that was stopped may have left it
        rmdir(folder);
    }
    if (report)
        fclose(report);
    return done;
}
