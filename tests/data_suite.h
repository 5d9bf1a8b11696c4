// For files of tests of data files: each test has two files of its own, which are gone afterwards.
//   TestSuite(data, .init = begin, .fini = end);
#ifndef HEED_TESTS_DATA_SUITE_H
#define HEED_TESTS_DATA_SUITE_H

#include "train/data.h"

#include <stdlib.h>
#include <unistd.h>

#include "tests/support.h"

static char path[64], other[64];

static void begin(void)
{
    strcpy(path, "/tmp/heed-data-XXXXXX");
    strcpy(other, "/tmp/heed-data-XXXXXX");
    close(mkstemp(path));
    close(mkstemp(other));
}

static void end(void)
{
    unlink(path);
    unlink(other);
}

static void write_bytes(const char *file, const char *bytes, size_t size)
{
    FILE *out = fopen(file, "w");
    cr_assert(out && fwrite(bytes, 1, size, out) == size && fclose(out) == 0);
}

static bool load(Data *data, const Task *task, DataOptions options, const char *text, Message *message)
{
    write_bytes(path, text, strlen(text));
    options.file = path;
    return data_load(data, task, &options, 4, message);
}

#endif
