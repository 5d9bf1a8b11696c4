// Typical slips of the backward of exercise 11.
#ifndef HEED_EXAMPLES_EXERCISES_11_MASK_SLIPS_H
#define HEED_EXAMPLES_EXERCISES_11_MASK_SLIPS_H

#include "examples/exercises/exercise.h"

// {0} ends it. They hold for a causal mask.
extern const ExerciseMistake MASK_MISTAKES[];

#endif
