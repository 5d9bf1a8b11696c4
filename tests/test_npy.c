// .npy files that grow: what NumPy's format says byte by byte, whole at any moment, and refused when it is not the
// array that goes on.
#include "train/npy.h"

#include "tests/folder.h"
#include "tests/support.h"

#include <sys/stat.h>
#include <unistd.h>

TestSuite(npy, .init = folder_enter, .fini = folder_leave);

// NumPy Enhancement Proposal 1: magic, version, length of the header, the header, which ends at a multiple of 64.
static void expect_header(const char *path, const char *dict)
{
    static char bytes[4096];
    const size_t size = file_read(path, bytes, sizeof bytes);
    cr_assert(size >= 128);
    cr_expect(memcmp(bytes, "\x93NUMPY\x01\x00\x76\x00", 10) == 0);
    cr_expect(strncmp(bytes + 10, dict, strlen(dict)) == 0, "%.117s", bytes + 10);
    cr_expect_eq(strspn(bytes + 10 + strlen(dict), " "), 117 - strlen(dict));
    cr_expect_eq(bytes[127], '\n');
}

Test(npy, grows_by_entries)
{
    Message message = {.text = ""};
    const real maps[2][4] = {{1, 2, 3, 4}, {5, 6, 7, 8}};
    static char bytes[4096];
    Npy *npy = npy_open("a", NPY_REAL, SHAPE(1, 1, 2, 2), NPY_NEW, &message);
    cr_assert(npy, "%s", message.text);
    expect_header("a", IN_DOUBLE ? "{'descr': '<f8', 'fortran_order': False, 'shape': (0, 1, 1, 2, 2), }"
                                 : "{'descr': '<f4', 'fortran_order': False, 'shape': (0, 1, 1, 2, 2), }");
    cr_expect(npy_add(npy, maps[0], &message) && npy_add(npy, maps[1], &message) && npy_sync(npy, &message));
    npy_close(npy);
    expect_header("a", IN_DOUBLE ? "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 1, 1, 2, 2), }"
                                 : "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1, 1, 2, 2), }");
    cr_expect_eq(file_read("a", bytes, sizeof bytes), 128 + sizeof maps);
    cr_expect(memcmp(bytes + 128, maps, sizeof maps) == 0);
}

Test(npy, counts_scalars)
{
    Message message = {.text = ""};
    const int32_t step = 258;
    static char bytes[4096];
    Npy *npy = npy_open("s", NPY_INTEGER, SCALAR, NPY_NEW, &message);
    cr_assert(npy && npy_add(npy, &step, &message));
    npy_close(npy);
    expect_header("s", "{'descr': '<i4', 'fortran_order': False, 'shape': (1,), }");
    cr_expect_eq(file_read("s", bytes, sizeof bytes), 132u);
    cr_expect(memcmp(bytes + 128, "\x02\x01\x00\x00", 4) == 0);
}

Test(npy, goes_on_behind_what_is_kept)
{
    Message message = {.text = ""};
    int32_t step = 0;
    Npy *npy = npy_open("s", NPY_INTEGER, SCALAR, NPY_NEW, &message);
    for (int32_t i = 10; i < 14; i++)
        cr_assert(npy_add(npy, &i, &message));
    npy_close(npy);
    npy = npy_open("s", NPY_INTEGER, SCALAR, 2, &message);
    cr_assert(npy, "%s", message.text);
    expect_header("s", "{'descr': '<i4', 'fortran_order': False, 'shape': (2,), }");
    step = 77;
    cr_expect(npy_add(npy, &step, &message));
    const int32_t expected[] = {10, 11, 77};
    for (int i = 0; i < 3; i++)
        cr_expect(npy_read(npy, i, &step, &message) && step == expected[i], "%d", (int)step);
    npy_close(npy);
    struct stat status;
    cr_expect(stat("s", &status) == 0 && status.st_size == 128 + 3 * 4);
}

Test(npy, refuses_what_is_another_array)
{
    Message message = {.text = ""};
    Npy *npy = npy_open("s", NPY_REAL, SHAPE(2, 2), NPY_NEW, &message);
    const real map[4] = {0};
    cr_assert(npy && npy_add(npy, map, &message));
    npy_close(npy);
    expect_refused(npy_open("s", NPY_REAL, SHAPE(2, 2), 2, &message), &message, "s", "too short");
    expect_refused(npy_open("s", NPY_REAL, SHAPE(2, 1), 1, &message), &message, "s", "not the array of this run");
    expect_refused(npy_open("s", NPY_INTEGER, SHAPE(2, 2), 1, &message), &message, "s", "not the array of this run");
    cr_expect(message.damaged);
    cr_assert(truncate("s", 100) == 0);
    expect_refused(npy_open("s", NPY_REAL, SHAPE(2, 2), 0, &message), &message, "s", "too short");
    expect_refused(npy_open("missing", NPY_REAL, SHAPE(2, 2), 0, &message), &message, "missing", "No such file");
    expect_refused(npy_open("no/a", NPY_REAL, SHAPE(2, 2), NPY_NEW, &message), &message, "no/a", "No such file");
    cr_assert(symlink("elsewhere", "link") == 0);
    expect_refused(npy_open("link", NPY_REAL, SCALAR, NPY_NEW, &message), &message, "link", "symbolic link");
    cr_expect(access("elsewhere", F_OK) != 0);
}
