// heed report: the page of a run, made again, or of two runs side by side.
#include "examples/heed/commands.h"

#include "examples/heed/flags.h"
#include "examples/heed/opened.h"
#include "train/file.h"
#include "train/report/report.h"
#include "train/run_folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char HELP[] =
    "usage: heed report RUN [RUN] [--out FILE]\n\n"
    "Makes the page of a run again: RUN/report.html. Of two runs it makes compare.html, where you are, with\n"
    "both side by side. The page is one file and asks for nothing from anywhere.\n\n";

static int write_page(const char *const *folder, int runs, const char *path)
{
    Message message;
    char *page = report_page(folder, runs, &message);
    const bool written = page && file_write(path, page, strlen(page), &message);
    free(page);
    if (!written) {
        fprintf(stderr, "heed: %s\n", message.text);
        return message.damaged ? EXIT_DAMAGED : EXIT_WORLD;
    }
    printf("%s\n", path);
    return EXIT_DONE;
}

int command_report(int argc, char **argument)
{
    bool asked = false;
    const char *out = NULL;
    Flag flags[] = {flag_text("--out", &out, "the page's file"), flag_yes("--help", &asked, "this list")};
    Arguments arguments;
    if (!flags_parse(&arguments, flags, 2, argc, argument))
        return usage_error("%s", arguments.error);
    if (asked) {
        fputs(HELP, stdout);
        flags_help(flags, 2);
        return EXIT_DONE;
    }
    if (arguments.words == 0)
        return usage_error("report takes the folder of a run, or two");
    if (arguments.words > 2)
        return usage_error("report takes two runs at most, not also %s", arguments.word[2]);
    char folder[2][RUN_PATH];
    const char *const folders[2] = {folder[0], folder[1]};
    for (int i = 0; i < arguments.words; i++)
        if (!opened_folder(folder[i], arguments.word[i]))
            return world_error("the folder's name is too long");
    const RunPath path = run_path(folder[0], "report.html");
    return write_page(folders, arguments.words, out ? out : arguments.words == 2 ? "compare.html" : path.text);
}
