// heed: trains small self-attention models and draws what they learn to look at.
//
// Data goes to stdout, everything for the eye to stderr. The exit codes are in commands.h.
#include "examples/heed/commands.h"
#include "examples/heed/nearest.h"

#include "tensor/isa.h"
#include "train/task.h"
#include "train/version.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char HELP[] =
    "usage: heed train TASK [--FLAG VALUE ...]   train a model on a task and draw its attention\n"
    "       heed check [TARGET] [--FLAG ...]     check gradients, and say what is wrong with one\n"
    "       heed tasks [TASK | --ablations]      list the tasks, or explain one\n"
    "       heed show RUN [--query N]            where a run looks, on any sequence, in numbers\n"
    "       heed eval RUN                        how it does on the held-out sequences\n"
    "       heed compare RUN RUN                 from where on, and by how much, two runs differ\n"
    "       heed report RUN [RUN]                the page of a run again, or of two side by side\n"
    "       heed ex                              exercises: write gradients, and have them checked\n"
    "       heed whence FILE.png                 the command that made a picture\n"
    "       heed --help, heed --version\n"
    "\n"
    "  heed train reverse                        watch the anti-diagonal form\n"
    "  heed train reverse --heads 2 --seed 7     two heads share the work\n"
    "  heed train first --lr 0.3 --steps 100     faster, and rougher\n"
    "\n"
    "heed train --help lists the flags. A run is written to runs/TASK-sSEED: pictures, log, weights.\n";

static void complain(const char *format, va_list arguments)
{
    fputs("heed: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
}

int usage_error(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    complain(format, arguments);
    va_end(arguments);
    return EXIT_USAGE;
}

int world_error(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    complain(format, arguments);
    va_end(arguments);
    return EXIT_WORLD;
}

int unknown_task(const char *name)
{
    const char *names[64] = {NULL};
    for (int i = 0; i < HEED_TASKS_COUNT && i < 63; i++)
        names[i] = HEED_TASKS[i]->name;
    const char *near = nearest(name, names);
    return near ? usage_error("unknown task %s; did you mean %s?", name, near)
                : usage_error("unknown task %s; heed tasks lists them", name);
}

// Output that cannot be written is an error too.
static int finish(int code)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return code;
    fputs("heed: stdout cannot be written\n", stderr);
    return code == EXIT_DONE ? EXIT_WORLD : code;
}

// A stream that was closed is opened on nothing: the next file that the program opens would take its place, and what is
// said would land in that file. stdout is opened for reading, so that writing still fails and is reported.
static void hold_streams(void)
{
    for (int stream = 0; stream <= 2; stream++)
        if (fcntl(stream, F_GETFD) == -1)
            (void)!open("/dev/null", stream == 2 ? O_WRONLY : O_RDONLY);
}

int main(int argc, char **argument)
{
    static const struct {
        const char *name;
        int (*run)(int argc, char **argument);
    } ALL[] = {{"train", command_train},   {"check", command_check}, {"tasks", command_tasks},
               {"show", command_show},     {"eval", command_eval},   {"compare", command_compare},
               {"report", command_report}, {"ex", command_ex},       {"whence", command_whence}};
    static const char *const COMMANDS[] = {"train",  "check", "tasks",  "show", "eval", "compare",
                                           "report", "ex",    "whence", "help", NULL};
    const char *command = argc > 1 ? argument[1] : "--help";
    char why[ISA_TEXT];
    hold_streams();
    if (isa_error(why))
        return usage_error("%s", why);
    for (size_t i = 0; i < sizeof ALL / sizeof ALL[0]; i++)
        if (strcmp(command, ALL[i].name) == 0)
            return finish(ALL[i].run(argc - 1, argument + 1));
    if (strcmp(command, "--help") == 0 || strcmp(command, "-h") == 0 || strcmp(command, "help") == 0) {
        fputs(HELP, argc > 1 ? stdout : stderr);
        return finish(argc > 1 ? EXIT_DONE : EXIT_USAGE);
    }
    if (strcmp(command, "--version") == 0) {
        printf("heed %s (real = %s, %s, kernels for %s)\n", HEED_VERSION_TEXT, REAL_NAME, HEED_COMPILER_TEXT,
               isa_name());
        return finish(EXIT_DONE);
    }
    const char *near = nearest(command, COMMANDS);
    return near ? usage_error("unknown command %s; did you mean %s?", command, near)
                : usage_error("unknown command %s; heed --help lists them", command);
}
