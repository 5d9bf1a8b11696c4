// What the tape costs: add on 16 elements, forward and backward, as nanoseconds for one op. Prints the median, the
// least and the most of 41 rounds.
#include "autograd/ops.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 41, STEPS = 1000, OPS = 100, N = 16 };

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

// One step: a chain of adds, and back through it.
static void step(Tape *tape, Param a, Param b, Tensor dy)
{
    tape_reset(tape);
    const Var addend = op_param(tape, b);
    Var y = op_param(tape, a);
    for (int i = 0; i < OPS; i++)
        y = op_add(tape, y, addend);
    tape_backward_from(tape, y, dy);
}

int main(void)
{
    Tape *tape = tape_new();
    Params *params = params_new();
    Tensor dy;
    if (!tape || !params || !tensor_new(&dy, SHAPE(N)))
        return 1;
    const Param a = params_add(params, "a", SHAPE(N)), b = params_add(params, "b", SHAPE(N));
    double round[ROUNDS];
    for (int r = 0; r < ROUNDS; r++) {
        const double begun = seconds_now();
        for (int i = 0; i < STEPS; i++)
            step(tape, a, b, dy);
        round[r] = (seconds_now() - begun) / STEPS / OPS * 1e9;
    }
    qsort(round, ROUNDS, sizeof round[0], by_size);
    printf("add(%d) forward and backward, %s: %.1f ns (%.1f to %.1f)\n", N, REAL_NAME, round[ROUNDS / 2], round[0],
           round[ROUNDS - 1]);
    tensor_free(&dy);
    params_free(params);
    tape_free(tape);
    return 0;
}
