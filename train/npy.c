// Growing .npy files, of version 1.0 of the format (NumPy Enhancement Proposal 1): a header of a fixed size, then the
// numbers. First the numbers of an entry are written, then the header that counts it.
#include "train/npy.h"

#include "train/file.h"
#include "train/read_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEADER = 128, BEFORE_DICT = 10 };

struct Npy {
    char *path;
    int file, entries;
    NpyKind kind;
    Shape shape; // of an entry
    size_t size; // of an entry, in bytes
};

// "\x93NUMPY", version, the length of what follows, and a Python dict, padded with spaces.
static void put_header(const Npy *npy, int entries, char header[HEADER + 1])
{
    char shape[64] = "";
    size_t length = 0;
    for (int axis = 0; axis < npy->shape.rank; axis++)
        length += text_format(shape + length, sizeof shape - length, " %d%s", npy->shape.n[axis],
                              axis + 1 < npy->shape.rank ? "," : "");
    memcpy(header, "\x93NUMPY\x01\x00", 8);
    header[8] = HEADER - BEFORE_DICT;
    header[9] = 0;
    const char *const type = npy->kind == NPY_INTEGER ? "i4" : sizeof(real) == sizeof(double) ? "f8" : "f4";
    length = text_format(header + BEFORE_DICT, HEADER - BEFORE_DICT,
                         "{'descr': '<%s', 'fortran_order': False, 'shape': (%d,%s), }", type, entries, shape);
    memset(header + BEFORE_DICT + length, ' ', HEADER - BEFORE_DICT - length);
    header[HEADER - 1] = '\n';
}

static off_t place(const Npy *npy, int entry)
{
    return HEADER + (off_t)entry * (off_t)npy->size;
}

static bool refuse(const Npy *npy, Message *message)
{
    return message_refuse(message, "write", npy->path, errno);
}

// Makes the file one of so many entries, which are there.
static bool count_entries(Npy *npy, int entries, Message *message)
{
    char header[HEADER + 1];
    put_header(npy, entries, header);
    if (!file_write_at(npy->file, 0, header, HEADER))
        return refuse(npy, message);
    npy->entries = entries;
    return true;
}

// Whether the file is of this kind and shape, and has at least so many entries.
static bool check_header(const Npy *npy, int kept, Message *message)
{
    char header[HEADER + 1], wanted[HEADER + 1];
    struct stat status;
    long there = 0;
    if (fstat(npy->file, &status) != 0)
        return message_refuse(message, "read", npy->path, errno);
    if (status.st_size < place(npy, kept))
        return message_damaged(message, "%s is too short: %d entries belong to it", npy->path, kept);
    if (!file_read_at(npy->file, 0, header, HEADER, npy->path, message))
        return false;
    header[HEADER] = '\0';
    const char *shape = strstr(header + BEFORE_DICT, "'shape': (");
    if (shape)
        there = strtol(shape + strlen("'shape': ("), NULL, 10);
    put_header(npy, there < 0 || there > INT32_MAX ? -1 : (int)there, wanted);
    return (there >= kept && memcmp(header, wanted, HEADER) == 0) ||
           message_damaged(message, "%s is not the array of this run", npy->path);
}

Npy *npy_open(const char *path, NpyKind kind, Shape entry, int kept, Message *message)
{
    int count = 0;
    Npy *npy = calloc(1, sizeof *npy);
    char *copy = strdup(path);
    if (!npy || !copy || !shape_count(entry, &count)) {
        free(npy);
        free(copy);
        message_set(message, "%s: out of memory", path);
        return NULL;
    }
    const int flags = O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | (kept == NPY_NEW ? O_CREAT | O_TRUNC : 0);
    *npy = (Npy){.path = copy,
                 .file = open(path, flags, 0666),
                 .kind = kind,
                 .shape = entry,
                 .size = (size_t)count * (kind == NPY_INTEGER ? sizeof(int32_t) : sizeof(real))};
    const int entries = kept == NPY_NEW ? 0 : kept;
    bool opened = npy->file >= 0 || refuse(npy, message);
    opened = opened && (kept == NPY_NEW || check_header(npy, kept, message)) && count_entries(npy, entries, message);
    if (opened && ftruncate(npy->file, place(npy, entries)) != 0)
        opened = refuse(npy, message);
    if (opened)
        return npy;
    npy_close(npy);
    return NULL;
}

bool npy_read(Npy *npy, int i, void *entry, Message *message)
{
    return file_read_at(npy->file, place(npy, i), entry, npy->size, npy->path, message);
}

bool npy_add(Npy *npy, const void *entry, Message *message)
{
    if (file_write_at(npy->file, place(npy, npy->entries), entry, npy->size))
        return count_entries(npy, npy->entries + 1, message);
    const int cause = errno;
    (void)!ftruncate(npy->file, place(npy, npy->entries)); // should that fail too, the first failure is the one to tell
    errno = cause;
    return refuse(npy, message);
}

bool npy_sync(Npy *npy, Message *message)
{
    return file_sync(npy->file) || refuse(npy, message);
}

void npy_close(Npy *npy)
{
    if (!npy)
        return;
    if (npy->file >= 0)
        close(npy->file);
    free(npy->path);
    free(npy);
}
