// The pager is a program of its own; while it runs, Ctrl-C is its matter.
#include "examples/heed/pager.h"

#include "examples/heed/terminal.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char ANY[] = "for pager in less more cat; do command -v $pager >/dev/null && exec $pager; done";

static bool is_too_long(const char *text)
{
    const Terminal terminal = terminal_of(STDOUT_FILENO, COLOR_NEVER);
    int rows = 1; // the prompt's
    for (; *text && terminal.rows > 0; text += strcspn(text, "\n"), text += *text == '\n')
        rows += 1 + ((int)strcspn(text, "\n") - 1) / terminal.columns;
    return terminal.rows > 0 && rows > terminal.rows;
}

// False: there is no such program.
static bool show_in(const char *pager, const char *text)
{
    enum { NOT_FOUND = 127 };
    setenv("LESS", "FRX-Psspace for more, q to leave$", 0); // and it leaves the text on the screen
    fflush(stdout);
    FILE *out = popen(pager, "w");
    if (!out)
        return false;
    struct sigaction ignore = {.sa_handler = SIG_IGN}, interrupt, pipe;
    sigaction(SIGINT, &ignore, &interrupt);
    sigaction(SIGPIPE, &ignore, &pipe); // it need not read all
    fputs(text, out);
    const int status = pclose(out);
    sigaction(SIGINT, &interrupt, NULL);
    sigaction(SIGPIPE, &pipe, NULL);
    return !WIFEXITED(status) || WEXITSTATUS(status) != NOT_FOUND;
}

void pager_show(const char *text)
{
    const char *pager = getenv("PAGER");
    if ((pager && !*pager) || !is_too_long(text) || !show_in(pager ? pager : ANY, text))
        fputs(text, stdout);
}
