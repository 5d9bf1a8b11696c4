// Timing for the benchmarks: contenders take turns, and what counts is the median of the rounds.
#ifndef HEED_BENCH_TIMING_H
#define HEED_BENCH_TIMING_H

#include <stdlib.h>
#include <time.h>

// Processor time of this thread, so that what else runs on the machine counts little.
static inline double timing_own(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

// What a clock on the wall shows.
static inline double timing_wall(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static inline int timing_order(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

// Sorts, and returns the median.
static inline double timing_median(double *sample, int count)
{
    qsort(sample, (size_t)count, sizeof sample[0], timing_order);
    return sample[count / 2];
}

#endif
