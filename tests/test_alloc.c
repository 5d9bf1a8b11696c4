// The heap: a warm step takes nothing from it, and where it gives nothing, there is an error and no leak. The linker
// puts the functions of this file in the place of malloc and its kin (--wrap), for heed and the tests alone.
#include <stdlib.h>

#include "tests/attention_loss.h"

static int taken, given_back; // calls since the start
static int fails_at = -1;     // the call that is refused, counted from 0; so are all later ones if `for_good`
static bool for_good;

void *__real_malloc(size_t bytes);
void *__real_calloc(size_t items, size_t bytes);
void *__real_realloc(void *old, size_t bytes);
void *__real_aligned_alloc(size_t alignment, size_t bytes);
void __real_free(void *old);
void *__wrap_malloc(size_t bytes);
void *__wrap_calloc(size_t items, size_t bytes);
void *__wrap_realloc(void *old, size_t bytes);
void *__wrap_aligned_alloc(size_t alignment, size_t bytes);
void __wrap_free(void *old);

static bool refused(void)
{
    const int call = taken++;
    return fails_at >= 0 && (call == fails_at || (for_good && call > fails_at));
}

void *__wrap_malloc(size_t bytes)
{
    return refused() ? NULL : __real_malloc(bytes);
}

void *__wrap_calloc(size_t items, size_t bytes)
{
    return refused() ? NULL : __real_calloc(items, bytes);
}

void *__wrap_realloc(void *old, size_t bytes)
{
    return refused() ? NULL : __real_realloc(old, bytes);
}

void *__wrap_aligned_alloc(size_t alignment, size_t bytes)
{
    return refused() ? NULL : __real_aligned_alloc(alignment, bytes);
}

void __wrap_free(void *old)
{
    given_back += old != NULL;
    __real_free(old);
}

// One step of plain gradient descent, from reset to the new weights.
static bool step(Tape *tape, Head *head)
{
    tape_reset(tape);
    params_clear_grads(head->params);
    if (!tape_backward(tape, head_loss(tape, head)))
        return false;
    tensor_add_scaled(params_values(head->params), REAL(-0.1), params_grads(head->params));
    return true;
}

Test(alloc, a_warm_step_leaves_the_heap_alone)
{
    Head head;
    Tape *tape = quiet_tape();
    head_init(&head, 1, 1);
    const int before = taken;
    cr_assert(step(tape, &head), "%s", tape_error(tape));
    cr_expect(taken > before, "the first step is the one that takes: this test does count");
    const int warm = taken, back = given_back;
    for (int i = 0; i < 20; i++)
        cr_assert(step(tape, &head));
    cr_expect_eq(taken, warm, "%d calls", taken - warm);
    cr_expect_eq(given_back, back);
    tape_free(tape);
    params_free(head.params);
}

// A model of one matrix, made, run and freed. False: the heap refused somewhere, and an error says so.
static bool whole_life(void)
{
    Params *params = params_new();
    Tape *tape = tape_new();
    bool done = false;
    if (params && tape) {
        params_on_error(params, NULL, NULL);
        tape_on_error(tape, NULL, NULL);
        const Param p = params_add(params, "p", SHAPE(200, 200));
        Var y = op_param(tape, p);
        for (int i = 0; i < 100; i++) // over the first 64 nodes, and the first chunks
            y = op_relu(tape, op_transpose(tape, y, 0, 1));
        y = op_reshape(tape, op_matmul(tape, y, op_param(tape, p)), SHAPE(40000));
        done = tape_backward(tape, op_sum(tape, y, ALL_AXES, DROP_AXES));
        const char *why = params_error(params) ? params_error(params) : tape_error(tape);
        cr_expect(done || (why && strstr(why, "out of memory")), "call %d: %s", fails_at, why ? why : "no error");
        cr_expect(!done || !why, "call %d: %s", fails_at, why);
    }
    tape_free(tape);
    params_free(params);
    return done;
}

Test(alloc, whichever_call_is_refused_there_is_an_error_and_no_leak)
{
    for (int both = 0; both < 2; both++) {
        for_good = both == 1;
        bool done = false;
        int call = 0;
        for (; !done && call < 1000; call++) {
            taken = given_back = 0;
            fails_at = call;
            done = whole_life();
            cr_expect(done || taken > call);
        }
        fails_at = -1;
        cr_expect(call > 8 && call < 1000, "%d calls were refused in turn", call - 1);
    }
}

Test(alloc, a_tensor_is_refused_without_memory)
{
    Tensor x = {.rank = 3};
    taken = 0;
    fails_at = 0;
    cr_expect(!tensor_new(&x, SHAPE(2)));
    cr_expect(x.data == NULL && x.rank == 0);
    fails_at = -1;
    cr_assert(tensor_new(&x, SHAPE(2)));
    tensor_free(&x);
}
