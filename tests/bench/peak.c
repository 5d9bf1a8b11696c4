// Multiply-adds on registers alone, in as many independent sums as hide how long one takes.
#include "tests/bench/peak.h"

#include "tensor/kernels.h"
#include "tensor/vector.h"
#include "tests/bench/timing.h"

enum { SUMS = 10, TIMES = 2000000, ROUNDS = 5 };

static Vector run(Vector a, Vector b)
{
    Vector sum[SUMS];
    UNROLL
    for (int i = 0; i < SUMS; i++)
        sum[i] = vector_of((real)i);
    for (int t = 0; t < TIMES; t++) {
        UNROLL
        for (int i = 0; i < SUMS; i++)
            sum[i] = vector_multiply_add(sum[i], a, b);
    }
    UNROLL
    for (int i = 1; i < SUMS; i++)
        sum[0] += sum[i];
    return sum[0];
}

double KERNEL(peak)(void)
{
    volatile real one = 1, seen; // not known when this is compiled, and looked at afterwards
    double best = 0;
    for (int r = 0; r < ROUNDS; r++) {
        const double begun = timing_own();
        seen = run(vector_of(one), vector_of(one))[0];
        const double rate = 2.0 * LANES * SUMS * TIMES / (timing_own() - begun);
        best = rate > best ? rate : best;
    }
    (void)seen;
    return best;
}
