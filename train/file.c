// Every system call's result is looked at here, because a full disk shows itself late: in a short write, in fsync or in
// close. The order write, fsync, rename, fsync of the folder is what makes a file whole after a power cut as well.
#include "train/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// --- the system's calls, each asked again where that is due; false: errno says why ----------------------------------

static bool write_all(int file, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t written = write(file, bytes, size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        if (written == 0) {
            errno = EIO;
            return false;
        }
        bytes += written;
        size -= (size_t)written;
    }
    return true;
}

bool file_write_at(int file, int64_t at, const void *bytes, size_t size)
{
    return lseek(file, (off_t)at, SEEK_SET) >= 0 && write_all(file, bytes, size);
}

// Some devices and file systems have nothing to sync and say EINVAL.
bool file_sync(int file)
{
    int result;
    do
        result = fsync(file);
    while (result < 0 && errno == EINTR);
    return result == 0 || errno == EINVAL;
}

// After EINTR the file is closed all the same; closing again could close another thread's.
static bool close_checked(int file)
{
    return close(file) == 0 || errno == EINTR;
}

// --- a whole file ---------------------------------------------------------------------------------------------------

// Opens the folder that path lies in, and says what path is called there. -1: errno says why.
static int open_folder_of(const char *path, const char **name)
{
    const char *slash = strrchr(path, '/');
    *name = slash ? slash + 1 : path;
    if (!**name) {
        errno = *path ? EISDIR : ENOENT;
        return -1;
    }
    if (!slash)
        return open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    char *above = strndup(path, slash == path ? 1 : (size_t)(slash - path));
    if (!above) {
        errno = ENOMEM;
        return -1;
    }
    int folder = open(above, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int cause = errno;
    free(above);
    errno = cause;
    return folder;
}

// Only a file, or nothing, may give way to a new file: a rename would also replace /dev/null.
static bool may_be_replaced(int folder, const char *name)
{
    struct stat there;
    if (fstatat(folder, name, &there, AT_SYMLINK_NOFOLLOW) < 0)
        return errno == ENOENT;
    errno = S_ISDIR(there.st_mode) ? EISDIR : S_ISLNK(there.st_mode) ? ELOOP : ENXIO;
    return S_ISREG(there.st_mode);
}

enum { TEMPORARY_NAME = 32 };

// Creates a file that was not there before, under a name that it writes into name.
static int create_temporary(int folder, char name[TEMPORARY_NAME])
{
    int file = -1;
    errno = EEXIST;
    for (int attempt = 0; attempt < 1000 && file < 0 && errno == EEXIST; attempt++) {
        snprintf(name, TEMPORARY_NAME, TEMPORARY_PREFIX "%d", attempt);
        file = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    }
    return file;
}

static bool write_in_folder(int folder, const char *name, const void *bytes, size_t size)
{
    char temporary[TEMPORARY_NAME];
    if (!may_be_replaced(folder, name))
        return false;
    int file = create_temporary(folder, temporary);
    if (file < 0)
        return false;
    int cause = write_all(file, bytes, size) && file_sync(file) ? 0 : errno;
    if (!close_checked(file) && !cause)
        cause = errno;
    if (!cause && renameat(folder, temporary, folder, name) < 0)
        cause = errno;
    if (!cause)
        return file_sync(folder);
    unlinkat(folder, temporary, 0);
    errno = cause;
    return false;
}

bool file_write(const char *path, const void *bytes, size_t size, Message *message)
{
    const char *name;
    int folder = open_folder_of(path, &name);
    if (folder < 0)
        return message_refuse(message, "write", path, errno);
    bool written = write_in_folder(folder, name, bytes, size);
    int cause = errno;
    close(folder);
    return written || message_refuse(message, "write", path, cause);
}

// --- folders --------------------------------------------------------------------------------------------------------

static bool make_one_folder(const char *path)
{
    struct stat there;
    if (mkdir(path, 0777) == 0)
        return true;
    int cause = errno;
    if (stat(path, &there) == 0) {
        if (S_ISDIR(there.st_mode))
            return true;
        cause = ENOTDIR;
    }
    errno = cause;
    return false;
}

bool folder_make(const char *path, Message *message)
{
    char *part = strdup(path);
    if (!part)
        return message_refuse(message, "make the folder", path, ENOMEM);
    bool made = true;
    for (char *end = part; made && *end;) {
        end += strspn(end, "/");
        end += strcspn(end, "/");
        char after = *end;
        *end = '\0';
        made = make_one_folder(part) || message_refuse(message, "make the folder", part, errno);
        *end = after;
    }
    free(part);
    return made && (*path || message_refuse(message, "make the folder", path, ENOENT));
}

// --- rows -----------------------------------------------------------------------------------------------------------

enum { ROW_BUFFER = 1 << 16 };

struct RowFile {
    char *path;
    int file;
    int cause;    // 0, or the errno of the failure after which no more rows are taken
    off_t length; // the file's, in bytes: whole rows
    size_t used;  // bytes of the buffer: whole rows that are not in the file yet
    char buffer[ROW_BUFFER];
};

// Cuts the file after its first kept bytes, and goes on there.
static bool keep_rows(RowFile *rows, int64_t kept, Message *message)
{
    const off_t there = lseek(rows->file, 0, SEEK_END);
    if (there < kept)
        return message_damaged(message, "%s is too short: %lld bytes belong to it", rows->path, (long long)kept);
    rows->length = (off_t)kept;
    return (ftruncate(rows->file, rows->length) == 0 && lseek(rows->file, rows->length, SEEK_SET) >= 0) ||
           message_refuse(message, "write", rows->path, errno);
}

RowFile *rows_open(const char *path, int64_t kept, Message *message)
{
    RowFile *rows = calloc(1, sizeof *rows);
    char *copy = strdup(path);
    if (!rows || !copy) {
        message_refuse(message, "write", path, ENOMEM);
        free(copy);
        free(rows);
        return NULL;
    }
    // O_NONBLOCK: a FIFO that nobody reads is refused, not waited for.
    const int flags = O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | (kept == ROWS_NEW ? O_CREAT | O_TRUNC : 0);
    rows->path = copy;
    rows->file = open(path, flags, 0666);
    if (rows->file >= 0 && (kept == ROWS_NEW || keep_rows(rows, kept, message)))
        return rows;
    if (rows->file < 0)
        message_refuse(message, "write", path, errno);
    else
        close(rows->file);
    free(copy);
    free(rows);
    return NULL;
}

// Fails for good: says why, now and at every later call.
static bool rows_refuse(RowFile *rows, int cause, Message *message)
{
    rows->cause = cause;
    return message_refuse(message, "write", rows->path, cause);
}

static bool rows_write(RowFile *rows, const char *bytes, size_t size, Message *message)
{
    if (!write_all(rows->file, bytes, size)) {
        int cause = errno;
        (void)!ftruncate(rows->file, rows->length); // should that fail too, the first failure is the one to tell
        return rows_refuse(rows, cause, message);
    }
    rows->length += (off_t)size;
    return true;
}

bool rows_flush(RowFile *rows, Message *message)
{
    if (rows->cause)
        return rows_refuse(rows, rows->cause, message);
    size_t size = rows->used;
    rows->used = 0;
    return rows_write(rows, rows->buffer, size, message);
}

bool rows_add(RowFile *rows, const char *row, Message *message)
{
    size_t size = strlen(row);
    if (size > sizeof rows->buffer - rows->used && !rows_flush(rows, message))
        return false;
    if (rows->cause)
        return rows_refuse(rows, rows->cause, message);
    if (size > sizeof rows->buffer)
        return rows_write(rows, row, size, message);
    memcpy(rows->buffer + rows->used, row, size);
    rows->used += size;
    return true;
}

bool rows_sync(RowFile *rows, int64_t *length, Message *message)
{
    const bool synced = rows_flush(rows, message) && (file_sync(rows->file) || rows_refuse(rows, errno, message));
    *length = rows->length;
    return synced;
}

bool rows_close(RowFile *rows, Message *message)
{
    int64_t length = 0;
    if (!rows)
        return true;
    bool closed = rows_sync(rows, &length, message);
    if (!close_checked(rows->file) && closed)
        closed = rows_refuse(rows, errno, message);
    free(rows->path);
    free(rows);
    return closed;
}
