// What exercise_op.c and exercise_explain.c share: the learner's op with inputs drawn for it.
#ifndef HEED_EXAMPLES_EXERCISES_EXERCISE_TRIAL_H
#define HEED_EXAMPLES_EXERCISES_EXERCISE_TRIAL_H

#include "examples/exercises/exercise.h"

typedef struct {
    const ExerciseOp *op;
    Op row; // that of the learner's op
    Params *params;
} Trial;

// The gradients of all inputs, one after the other, that op->backward gives for this dy.
double *exercise_gradients(Exercise *ex, Trial *trial, double *dy);
// Says of a gradient that differs where it is wrong, and then how.
void exercise_explain(Exercise *ex, const Trial *trial, const CheckReport *report);

#endif
