// heed train --seeds 1..10 --jobs 2: the same run from several seeds, each in a process and a folder of its own.
#ifndef HEED_EXAMPLES_HEED_SEEDS_H
#define HEED_EXAMPLES_HEED_SEEDS_H

#include "examples/heed/train_line.h"

enum { MOST_SEEDS = 1000, MOST_JOBS = 64 };

// "1..10". False: it is no such range, or has more than MOST_SEEDS.
bool seeds_parse(const char *text, uint64_t *first, int *count);
// Trains from every seed, prints a line for each and the spread of them all, and returns the exit code: that of the
// first seed that did not end well.
int seeds_train(const TrainLine *line, uint64_t first, int count);

#endif
