// A graph of a million nodes needs no deep stack: backward is a loop.
#include "autograd/ops.h"
#include "tests/support.h"

#include <pthread.h>

enum { DEPTH = 1000000, STACK = 256 * 1024 };

static void *go_deep(void *gradient)
{
    Tape *tape = quiet_tape();
    const Var x = op_variable(tape, 1);
    Var y = x;
    for (int i = 1; i < DEPTH; i++)
        y = op_neg(tape, y);
    if (tape_backward(tape, y))
        *(real *)gradient = tensor_at(var_grad(x), SCALAR);
    tape_free(tape);
    return NULL;
}

Test(deep, a_million_nodes_run_under_a_stack_of_256_KiB)
{
    pthread_t thread;
    pthread_attr_t attributes;
    real gradient = 0;
    cr_assert_eq(pthread_attr_init(&attributes), 0);
    cr_assert_eq(pthread_attr_setstacksize(&attributes, STACK), 0);
    cr_assert_eq(pthread_create(&thread, &attributes, go_deep, &gradient), 0);
    cr_assert_eq(pthread_join(thread, NULL), 0);
    cr_expect(gradient == -1, "an odd number of signs: %g", (double)gradient);
}
