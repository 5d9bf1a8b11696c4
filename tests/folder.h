// A folder of a test's own, and looks into it. Each function fails the test if it cannot do what it says.
#ifndef HEED_TESTS_FOLDER_H
#define HEED_TESTS_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "train/file.h"

// For .init and .fini of a test: makes a new folder and works in it; removes it with all that is in it.
void folder_enter(void);
void folder_leave(void);

// How many entries a folder has.
int folder_entries(const char *path);
// The file's length; text has its first size - 1 bytes and a 0.
size_t file_read(const char *path, char *text, size_t size);
void file_expect(const char *path, const char *content);
void file_put(const char *path, const char *content);
// Expects that it was not done, and that the message names path and cause.
void expect_refused(bool done, const Message *message, const char *path, const char *cause);

#endif
