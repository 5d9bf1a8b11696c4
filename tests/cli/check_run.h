// The parts of check_run.
#ifndef HEED_TESTS_CLI_CHECK_RUN_H
#define HEED_TESTS_CLI_CHECK_RUN_H

#include <jansson.h>
#include <stdbool.h>

enum { PATH_TEXT = 4600, LIST_TEXT = 4096 };

// Says on stderr what is wrong with a file. Always false.
bool complain(const char *path, const char *format, ...) __attribute__((format(printf, 2, 3)));
// Adds a step to a list such as "0,1,2".
void list_add(char list[LIST_TEXT], int step);

// Checks log.csv, if it is there, against the run.json that belongs to it. *rows is how many rows there are below the
// first, and evaluated lists those whose held-out columns are filled.
bool check_log(const char *folder, const json_t *run, int *rows, char evaluated[LIST_TEXT]);

#endif
