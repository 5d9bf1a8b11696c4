// The pictures of heed check. Like those of a run, they say which command makes them again.
#include "examples/heed/check.h"

#include "train/figures/png.h"
#include "train/file.h"
#include "train/version.h"

#include <string.h>

enum { COMMAND = 1024 };

// Whether an argument only says where the report goes or how it looks; *value: its value is the next argument.
static bool is_display(const char *argument, bool *value)
{
    static const char *const NAMES[] = {"--picture", "--scale", "--json"};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        const size_t length = strlen(NAMES[i]);
        if (strncmp(argument, NAMES[i], length) != 0 || (argument[length] != '\0' && argument[length] != '='))
            continue;
        *value = argument[length] == '\0' && strcmp(argument, "--json") != 0;
        return true;
    }
    *value = false;
    return false;
}

// "heed check softmax --sweep --seed 3"
static void command_text(char text[COMMAND], const CheckLine *line)
{
    size_t length = text_format(text, COMMAND, "heed");
    for (int i = 1; line->argument[i] && length < COMMAND; i++) {
        bool value = false;
        if (!is_display(line->argument[i], &value))
            length += text_format(text + length, COMMAND - length, " %s", line->argument[i]);
        i += value && line->argument[i + 1];
    }
}

bool check_save(Canvas *canvas, const CheckLine *line, const char *title, const char *path, Message *message)
{
    char software[64], seed[24], command[COMMAND];
    text_format(software, sizeof software, "heed %s (%s)", HEED_VERSION_TEXT, REAL_NAME);
    text_format(seed, sizeof seed, "%llu", (unsigned long long)line->run.trainer.seed);
    command_text(command, line);
    const PngTexts texts = {4, {{"Title", title}, {"Software", software}, {"Command", command}, {"Seed", seed}}};
    return png_write(canvas, &texts, path, message);
}
