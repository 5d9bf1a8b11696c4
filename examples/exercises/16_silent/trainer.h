// The trainers of exercise 16: one model, six wrong backwards, planted by name (examples/heed/faults.h).
#ifndef HEED_EXAMPLES_EXERCISES_16_SILENT_TRAINER_H
#define HEED_EXAMPLES_EXERCISES_16_SILENT_TRAINER_H

#include "autograd/tape.h"

enum { N = 4 }; // T, D, d_k and the number of tokens
enum { TENSORS = 9, LOSSES = 6 };

// Gradients of one sequence, by their place in Where; the first is empty.
typedef struct {
    int count[TENSORS]; // how many numbers each has
    double analytic[TENSORS][N * N], numeric[TENSORS][N * N];
    double loss[LOSSES]; // while it is trained
} Trained;

extern const int32_t SEQUENCE[N]; // what the gradients are of; it is to be said backwards
extern const int LOSS_STEPS[LOSSES];

// fault: NULL is none. False: memory is out.
bool train_with(const char *fault, Trained *trained);

#endif
