#include "tests/folder.h"

#include <criterion/criterion.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[] = "/tmp/heed-test-XXXXXX";

void folder_enter(void)
{
    cr_assert(mkdtemp(folder));
    cr_assert(chdir(folder) == 0);
}

void folder_leave(void)
{
    char command[128];
    snprintf(command, sizeof command, "chmod -R u+rwx %s && rm -rf %s", folder, folder);
    cr_assert(chdir("/") == 0 && system(command) == 0);
}

int folder_entries(const char *path)
{
    int count = 0;
    DIR *listing = opendir(path);
    cr_assert(listing, "%s", path);
    while (readdir(listing))
        count++;
    closedir(listing);
    return count - 2; // without . and ..
}

size_t file_read(const char *path, char *text, size_t size)
{
    FILE *file = fopen(path, "rb");
    cr_assert(file, "%s", path);
    size_t length = fread(text, 1, size - 1, file);
    fclose(file);
    text[length] = '\0';
    return length;
}

void file_expect(const char *path, const char *content)
{
    char text[256];
    file_read(path, text, sizeof text);
    cr_expect_str_eq(text, content);
}

void file_put(const char *path, const char *content)
{
    FILE *file = fopen(path, "wb");
    cr_assert(file && fputs(content, file) >= 0 && fclose(file) == 0);
}

void expect_refused(bool done, const Message *message, const char *path, const char *cause)
{
    cr_expect(!done);
    cr_expect(strstr(message->text, path), "no '%s' in: %s", path, message->text);
    cr_expect(strstr(message->text, cause), "no '%s' in: %s", cause, message->text);
}
