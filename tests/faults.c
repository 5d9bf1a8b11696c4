#define _DEFAULT_SOURCE // for MAP_ANONYMOUS. NOLINT(bugprone-reserved-identifier)

#include "tests/faults.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static Fault armed;
static int at;
static int *calls; // shared with the processes that come from this one

__attribute__((constructor)) static void share(void)
{
    calls = mmap(NULL, sizeof *calls, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

void fault_at(Fault fault, int n)
{
    armed = fault;
    at = n;
    *calls = 0;
}

int fault_calls(void)
{
    return *calls;
}

// Counts a call. True: it is to fail, and errno says how.
static bool strikes(void)
{
    ++*calls;
    if (armed == FAULT_NONE || *calls < at || (*calls > at && armed != FAULT_FULL))
        return false;
    if (armed == FAULT_KILL || armed == FAULT_TORN)
        _exit(FAULT_KILLED);
    errno = armed == FAULT_FULL ? ENOSPC : EIO;
    return true;
}

// The linker's names for the calls themselves, and for what stands before them.
ssize_t __real_write(int file, const void *bytes, size_t size);
ssize_t __wrap_write(int file, const void *bytes, size_t size);
int __real_fsync(int file);
int __wrap_fsync(int file);
int __real_ftruncate(int file, off_t length);
int __wrap_ftruncate(int file, off_t length);
int __real_renameat(int from, const char *old, int to, const char *new);
int __wrap_renameat(int from, const char *old, int to, const char *new);
int __real_unlink(const char *path);
int __wrap_unlink(const char *path);
int __real_unlinkat(int folder, const char *path, int flags);
int __wrap_unlinkat(int folder, const char *path, int flags);
int __real_mkdir(const char *path, mode_t mode);
int __wrap_mkdir(const char *path, mode_t mode);

ssize_t __wrap_write(int file, const void *bytes, size_t size)
{
    if (armed == FAULT_TORN && *calls + 1 == at)
        (void)!__real_write(file, bytes, size / 2);
    return strikes() ? -1 : __real_write(file, bytes, size);
}

int __wrap_fsync(int file)
{
    return strikes() ? -1 : __real_fsync(file);
}

int __wrap_ftruncate(int file, off_t length)
{
    return strikes() ? -1 : __real_ftruncate(file, length);
}

int __wrap_renameat(int from, const char *old, int to, const char *new)
{
    return strikes() ? -1 : __real_renameat(from, old, to, new);
}

// A full disk still removes.
int __wrap_unlink(const char *path)
{
    return strikes() && armed != FAULT_FULL ? -1 : __real_unlink(path);
}

int __wrap_unlinkat(int folder, const char *path, int flags)
{
    return strikes() && armed != FAULT_FULL ? -1 : __real_unlinkat(folder, path, flags);
}

int __wrap_mkdir(const char *path, mode_t mode)
{
    return strikes() ? -1 : __real_mkdir(path, mode);
}
