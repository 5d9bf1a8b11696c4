// One query of one head, in numbers, step by step as equation 1 has them.
#ifndef HEED_EXAMPLES_HEED_QUERY_H
#define HEED_EXAMPLES_HEED_QUERY_H

#include "train/trainer.h"

typedef struct {
    int layer, head, t;
    const char *const *token; // borrowed: [T]
    Mask allowed;             // borrowed: [T,T]
} Query;

// out is of the trainer's model and one sequence, recorded on its tape.
void query_print(const Query *query, const Trainer *trainer, const Prediction *out);

#endif
