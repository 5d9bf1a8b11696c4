// The runs of exercise 17: tasks trained with heed's defaults, and what is measured of them.
#ifndef HEED_EXAMPLES_EXERCISES_17_PREDICT_RUNS_H
#define HEED_EXAMPLES_EXERCISES_17_PREDICT_RUNS_H

#include "examples/exercises/17_predict/given.h"

#include <stdbool.h>
#include <stdint.h>

enum { MOST_T = 9, EARLY = 20, MATRICES = 3 };

typedef struct {
    double early[MATRICES], late[MATRICES]; // how far W_Q, W_K, W_V have moved, after EARLY steps and at the end
    int steps, T;
    double share[BY_CONTENT + 1]; // by Map: how much of the weight lies there; of EVEN, how even it is
    double map[MOST_T * MOST_T];  // of one sequence
    int token[MOST_T];            // that
    double accuracy;              // on sequences that it was not trained on
    Farthest farthest;
    Map is;
} Run;

// gain_qk: the scale on which W_Q and W_K are drawn. False: memory is out.
bool run_task(const char *task, double gain_qk, uint64_t seed, Run *run);

#endif
