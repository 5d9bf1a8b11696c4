// Compiling a learner's file: the compiler, and its command line.
#include "examples/heed/compile.h"

#include "examples/heed/complaint.h"
#include "train/text.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WORDS = 48 };

// --- the command ----------------------------------------------------------------------------------------------------

typedef struct {
    const char *word[WORDS];
    int count;
    char room[2048]; // what was split
    size_t used;
} Command; // not to be copied: words lie in its room

static void add(Command *command, const char *word)
{
    if (command->count < WORDS - 1)
        command->word[command->count++] = word;
}

// The words between spaces.
static void add_split(Command *command, const char *words)
{
    char *at = command->room + command->used, *next;
    const size_t left = sizeof command->room - command->used, length = strlen(words);
    if (length >= left)
        return; // nobody has as many flags
    memcpy(at, words, length + 1);
    command->used += length + 1;
    for (char *word = strtok_r(at, " ", &next); word; word = strtok_r(NULL, " ", &next))
        add(command, word);
}

static bool is_on_path(const char *name)
{
    char path[LADDER_PATH];
    const char *folder = getenv("PATH");
    if (strchr(name, '/'))
        return access(name, X_OK) == 0;
    while (folder && *folder) {
        const size_t part = strcspn(folder, ":");
        snprintf(path, sizeof path, "%.*s/%s", (int)part, folder, name);
        if (access(path, X_OK) == 0)
            return true;
        folder += part + (folder[part] == ':');
    }
    return false;
}

// The learner's choice, or that with which heed was built, or any.
static const char *compiler(void)
{
    static const char *const KNOWN[] = {HEED_CC, "cc", "gcc", "clang"};
    const char *chosen = getenv("CC");
    if (chosen && *chosen)
        return chosen;
    for (size_t i = 0; i < sizeof KNOWN / sizeof KNOWN[0]; i++)
        if (is_on_path(KNOWN[i]))
            return KNOWN[i];
    return NULL;
}

static void fill_command(Command *command, const char *cc, const CompileOptions *options, const char *const object[2],
                         const char *program)
{
    static const char *const FLAGS[] = {"-std=c11",
                                        "-g",
                                        "-O1",
                                        "-Wall",
                                        "-Wextra",
                                        "-Werror=implicit-function-declaration",
                                        "-fdiagnostics-color=never",
                                        "-ftabstop=1", // columns are bytes
                                        "-fno-omit-frame-pointer"};
    *command = (Command){.count = 0};
    add(command, "env");
    add(command, "LC_ALL=C");
    add_split(command, cc);
    for (size_t i = 0; i < sizeof FLAGS / sizeof FLAGS[0]; i++)
        add(command, FLAGS[i]);
    add_split(command, HEED_EXERCISE_FLAGS);
    if (options->sanitizers) {
        add(command, "-fsanitize=address,undefined");
        add(command, "-fno-sanitize-recover=all");
        add(command, "-fno-sanitize=object-size"); // it speaks first, and less clearly than the other
    }
    add(command, "-I");
    add(command, object[0]);
    add(command, "-o");
    add(command, program);
    add(command, options->source);
    add(command, object[1]);
    add(command, "-lm");
    add(command, "-lpthread");
}

// --- compiling ------------------------------------------------------------------------------------------------------

static bool lacks_sanitizers(const char *said)
{
    return strstr(said, "asan") || strstr(said, "ubsan") || strstr(said, "-fsanitize");
}

static CompileEnd judge(const Process *process, const CompileOptions *options, FILE *report)
{
    if (process->end == PROCESS_STOPPED)
        return COMPILE_STOPPED;
    if (process->end != PROCESS_ENDED || process->code != 0) {
        complaint_of_error(report, process->errors, options->source);
        return COMPILE_REFUSED;
    }
    complaint_of_warning(report, process->errors, options->source);
    return COMPILE_DONE;
}

CompileEnd compile(const Ladder *ladder, int exercise, CompileOptions *options, const char *program, FILE *report,
                   Message *message)
{
    char folder[LADDER_PATH], check[LADDER_PATH];
    const char *cc = compiler();
    const char *const object[] = {ladder_file(ladder, exercise, "", folder),
                                  ladder_file(ladder, exercise, "check.o", check)};
    Process process;
    Command command;
    if (!cc) {
        message_set(message, "there is no C compiler: neither cc nor gcc nor clang is on PATH; CC may name one");
        return COMPILE_WORLD;
    }
    fill_command(&command, cc, options, object, program);
    if (!process_run(&process, command.word, (ProcessLimits){.seconds = 0}, options->watch, message))
        return COMPILE_WORLD;
    if (process.end == PROCESS_ENDED && process.code >= 126) {
        message_set(message, "the compiler %s cannot be run; CC may name another", cc);
        process_free(&process);
        return COMPILE_WORLD;
    }
    if (process.end == PROCESS_ENDED && process.code != 0 && options->sanitizers && lacks_sanitizers(process.errors)) {
        process_free(&process);
        options->sanitizers = false;
        return compile(ladder, exercise, options, program, report, message);
    }
    const CompileEnd end = judge(&process, options, report);
    process_free(&process);
    return end;
}
