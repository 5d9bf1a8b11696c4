// Compiling a learner's file, and folding what the compiler says.
#include "examples/heed/compile.h"

#include "examples/heed/plain.h"
#include "examples/heed/process.h"
#include "train/read_file.h"
#include "train/text.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WORDS = 48, SOURCE_MOST = 1 << 20, AROUND = 1, COLUMNS = 68, SAID = 400 };

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

// --- what the compiler says -----------------------------------------------------------------------------------------

// "SOURCE:LINE:COLUMN: KIND: TEXT", somewhere in it.
typedef struct {
    int line, column;
    char text[256];
} Complaint;

static bool find_complaint(Complaint *complaint, const char *said, const char *source, const char *kind)
{
    const size_t length = strlen(source), kind_length = strlen(kind);
    for (const char *at = strstr(said, source); at; at = strstr(at + length, source)) {
        char *end;
        if (at[length] != ':')
            continue;
        complaint->line = (int)strtol(at + length + 1, &end, 10);
        complaint->column = *end == ':' ? (int)strtol(end + 1, &end, 10) : 0;
        if (strncmp(end, ": ", 2) != 0)
            continue;
        end += strncmp(end + 2, "fatal ", 6) == 0 ? 8 : 2;
        if (strncmp(end, kind, kind_length) != 0 || strncmp(end + kind_length, ": ", 2) != 0)
            continue;
        end += kind_length + 2;
        snprintf(complaint->text, sizeof complaint->text, "%.*s", (int)strcspn(end, "\n"), end);
        return true;
    }
    return false;
}

// The line and those around it, and a mark below the column. Of lines that are too wide for the screen the part is
// shown that the column lies in.
static void show_lines(FILE *report, const char *source, int line, int column)
{
    Message message;
    size_t size;
    char *text = file_read_whole(source, SOURCE_MOST, &size, &message);
    const int from = column > COLUMNS * 3 / 4 ? column - COLUMNS / 2 : 0;
    const char *at = text;
    for (int number = 1; at && *at && number <= line + AROUND; number++) {
        const int length = (int)strcspn(at, "\n");
        if (number >= line - AROUND) {
            fprintf(report, "    %4d | ", number);
            plain_print(report, at + (from < length ? from : length), COLUMNS);
            fputc('\n', report);
        }
        if (number == line && column > 0) {
            fprintf(report, "         | ");
            for (int i = from; i < column - 1 && i < length; i++)
                fputc(at[i] == '\t' ? '\t' : ' ', report);
            fprintf(report, "^\n");
        }
        at += length + (at[length] == '\n');
    }
    free(text);
}

static void show_complaint(FILE *report, const CompileOptions *options, const char *kind, const Complaint *complaint)
{
    fprintf(report, "  %s:%d: %s: ", options->source, complaint->line, kind);
    plain_print(report, complaint->text, sizeof complaint->text);
    fputc('\n', report);
    show_lines(report, options->source, complaint->line, complaint->column);
}

// "undefined reference to `softmax'": the name, if the linker misses one.
static bool find_missing(const char *said, char name[64])
{
    const char *at = strstr(said, "undefined reference to ");
    if (!at)
        return false;
    at += strlen("undefined reference to ");
    at += strspn(at, "`'\"");
    snprintf(name, 64, "%.*s", (int)strcspn(at, "'`\"\n"), at);
    return true;
}

static void explain(FILE *report, const CompileOptions *options, const char *said)
{
    Complaint complaint;
    char name[64];
    if (find_complaint(&complaint, said, options->source, "error"))
        show_complaint(report, options, "error", &complaint);
    else if (strstr(said, "multiple definition of `main'"))
        fprintf(report, "  %s has a main of its own; the check has one already: leave it out\n", options->source);
    else if (find_missing(said, name))
        fprintf(report,
                "  %s: the function %s is nowhere. If it is to be written here, its name is\n"
                "  spelled otherwise, or it is static; if it is of a library, write it yourself.\n",
                options->source, name);
    else {
        fprintf(report, "  the compiler says: ");
        plain_print(report, said, SAID);
        fputc('\n', report);
    }
}

// --- compiling ------------------------------------------------------------------------------------------------------

static bool lacks_sanitizers(const char *said)
{
    return strstr(said, "asan") || strstr(said, "ubsan") || strstr(said, "-fsanitize");
}

static CompileEnd judge(const Process *process, const CompileOptions *options, FILE *report)
{
    Complaint warning;
    if (process->end != PROCESS_ENDED || process->code != 0) {
        explain(report, options, process->errors);
        return COMPILE_REFUSED;
    }
    if (find_complaint(&warning, process->errors, options->source, "warning"))
        show_complaint(report, options, "warning", &warning);
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
    if (!process_run(&process, command.word, (ProcessLimits){.seconds = 0}, message))
        return COMPILE_WORLD;
    if (process.end == PROCESS_ENDED && process.code >= 126) {
        message_set(message, "the compiler %s cannot be run; CC may name another", cc);
        process_free(&process);
        return COMPILE_WORLD;
    }
    if (process.code != 0 && options->sanitizers && lacks_sanitizers(process.errors)) {
        process_free(&process);
        options->sanitizers = false;
        return compile(ladder, exercise, options, program, report, message);
    }
    const CompileEnd end = judge(&process, options, report);
    process_free(&process);
    return end;
}
