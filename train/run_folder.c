// The folder of a run.
#include "train/run_folder.h"

#include "train/file.h"
#include "train/gallery.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

RunPath run_path(const char *folder, const char *name)
{
    RunPath path;
    text_format(path.text, sizeof path.text, "%s/%s", folder, name);
    return path;
}

RunPath run_step_path(const char *folder, const char *group, int step, const char *suffix)
{
    RunPath path;
    text_format(path.text, sizeof path.text, "%s/%s/step_%06d.%s", folder, group, step, suffix);
    return path;
}

bool run_default_folder(char path[RUN_PATH], const Task *task, uint64_t seed)
{
    struct stat status;
    size_t length = text_format(path, RUN_PATH, "runs/%s-s%llu", task->name, (unsigned long long)seed);
    const size_t plain = length;
    for (int i = 2; length < RUN_PATH && lstat(path, &status) == 0; i++)
        length = plain + text_format(path + plain, RUN_PATH - plain, "-%d", i);
    return length < RUN_PATH;
}

// -1: it cannot be read, and errno says why.
static int count_entries(const char *folder)
{
    DIR *directory = opendir(folder);
    if (!directory)
        return -1;
    int others = 0;
    for (const struct dirent *entry = readdir(directory); entry; entry = readdir(directory))
        others += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(directory);
    return others;
}

// A folder is ours if its run.json says so.
static bool is_ours(const char *folder)
{
    struct stat status;
    const RunPath path = run_path(folder, "run.json");
    if (lstat(path.text, &status) != 0 || !S_ISREG(status.st_mode))
        return false;
    json_t *run = json_load_file(path.text, 0, NULL);
    const char *program = json_string_value(json_object_get(run, "program"));
    const bool ours = program && strcmp(program, "heed") == 0;
    json_decref(run);
    return ours;
}

bool run_is_step(const char *name, const char *suffix, int *step)
{
    int end = 0;
    return sscanf(name, "step_%9d.%n", step, &end) == 1 && end > 0 && *step >= 0 && strcmp(name + end, suffix) == 0;
}

// Removes the keyframes of an earlier run, and nothing else.
static bool remove_steps(const char *folder, const char *group, const char *suffix, Message *message)
{
    const RunPath path = run_path(folder, group);
    const int file =
        open(path.text, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC); // what a link leads to is not ours
    DIR *directory = file < 0 ? NULL : fdopendir(file);
    bool done = true;
    int step = 0;
    if (!directory)
        return errno == ENOENT || message_set(message, "%s: %s", path.text, strerror(errno));
    for (const struct dirent *entry = readdir(directory); entry && done; entry = readdir(directory))
        if (run_is_step(entry->d_name, suffix, &step) && unlinkat(dirfd(directory), entry->d_name, 0) != 0)
            done = message_set(message, "%s/%s: %s", path.text, entry->d_name, strerror(errno));
    closedir(directory);
    return done;
}

bool run_claim(const char *folder, Message *message)
{
    struct stat status;
    if (strlen(folder) >= RUN_PATH)
        return message_set(message, "the folder's name has more than %d characters", RUN_PATH - 1);
    const bool exists = stat(folder, &status) == 0;
    if (!exists && lstat(folder, &status) == 0)
        return message_set(message, "%s is a link that leads nowhere", folder);
    if (exists && !S_ISDIR(status.st_mode))
        return message_set(message, "%s is not a folder", folder);
    const int entries = exists ? count_entries(folder) : 0;
    if (entries < 0)
        return message_set(message, "%s: %s", folder, strerror(errno));
    if (entries > 0 && !is_ours(folder))
        return message_set(message, "%s is not empty and not a run of heed", folder);
    if (exists && access(folder, W_OK | X_OK) != 0)
        return message_set(message, "%s: %s", folder, strerror(errno));
    return folder_make(folder, message);
}

bool run_clear(const char *folder, Message *message)
{
    for (int i = 0; GALLERY_FILES[i]; i++) {
        const RunPath path = run_path(folder, GALLERY_FILES[i]);
        if (unlink(path.text) != 0 && errno != ENOENT)
            return message_set(message, "%s: %s", path.text, strerror(errno));
    }
    return remove_steps(folder, "attn", "png", message) && remove_steps(folder, "weights", "safetensors", message);
}
