// train/file: a file is there whole or not at all, and each failure names its path and cause. Full disks are in
// test_file_full.c.
#include "train/file.h"

#include <criterion/criterion.h>

#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/folder.h"

TestSuite(file, .init = folder_enter, .fini = folder_leave);

// --- file_write -----------------------------------------------------------------------------------------------------

Test(file, writes_and_replaces_leaving_nothing_else)
{
    Message message = {.text = "untouched"};
    umask(027);
    cr_expect(file_write("a.txt", "first", 5, &message));
    file_expect("a.txt", "first");
    cr_expect(file_write("./a.txt", "2", 1, &message));
    file_expect("a.txt", "2");
    cr_expect(file_write("empty", NULL, 0, &message));
    file_expect("empty", "");
    cr_expect_str_eq(message.text, "untouched");
    cr_expect_eq(folder_entries("."), 2);
    struct stat status;
    cr_assert(stat("a.txt", &status) == 0);
    cr_expect_eq(status.st_mode & 0777, 0640);
}

Test(file, passes_over_what_a_killed_run_left)
{
    Message message;
    file_put(".heed-tmp-0", "stale");
    cr_assert(symlink("elsewhere", ".heed-tmp-1") == 0);
    cr_expect(file_write("a", "new", 3, &message));
    file_expect("a", "new");
    file_expect(".heed-tmp-0", "stale");
    cr_expect(access("elsewhere", F_OK) != 0);
}

Test(file, refuses_what_is_no_file)
{
    Message message;
    char long_path[2000];
    memset(long_path, 'x', sizeof long_path);
    long_path[sizeof long_path - 1] = '\0';
    file_put("target", "kept");
    cr_assert(mkdir("dir", 0777) == 0 && symlink("target", "link") == 0 && mkfifo("fifo", 0600) == 0);
    expect_refused(file_write("missing/a", "x", 1, &message), &message, "missing/a", "No such file or directory");
    expect_refused(file_write("target/a", "x", 1, &message), &message, "target/a", "Not a directory");
    expect_refused(file_write("dir", "x", 1, &message), &message, "dir", "Is a directory");
    expect_refused(file_write("dir/", "x", 1, &message), &message, "dir/", "Is a directory");
    expect_refused(file_write("", "x", 1, &message), &message, "write :", "No such file or directory");
    expect_refused(file_write("link", "x", 1, &message), &message, "link", "symbolic link");
    expect_refused(file_write("fifo", "x", 1, &message), &message, "fifo", "not a regular file");
    expect_refused(file_write(long_path, "x", 1, &message), &message, "...xxx", "File name too long");
    file_expect("target", "kept");
    cr_expect_eq(folder_entries("."), 4);
    cr_expect_eq(folder_entries("dir"), 0);
}

// Runs as a user who may not write, which root always may.
static int write_as_nobody(void)
{
    Message message;
    if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
        return 2;
    bool refused = !file_write("dir/a", "new", 3, &message) && strstr(message.text, "Permission denied");
    refused = refused && !folder_make("dir/b/c", &message) && strstr(message.text, "dir/b: Permission denied");
    return refused && !rows_open("dir/log", ROWS_NEW, &message) && strstr(message.text, "dir/log: Permission denied")
               ? 0
               : 1;
}

Test(file, refuses_a_folder_that_is_not_ours_to_write)
{
    Message message;
    int status = -1;
    cr_assert(mkdir("dir", 0777) == 0 && file_write("dir/a", "old", 3, &message));
    cr_assert(chmod("dir", 0555) == 0 && chmod(".", 0755) == 0);
    pid_t child = fork();
    if (child == 0)
        _exit(write_as_nobody());
    cr_assert(waitpid(child, &status, 0) == child);
    cr_expect_eq(status, 0, "status %d", status);
    file_expect("dir/a", "old");
    cr_expect_eq(folder_entries("dir"), 1);
}

// Readers of a file that several writers replace see one of their texts, whole, at any time.
Test(file, replaces_atomically)
{
    enum { WRITERS = 3, ROUNDS = 12, SIZE = 60000 };
    static char text[SIZE + 1];
    Message message;
    memset(text, 'a', SIZE);
    cr_assert(file_write("a", text, SIZE, &message));
    for (int i = 0; i < WRITERS; i++)
        if (fork() == 0) {
            bool written = true;
            memset(text, 'b' + i, SIZE);
            for (int round = 0; round < ROUNDS; round++)
                written = written && file_write("a", text, SIZE, &message);
            _exit(written ? 0 : 1);
        }
    int failures = 0;
    for (int running = WRITERS; running > 0;) {
        int status = 0;
        cr_expect_eq(file_read("a", text, sizeof text), (size_t)SIZE);
        cr_expect_eq(strspn(text, (char[]){text[0], '\0'}), (size_t)SIZE);
        if (waitpid(-1, &status, WNOHANG) > 0) {
            running--;
            failures += status != 0;
        }
    }
    cr_expect_eq(failures, 0);
    cr_expect_eq(folder_entries("."), 1);
}

// --- folder_make ----------------------------------------------------------------------------------------------------

Test(file, makes_folders)
{
    Message message;
    char absolute[512];
    cr_assert(getcwd(absolute, sizeof absolute - 8));
    strcat(absolute, "/x//y/");
    cr_expect(folder_make("a/b/c", &message));
    cr_expect(folder_make("a/b/c", &message));
    cr_expect(folder_make(absolute, &message));
    cr_expect(folder_make(".", &message) && folder_make("/", &message));
    cr_expect(file_write("a/b/c/file", "x", 1, &message) && file_write("x/y/file", "x", 1, &message));
    expect_refused(folder_make("a/b/c/file", &message), &message, "a/b/c/file", "Not a directory");
    expect_refused(folder_make("a/b/c/file/d", &message), &message, "a/b/c/file", "Not a directory");
    expect_refused(folder_make("", &message), &message, "make the folder", "No such file");
}

// --- rows -----------------------------------------------------------------------------------------------------------

Test(file, rows_reach_the_file_when_flushed)
{
    Message message;
    file_put("log.csv", "of an earlier run, and longer\n");
    RowFile *rows = rows_open("log.csv", ROWS_NEW, &message);
    cr_assert(rows);
    file_expect("log.csv", "");
    cr_expect(rows_add(rows, "1,2\n", &message));
    cr_expect(rows_flush(rows, &message));
    file_expect("log.csv", "1,2\n");
    cr_expect(rows_add(rows, "3,4\n", &message) && rows_add(rows, "5,6\n", &message));
    cr_expect(rows_close(rows, &message));
    file_expect("log.csv", "1,2\n3,4\n5,6\n");
}

Test(file, rows_longer_than_the_buffer)
{
    enum { LONG = 70000, SHORT = 1000 };
    Message message;
    static char row[LONG + 1];
    static char text[3 * LONG];
    RowFile *rows = rows_open("log", ROWS_NEW, &message);
    memset(row, 'r', LONG);
    row[LONG - 1] = '\n';
    cr_expect(rows_add(rows, "first\n", &message) && rows_add(rows, row, &message));
    for (int i = 0; i < 100; i++)
        cr_expect(rows_add(rows, row + LONG - SHORT, &message));
    cr_expect(rows_close(rows, &message));
    cr_expect_eq(file_read("log", text, sizeof text), (size_t)(6 + LONG + 100 * SHORT));
    cr_expect(strncmp(text, "first\nrrr", 9) == 0);
}

Test(file, rows_refuse_links_and_missing_folders)
{
    Message message;
    cr_assert(symlink("elsewhere", "link") == 0 && mkfifo("fifo", 0600) == 0);
    expect_refused(rows_open("link", ROWS_NEW, &message), &message, "link", "symbolic link");
    expect_refused(rows_open("no/log", ROWS_NEW, &message), &message, "no/log", "No such file");
    expect_refused(rows_open("fifo", ROWS_NEW, &message), &message, "fifo", "not a regular file");
    cr_expect(access("elsewhere", F_OK) != 0);
    cr_expect(rows_close(NULL, &message));
}

// --- texts ----------------------------------------------------------------------------------------------------------

Test(file, texts_are_cut_and_messages_say_false)
{
    char text[8];
    Message message;
    cr_expect_eq(text_format(text, sizeof text, "%.2f", 0.5), 4u);
    cr_expect_str_eq(text, "0.50");
    cr_expect_eq(text_format(text, sizeof text, "%s", "longer than it"), 14u);
    cr_expect_str_eq(text, "longer ");
    cr_expect_not(message_set(&message, "%d of %s", 3, "4"));
    cr_expect_str_eq(message.text, "3 of 4");
}
