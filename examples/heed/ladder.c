// Where the exercises are, and the learner's files.
#include "examples/heed/ladder.h"

#include "examples/heed/sibling.h"
#include "train/file.h"
#include "train/read_file.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MOST = 1 << 20 };

// --- where they are -------------------------------------------------------------------------------------------------

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
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
            snprintf(ladder->name[ladder->count++], LADDER_NAME, "%s", name);
    }
    if (folder)
        closedir(folder);
    qsort(ladder->name, (size_t)ladder->count, LADDER_NAME, by_name);
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
        if ((end != word && *end == '\0' && is_digit(*word) && strtol(ladder->name[i], NULL, 10) == number) ||
            strcmp(word, ladder->name[i]) == 0 || strcmp(word, ladder_title(ladder, i)) == 0)
            return i;
    return -1;
}

const char *ladder_title(const Ladder *ladder, int exercise)
{
    return ladder->name[exercise] + 3;
}

const char *ladder_file(const Ladder *ladder, int exercise, const char *file, char path[LADDER_PATH])
{
    snprintf(path, LADDER_PATH, "%s/%s/%s", ladder->folder, ladder->name[exercise], file);
    return path;
}

// --- the learner's files --------------------------------------------------------------------------------------------

const char *mine_file(const Ladder *ladder, int exercise, char path[MINE_PATH])
{
    snprintf(path, MINE_PATH, "my/%s.c", ladder->name[exercise]);
    return path;
}

bool mine_begin(const Ladder *ladder, int exercise, bool *made, Message *message)
{
    char path[MINE_PATH], stub[LADDER_PATH];
    struct stat status;
    size_t size;
    mine_file(ladder, exercise, path);
    *made = lstat(path, &status) != 0;
    if (!*made)
        return true;
    char *text = file_read_whole(ladder_file(ladder, exercise, "stub.c", stub), FILE_MOST, &size, message);
    const bool written = text && folder_make("my", message) && file_write(path, text, size, message);
    free(text);
    return written;
}
