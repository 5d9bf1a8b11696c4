// What is said of wrong numbers of the forward of exercise 10.
#ifndef HEED_EXAMPLES_EXERCISES_10_ATTENTION_EXPLAIN_H
#define HEED_EXAMPLES_EXERCISES_10_ATTENTION_EXPLAIN_H

#include "examples/exercises/exercise.h"

// Inputs, and what comes of them.
typedef struct {
    int T, d_k;
    const double *Q, *K, *V, *A, *Y;
} Example;

// Each says the words of the slip that gives just these A, or with the right A these Y; else nothing.
void explain_weights(Exercise *ex, const Example *e, const double *A);
void explain_outputs(Exercise *ex, const Example *e, const double *Y);

#endif
