// Runs a program of the precision that the test is built in, and hands back what it prints.
#ifndef HEED_TESTS_RUN_PROGRAM_H
#define HEED_TESTS_RUN_PROGRAM_H

#include "tests/support.h"

#include <stdlib.h>
#include <sys/wait.h>

// Everything on its standard output; the caller frees it. The program must end with this status.
static inline char *run_program(const char *folder, const char *name, const char *arguments, int status)
{
    enum { LARGEST = 1 << 16 };
    char command[4096];
    snprintf(command, sizeof command, "'%s/%s%s' %s", folder, name, IN_DOUBLE ? "64" : "", arguments);
    FILE *pipe = popen(command, "r");
    cr_assert(pipe, "%s cannot be run", command);
    char *output = calloc(LARGEST, 1);
    cr_assert(output);
    const size_t length = fread(output, 1, LARGEST - 1, pipe);
    cr_assert(length < LARGEST - 1, "%s prints too much", command);
    const int ended = pclose(pipe);
    cr_assert(WIFEXITED(ended) && WEXITSTATUS(ended) == status, "%s: wait status %d, expected exit code %d", command,
              ended, status);
    return output;
}

#endif
