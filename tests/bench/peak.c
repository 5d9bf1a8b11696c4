// Multiply-adds on registers alone, in as many independent sums as hide how long one takes.
#include "tests/bench/peak.h"

#include "tensor/kernels.h"
#include "tensor/vector.h"
#include "tests/bench/timing.h"

enum { SUMS = 12, TIMES = 2000000, ROUNDS = 5 };

double KERNEL(peak)(void)
{
    double best = 0;
    volatile real start = 0;
    for (int r = 0; r < ROUNDS; r++) {
        Vector sum[SUMS];
        const Vector a = vector_of(1 + start), b = vector_of(start);
        UNROLL
        for (int i = 0; i < SUMS; i++)
            sum[i] = vector_of((real)i);
        const double begun = timing_own();
        for (int t = 0; t < TIMES; t++)
            UNROLL
        for (int i = 0; i < SUMS; i++)
            sum[i] = vector_multiply_add(sum[i], a, b);
        const double rate = 2.0 * LANES * SUMS * TIMES / (timing_own() - begun);
        for (int i = 0; i < SUMS; i++)
            start = sum[i][0] * 0;
        best = rate > best ? rate : best;
    }
    return best;
}
