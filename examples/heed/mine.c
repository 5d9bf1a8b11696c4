// The learner's files.
#include "examples/heed/mine.h"

#include "train/file.h"
#include "train/read_file.h"
#include "train/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FILE_MOST = 1 << 20, BACKUPS_MOST = 1000 };

static bool is_there(const char *path)
{
    struct stat status;
    return lstat(path, &status) == 0;
}

const char *mine_file(const Ladder *ladder, int exercise, char path[MINE_PATH])
{
    snprintf(path, MINE_PATH, "my/%s.c", ladder->name[exercise]);
    return path;
}

bool mine_is_there(const Ladder *ladder, int exercise)
{
    char path[MINE_PATH];
    return is_there(mine_file(ladder, exercise, path));
}

static char *read_stub(const Ladder *ladder, int exercise, size_t *size, Message *message)
{
    char path[LADDER_PATH];
    return file_read_whole(ladder_file(ladder, exercise, "stub.c", path), FILE_MOST, size, message);
}

// The folder is made here, and nowhere else.
static bool make_folder(Message *message)
{
    struct stat status;
    if (stat("my", &status) == 0 && !S_ISDIR(status.st_mode))
        return message_set(message, "my is a file, and the exercises need a folder of this name; move it away");
    return folder_make("my", message);
}

bool mine_begin(const Ladder *ladder, int exercise, bool *made, Message *message)
{
    char path[MINE_PATH];
    size_t size;
    *made = !is_there(mine_file(ladder, exercise, path));
    if (!*made)
        return true;
    char *stub = read_stub(ladder, exercise, &size, message);
    const bool written = stub && make_folder(message) && file_write(path, stub, size, message);
    free(stub);
    return written;
}

char *mine_read(const Ladder *ladder, int exercise, bool *untouched, Message *message)
{
    char path[MINE_PATH];
    size_t size, stub_size;
    char *text = file_read_whole(mine_file(ladder, exercise, path), FILE_MOST, &size, message);
    if (text && (size == 0 || memchr(text, '\0', size))) {
        message_set(message, "%s is %s; heed ex reset %d puts it away and gives the file anew", path,
                    size == 0 ? "empty" : "no text", ladder_number(ladder, exercise));
        free(text);
        return NULL;
    }
    char *stub = text ? read_stub(ladder, exercise, &stub_size, message) : NULL;
    *untouched = stub && stub_size == size && memcmp(stub, text, size) == 0;
    free(stub);
    return text;
}

// The next name for a backup. False: there are too many.
static bool backup_name(const Ladder *ladder, int exercise, char backup[MINE_PATH])
{
    for (int number = 1; number < BACKUPS_MOST; number++) {
        snprintf(backup, MINE_PATH, "my/%s.old-%d.c", ladder->name[exercise], number);
        if (!is_there(backup))
            return true;
    }
    return false;
}

bool mine_reset(const Ladder *ladder, int exercise, char backup[MINE_PATH], Message *message)
{
    char path[MINE_PATH];
    bool made, untouched = false;
    Message ignored; // what cannot be read is kept, too
    mine_file(ladder, exercise, path);
    free(mine_read(ladder, exercise, &untouched, &ignored));
    backup[0] = '\0';
    if (untouched)
        return true;
    if (is_there(path)) {
        if (!backup_name(ladder, exercise, backup))
            return message_set(message, "my has %d old versions of it already; remove some", BACKUPS_MOST - 1);
        if (rename(path, backup) != 0)
            return message_refuse(message, "rename", path, errno);
    }
    return mine_begin(ladder, exercise, &made, message);
}
