// The options of another run, to repeat it.
#ifndef HEED_EXAMPLES_HEED_CONFIG_H
#define HEED_EXAMPLES_HEED_CONFIG_H

#include "train/run_read.h"

typedef struct {
    RunRecord record;
    char init[RUN_PATH]; // the weights that the other run began with lie beside its run.json
} Config;

// Reads a run.json, or that of a folder. What is wrong is said on stderr. Returns the exit code; EXIT_DONE: it is read.
// Free it also then; its options borrow from it.
int config_read(Config *config, const char *path);
void config_free(Config *config);

#endif
