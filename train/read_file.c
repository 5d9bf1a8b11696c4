// Reading files.
#include "train/read_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

int file_open(const char *path, int64_t *size, Message *message)
{
    struct stat status;
    const int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC); // O_NONBLOCK: a FIFO's writer is not waited for
    if (file < 0) {
        message_refuse(message, "read", path, errno);
        return -1;
    }
    const int cause = fstat(file, &status) < 0       ? errno
                      : S_ISDIR(status.st_mode)      ? EISDIR
                      : S_ISREG(status.st_mode) == 0 ? ENXIO
                                                     : 0;
    if (cause) {
        close(file);
        message_refuse(message, "read", path, cause);
        return -1;
    }
    *size = status.st_size;
    return file;
}

bool file_read_at(int file, int64_t at, void *bytes, size_t size, const char *path, Message *message)
{
    char *to = bytes;
    while (size > 0) {
        const ssize_t got = pread(file, to, size, at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return message_refuse(message, "read", path, errno);
        if (got == 0)
            return message_damaged(message, "%s became shorter while it was read", path);
        to += got;
        at += got;
        size -= (size_t)got;
    }
    return true;
}

char *file_read_whole(const char *path, size_t most, size_t *size, Message *message)
{
    int64_t length = 0;
    const int file = file_open(path, &length, message);
    if (file < 0)
        return NULL;
    char *bytes = NULL;
    if ((uint64_t)length > most)
        message_damaged(message, "%s has %lld bytes; at most %zu are read", path, (long long)length, most);
    else if (!(bytes = malloc((size_t)length + 1)))
        message_refuse(message, "read", path, ENOMEM);
    else if (!file_read_at(file, 0, bytes, (size_t)length, path, message)) {
        free(bytes);
        bytes = NULL;
    } else {
        bytes[length] = '\0';
        *size = (size_t)length;
    }
    close(file);
    return bytes;
}
