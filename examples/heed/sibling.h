// The two programs heed (float) and heed64 (double) know each other: gradients are checked in double, and a sweep shows
// both. The other one is looked for beside this one, then on PATH.
#ifndef HEED_EXAMPLES_HEED_SIBLING_H
#define HEED_EXAMPLES_HEED_SIBLING_H

#include "train/message.h"

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

enum { SIBLING_PATH = 4096 };

// The path of this program, with a / in it; self is how it was called. False: nobody can tell.
bool sibling_self(char path[SIBLING_PATH], const char *self);
// The path of the program of this name ("heed", "heed64"); self is how this one was called. False: it is not there.
bool sibling_find(char path[SIBLING_PATH], const char *name, const char *self, Message *message);

// Replaces this program. The arguments begin with the program's name and end with NULL. Returns only if that fails.
bool sibling_become(const char *path, char *const *argument, Message *message);

// One that runs beside this program.
typedef struct {
    pid_t process;
    FILE *out, *err; // what it says, in files without a name
} Sibling;

// What came of it.
typedef struct {
    int code;            // its exit code, or 128 + the signal that ended it
    char *output;        // owned: free it. All that it said on stdout
    char complaint[512]; // the first line that it said on stderr
} SiblingResult;

// False: it does not run, and there is nothing to wait for.
bool sibling_start(Sibling *sibling, const char *path, char *const *argument, Message *message);
// Waits for its end and reads what it said. False: memory is out, or that cannot be read.
bool sibling_wait(Sibling *sibling, SiblingResult *result, Message *message);

#endif
