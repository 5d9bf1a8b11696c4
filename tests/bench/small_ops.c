// What the tape costs: add on 16 elements, forward and backward, as nanoseconds for one op. Prints the median, the
// least and the most of 41 rounds.
#include "autograd/ops.h"
#include "tests/bench/timing.h"

#include <stdio.h>

enum { ROUNDS = 41, STEPS = 1000, OPS = 100, N = 16 };

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
        const double begun = timing_own();
        for (int i = 0; i < STEPS; i++)
            step(tape, a, b, dy);
        round[r] = (timing_own() - begun) / STEPS / OPS * 1e9;
    }
    const double median = timing_median(round, ROUNDS);
    printf("add(%d) forward and backward, %s: %.1f ns (%.1f to %.1f)\n", N, REAL_NAME, median, round[0],
           round[ROUNDS - 1]);
    tensor_free(&dy);
    params_free(params);
    tape_free(tape);
    return 0;
}
