// A goal at which a run may stop: "exact=0.99", "accuracy=0.9", "alignment=0.8" are reached from below, "loss=0.1" from
// above; each is of the held-out sequences. Thread-safe.
#ifndef HEED_TRAIN_GOAL_H
#define HEED_TRAIN_GOAL_H

#include "train/metrics.h"

HEED_BEGIN

// So many evaluations in a row must meet the goal.
enum { GOAL_HELD = 3 };

typedef enum { GOAL_EXACT, GOAL_ACCURACY, GOAL_ALIGNMENT, GOAL_LOSS } GoalOf;
extern const char *const GOAL_NAMES[]; // end with NULL

typedef struct {
    GoalOf of;
    double at;
} Goal;

// False: the text is no goal.
bool goal_parse(const char *text, Goal *goal);
// layers is the model's: the last one's alignment counts.
bool goal_met(const Goal *goal, const Metrics *metrics, int layers);

// How many evaluations in a row have met the goal of this text (NULL: there is none), given how many had before this
// one.
int goal_count(const char *text, const Metrics *metrics, int layers, int held);
bool goal_reached(int held);

HEED_END

#endif
