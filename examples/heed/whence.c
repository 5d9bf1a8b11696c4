// heed whence: the command that made a picture.
#include "examples/heed/commands.h"

#include "examples/heed/flags.h"
#include "examples/heed/plain.h"
#include "train/figures/png.h"
#include "train/read_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MOST = 1 << 28, TEXT_MOST = 1 << 20 };

typedef struct {
    bool command, ours; // the command itself is wanted, or all else; there is one
} Wanted;

static void print_found(const char *keyword, const char *text, void *context)
{
    Wanted *wanted = context;
    const bool is_command = strcmp(keyword, "Command") == 0;
    wanted->ours = wanted->ours || is_command;
    if (is_command != wanted->command)
        return;
    if (!is_command)
        printf("%s: ", keyword);
    plain_print(stdout, text, TEXT_MOST);
    putchar('\n');
}

static int print_all(const char *path, const uint8_t *bytes, size_t size)
{
    Wanted command = {.command = true}, rest = {.command = false};
    Message message;
    if (!png_texts(bytes, size, print_found, &command, &message)) {
        fprintf(stderr, "heed: %s: %s\n", path, message.text);
        return EXIT_WORLD;
    }
    if (!command.ours) {
        fprintf(stderr, "heed: %s does not say where it is from; pictures of heed do\n", path);
        return EXIT_WORLD;
    }
    png_texts(bytes, size, print_found, &rest, &message);
    return EXIT_DONE;
}

int command_whence(int argc, char **argument)
{
    bool asked = false;
    Flag help = flag_yes("--help", &asked, "this list");
    Arguments arguments;
    Message message;
    size_t size = 0;
    if (!flags_parse(&arguments, &help, 1, argc, argument))
        return usage_error("%s", arguments.error);
    if (asked) {
        printf("usage: heed whence FILE.png\n\nPrints the command that made a picture, and then a line each: title,\n"
               "program, seed, step and the hash of the weights.\n");
        return EXIT_DONE;
    }
    if (arguments.words != 1)
        return usage_error("whence takes one picture");
    char *bytes = file_read_whole(arguments.word[0], FILE_MOST, &size, &message);
    if (!bytes) {
        fprintf(stderr, "heed: %s\n", message.text);
        return EXIT_WORLD;
    }
    const int code = print_all(arguments.word[0], (const uint8_t *)bytes, size);
    free(bytes);
    return code;
}
