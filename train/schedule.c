// Schedules of the rate.
#include "train/schedule.h"

#include "tensor/maths.h"

#include <stddef.h>

static const double PI = 3.14159265358979323846;

const char *const SCHEDULE_NAMES[] = {"constant", "cosine", NULL};

double schedule_share(Schedule schedule, int step, int steps)
{
    if (step < schedule.warmup)
        return (step + 1.0) / schedule.warmup;
    if (schedule.kind == SCHEDULE_CONSTANT)
        return 1;
    return (1 + double_cos(PI * (step - schedule.warmup) / (steps - schedule.warmup))) / 2;
}
