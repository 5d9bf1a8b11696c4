// How the rate goes through a run, as a share of the rate that was asked for. s = 0, 1, .. counts the steps before:
//   warm-up    (s + 1) / warmup                                        while s < warmup
//   constant   1                                                       from then on, or
//   cosine     (1 + cos(pi (s - warmup) / (steps - warmup))) / 2       (Loshchilov and Hutter 2017, equation 5, once)
// These are torch.optim.lr_scheduler's LinearLR, from 1 / warmup on, and CosineAnnealingLR. Thread-safe.
#ifndef HEED_TRAIN_SCHEDULE_H
#define HEED_TRAIN_SCHEDULE_H

#include "tensor/public.h"

HEED_BEGIN

typedef enum { SCHEDULE_CONSTANT, SCHEDULE_COSINE } ScheduleKind;
extern const char *const SCHEDULE_NAMES[]; // "constant", "cosine", NULL

typedef struct {
    ScheduleKind kind;
    int warmup; // steps, at most those of the run
} Schedule;

double schedule_share(Schedule schedule, int step, int steps);

HEED_END

#endif
