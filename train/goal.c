// Goals.
#include "train/goal.h"

#include <stdlib.h>
#include <string.h>

const char *const GOAL_NAMES[] = {"exact", "accuracy", "alignment", "loss", NULL};

bool goal_parse(const char *text, Goal *goal)
{
    const size_t length = strcspn(text, "=");
    const char *number = text[length] ? text + length + 1 : "";
    for (int i = 0; GOAL_NAMES[i]; i++) {
        if (strlen(GOAL_NAMES[i]) != length || strncmp(GOAL_NAMES[i], text, length) != 0)
            continue;
        char *end = NULL;
        *goal = (Goal){(GoalOf)i, strtod(number, &end)};
        const bool plain = *number && strspn(number, "0123456789.eE-") == strlen(number) && *end == '\0';
        return plain && goal->at >= 0 && (goal->at <= 1 || goal->of == GOAL_LOSS);
    }
    return false;
}

bool goal_met(const Goal *goal, const Metrics *metrics, int layers)
{
    switch (goal->of) {
    case GOAL_EXACT: return metrics->exact >= goal->at;
    case GOAL_ACCURACY: return metrics->accuracy >= goal->at;
    case GOAL_ALIGNMENT: return metrics->alignment[layers - 1] >= goal->at;
    case GOAL_LOSS: break;
    }
    return metrics->loss <= goal->at;
}

int goal_count(const char *text, const Metrics *metrics, int layers, int held)
{
    Goal goal;
    return text && goal_parse(text, &goal) && goal_met(&goal, metrics, layers) ? held + 1 : 0;
}

bool goal_reached(int held)
{
    return held >= GOAL_HELD;
}
