// train/file on disks that fill: the old file stays, rows stay whole, and the cause is named.
#define _GNU_SOURCE // for unshare and syscall. NOLINT(bugprone-reserved-identifier)

#include "train/file.h"

#include <criterion/criterion.h>

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __linux__
#include <sched.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#endif

#include "tests/folder.h"

TestSuite(file_full, .init = folder_enter, .fini = folder_leave);

#ifdef __linux__
// This program's own write stands before the C library's: every other call is interrupted, the rest come out short.
static size_t write_most = SIZE_MAX;
static int writes;

ssize_t write(int file, const void *bytes, size_t size)
{
    if (write_most < SIZE_MAX && writes++ % 2 == 0) {
        errno = EINTR;
        return -1;
    }
    return syscall(SYS_write, file, bytes, size < write_most ? size : write_most);
}

Test(file_full, goes_on_after_short_and_interrupted_writes)
{
    Message message;
    write_most = 3;
    bool written = file_write("a", "0123456789", 10, &message);
    RowFile *rows = rows_open("b", ROWS_NEW, &message);
    written = written && rows && rows_add(rows, "ten bytes\n", &message) && rows_close(rows, &message);
    write_most = SIZE_MAX;
    cr_assert(written, "%s", message.text);
    file_expect("a", "0123456789");
    file_expect("b", "ten bytes\n");
    cr_expect_eq(writes, 16);
}
#endif

// A limit on the size of files: writes come out short, then fail, as on a full disk, but without a right to mount one.
static void limit_file_size(rlim_t bytes)
{
    struct rlimit limit = {bytes, bytes};
    signal(SIGXFSZ, SIG_IGN);
    cr_assert(setrlimit(RLIMIT_FSIZE, &limit) == 0);
}

Test(file_full, keeps_the_old_file_when_the_new_one_does_not_fit)
{
    Message message;
    static char bytes[5000];
    cr_assert(file_write("a", "old", 3, &message));
    limit_file_size(4097);
    expect_refused(file_write("a", bytes, sizeof bytes, &message), &message, "write a", "File too large");
    file_expect("a", "old");
    cr_expect_eq(folder_entries("."), 1);
}

Test(file_full, rows_notice_a_full_disk)
{
    Message message;
    if (access("/dev/full", W_OK) != 0)
        cr_skip("/dev/full is missing: it is Linux's");
    RowFile *rows = rows_open("/dev/full", ROWS_NEW, &message);
    cr_assert(rows);
    cr_expect(rows_add(rows, "1,2\n", &message));
    expect_refused(rows_flush(rows, &message), &message, "/dev/full", "the disk is full");
    message.text[0] = '\0';
    expect_refused(rows_add(rows, "3,4\n", &message), &message, "/dev/full", "the disk is full");
    expect_refused(rows_close(rows, &message), &message, "/dev/full", "the disk is full");
}

// Fills the file with numbered rows until it takes no more, and expects it to end with a whole row.
static void fill_with_rows(const char *path, const char *cause)
{
    static char text[1 << 17];
    Message message;
    RowFile *rows = rows_open(path, ROWS_NEW, &message);
    cr_assert(rows);
    bool added = true;
    for (int i = 0; added && i < 100000; i++) {
        char row[32];
        snprintf(row, sizeof row, "row %d\n", i);
        added = rows_add(rows, row, &message) && rows_flush(rows, &message);
    }
    expect_refused(added, &message, path, cause);
    expect_refused(rows_close(rows, &message), &message, path, cause);
    size_t length = file_read(path, text, sizeof text);
    cr_assert(length > 0);
    cr_expect_eq(text[length - 1], '\n');
}

Test(file_full, rows_stay_whole_when_the_file_fills)
{
    limit_file_size(1001);
    fill_with_rows("log.csv", "File too large");
}

// A disk of 64 KB that this process alone sees.
#ifdef __linux__
static bool mount_small_disk(const char *path)
{
    return unshare(CLONE_NEWNS) == 0 && mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
           mount("tmpfs", path, "tmpfs", 0, "size=64k") == 0;
}

static bool unmount_small_disk(const char *path)
{
    return umount2(path, MNT_DETACH) == 0;
}
#else
static bool mount_small_disk(const char *path)
{
    return !path;
}

static bool unmount_small_disk(const char *path)
{
    return !path;
}
#endif

Test(file_full, a_full_disk_leaves_the_old_file)
{
    static char bytes[100000];
    Message message;
    cr_assert(mkdir("disk", 0777) == 0);
    if (!mount_small_disk("disk"))
        cr_skip("only root can mount a small disk, and only on Linux");
    cr_expect(file_write("disk/a", "old", 3, &message));
    expect_refused(file_write("disk/a", bytes, sizeof bytes, &message), &message, "disk/a", "the disk is full");
    file_expect("disk/a", "old");
    cr_expect_eq(folder_entries("disk"), 1);
    fill_with_rows("disk/log.csv", "the disk is full");
    cr_expect(unmount_small_disk("disk"));
}
