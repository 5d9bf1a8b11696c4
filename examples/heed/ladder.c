// Where the exercises are, and what they are called.
#include "examples/heed/ladder.h"

#include "examples/heed/sibling.h"
#include "train/text.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// --- where they are -------------------------------------------------------------------------------------------------

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

// The first line of a stub is "// Exercise 8: softmax."
static void read_title(Ladder *ladder, int exercise)
{
    char path[LADDER_PATH], line[2 * LADDER_NAME] = "";
    FILE *stub = fopen(ladder_file(ladder, exercise, "stub.c", path), "r");
    const char *begin = stub && fgets(line, sizeof line, stub) ? strstr(line, ": ") : NULL;
    if (stub)
        fclose(stub);
    begin = begin ? begin + 2 : ladder->name[exercise] + 3;
    int length = (int)strcspn(begin, "\n");
    length -= length > 0 && begin[length - 1] == '.';
    snprintf(ladder->title[exercise], LADDER_NAME, "%.*s", length, begin);
}

// True: there are exercises in the folder.
static bool read_folder(Ladder *ladder)
{
    DIR *folder = opendir(ladder->folder);
    ladder->count = 0;
    for (struct dirent *entry = folder ? readdir(folder) : NULL; entry; entry = readdir(folder)) {
        const char *name = entry->d_name;
        if (is_digit(name[0]) && is_digit(name[1]) && name[2] == '_' && strlen(name) < LADDER_NAME &&
            ladder->count < LADDER_MOST)
            snprintf(ladder->name[ladder->count++], LADDER_NAME, "%.*s", LADDER_NAME - 1, name);
    }
    if (folder)
        closedir(folder);
    qsort(ladder->name, (size_t)ladder->count, LADDER_NAME, by_name);
    for (int i = 0; i < ladder->count; i++)
        read_title(ladder, i);
    return ladder->count > 0;
}

bool ladder_find(Ladder *ladder, const char *self, Message *message)
{
    static const char *const PLACES[] = {"exercises", HEED_EXERCISES};
    char program[SIBLING_PATH];
    if (!sibling_self(program, self))
        return message_set(message, "cannot tell where %s lies, and the exercises are found from there", self);
    char *slash = strrchr(program, '/');
    *slash = '\0';
    for (size_t i = 0; i < sizeof PLACES / sizeof PLACES[0]; i++) {
        const int length = snprintf(ladder->folder, LADDER_FOLDER, "%s/%s", program, PLACES[i]);
        if (length < LADDER_FOLDER && read_folder(ladder))
            return true;
    }
    return message_set(message,
                       "there are no exercises in %s/exercises nor in %s; ./dev build and ./dev install put "
                       "them there",
                       program, ladder->folder);
}

int ladder_exercise(const Ladder *ladder, const char *word)
{
    char *end;
    const long number = strtol(word, &end, 10);
    for (int i = 0; i < ladder->count; i++)
        if ((end != word && *end == '\0' && is_digit(*word) && ladder_number(ladder, i) == number) ||
            strcmp(word, ladder->name[i]) == 0 || strcmp(word, ladder->name[i] + 3) == 0)
            return i;
    return -1;
}

int ladder_number(const Ladder *ladder, int exercise)
{
    return (int)strtol(ladder->name[exercise], NULL, 10);
}

const char *ladder_file(const Ladder *ladder, int exercise, const char *file, char path[LADDER_PATH])
{
    snprintf(path, LADDER_PATH, "%s/%s/%s", ladder->folder, ladder->name[exercise], file);
    return path;
}
