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
#include <sys/file.h>
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

// A file that is being written bears this name (train/file.c); in a folder that is held, its writer was killed.
static bool is_temporary(const char *name)
{
    return strncmp(name, TEMPORARY_PREFIX, strlen(TEMPORARY_PREFIX)) == 0;
}

// Of what is no temporary file. -1: it cannot be read, and errno says why.
static int count_entries(const char *folder)
{
    DIR *directory = opendir(folder);
    if (!directory)
        return -1;
    int others = 0;
    for (const struct dirent *entry = readdir(directory); entry; entry = readdir(directory))
        others += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 && !is_temporary(entry->d_name);
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

typedef bool Chosen(const char *name);

static bool is_picture(const char *name)
{
    int step = 0;
    return run_is_step(name, "png", &step);
}

static bool is_weights(const char *name)
{
    int step = 0;
    return run_is_step(name, "safetensors", &step);
}

// Removes the chosen files of a folder, and nothing else. A folder that is missing has none.
static bool remove_files(const RunPath path, Chosen *chosen, Message *message)
{
    const int file =
        open(path.text, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC); // what a link leads to is not ours
    DIR *directory = file < 0 ? NULL : fdopendir(file);
    bool done = true;
    if (!directory)
        return errno == ENOENT || message_set(message, "%s: %s", path.text, strerror(errno));
    for (const struct dirent *entry = readdir(directory); entry && done; entry = readdir(directory))
        if (chosen(entry->d_name) && unlinkat(dirfd(directory), entry->d_name, 0) != 0)
            done = message_set(message, "%s/%s: %s", path.text, entry->d_name, strerror(errno));
    closedir(directory);
    return done;
}

// --- whose it is ----------------------------------------------------------------------------------------------------

// Makes the folder unless it is there. False: what is there is none, or it cannot be made.
static bool make(const char *folder, Message *message)
{
    struct stat status;
    if (strlen(folder) >= RUN_PATH)
        return message_set(message, "the folder's name has more than %d characters", RUN_PATH - 1);
    if (stat(folder, &status) == 0)
        return S_ISDIR(status.st_mode) || message_set(message, "%s is not a folder", folder);
    if (lstat(folder, &status) == 0)
        return message_set(message, "%s is a link that leads nowhere", folder);
    return folder_make(folder, message);
}

// The lock is the folder's own and dies with the process. File systems that know no locks are taken as they are.
static int hold(const char *folder, Message *message)
{
    const int held = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (held < 0)
        message_set(message, "%s: %s", folder, strerror(errno));
    else if (flock(held, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        message_set(message, "%s: another run is writing there", folder);
        close(held);
        return -1;
    }
    return held;
}

// What stands in it is a run of heed or nothing, and may be replaced.
static bool is_free(const char *folder, Message *message)
{
    const int entries = count_entries(folder);
    if (entries < 0)
        return message_set(message, "%s: %s", folder, strerror(errno));
    if (entries > 0 && !is_ours(folder))
        return message_set(message, "%s is not empty and not a run of heed", folder);
    if (access(folder, W_OK | X_OK) != 0)
        return message_set(message, "%s: %s", folder, strerror(errno));
    return true;
}

int run_claim(const char *folder, Message *message)
{
    static const char *const PARTS[] = {".", "attn", "weights"};
    const int held = make(folder, message) ? hold(folder, message) : -1;
    bool claimed = held >= 0 && is_free(folder, message);
    for (size_t i = 0; claimed && i < sizeof PARTS / sizeof PARTS[0]; i++)
        claimed = remove_files(run_path(folder, PARTS[i]), is_temporary, message);
    if (claimed)
        return held;
    run_release(held);
    return -1;
}

void run_release(int held)
{
    if (held >= 0)
        close(held);
}

static bool remove_file(const RunPath path, Message *message)
{
    return unlink(path.text) == 0 || errno == ENOENT || message_set(message, "%s: %s", path.text, strerror(errno));
}

bool run_clear(const char *folder, Message *message)
{
    static const char *const FILES[] = {"checkpoint.safetensors", "init.safetensors", "attn.npy", "steps.npy",
                                        "gradcheck.json"};
    for (size_t i = 0; i < sizeof FILES / sizeof FILES[0]; i++)
        if (!remove_file(run_path(folder, FILES[i]), message))
            return false;
    for (int i = 0; GALLERY_FILES[i]; i++)
        if (!remove_file(run_path(folder, GALLERY_FILES[i]), message))
            return false;
    return remove_files(run_path(folder, "attn"), is_picture, message) &&
           remove_files(run_path(folder, "weights"), is_weights, message);
}
