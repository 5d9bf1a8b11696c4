// Gradient checks on a heap that refuses: none passes that has not seen all, and nothing is left behind.
#include "autograd/symmetry.h"

#include "autograd/ops.h"
#include "tests/attention_loss.h"
#include "tests/heap.h"

// Whichever call is refused, the store is as it was. It may pass, if it has seen all there is: a run whose result is
// not needed may fail.
Test(alloc_checks, a_check_without_memory_leaves_nothing_behind)
{
    Head head;
    head_init(&head, 1, 1);
    const Tensor values = params_values(head.params);
    real *before = malloc((size_t)tensor_count(values) * sizeof(real));
    cr_assert(before != NULL);
    memcpy(before, values.data, (size_t)tensor_count(values) * sizeof(real));
    int call = 0;
    for (bool done = false; !done && call < 30; call++) {
        heap = (Heap){.fails_at = call};
        CheckReport report = gradcheck(head.params, head_loss, &head, 1);
        done = heap.asked <= call;
        cr_expect(report.verdict != CHECK_PASS || report.tensors == 4, "call %d", call);
        check_free(&report);
        cr_expect_eq(heap.given, heap.taken_back, "call %d leaves %d blocks", call, heap.given - heap.taken_back);
        cr_expect_arr_eq(values.data, before, (size_t)tensor_count(values) * sizeof(real), "call %d", call);
    }
    cr_expect(call > 1); // in float, where nothing is compared, compilers may leave out most of them
    heap = (Heap){.fails_at = -1};
    free(before);
    params_free(head.params);
}

static Var squares(Tape *tape, void *w)
{
    const Var x = op_param(tape, *(const Param *)w);
    return op_mul(tape, x, x);
}

// Whether it went through with whichever call is refused; false: it was inconclusive, or failed.
static bool op_is_checked(void)
{
    CheckReport report = gradcheck_op(&OP_MUL, 0, 1);
    const bool passed = report.verdict == CHECK_PASS;
    check_free(&report);
    return passed;
}

static bool symmetry_is_checked(void)
{
    Params *params = params_new();
    bool passed = false;
    if (params) {
        params_on_error(params, NULL, NULL);
        const Param w = params_add(params, "w", SHAPE(3));
        passed = gradcheck_symmetry(params, squares, (void *)&w, (CheckOptions){.seed = 1}).verdict == CHECK_PASS;
    }
    params_free(params);
    return passed;
}

Test(alloc_checks, other_checks_do_not_pass_without_memory_and_leave_nothing)
{
    bool (*const checks[])(void) = {op_is_checked, symmetry_is_checked};
    for (int i = 0; i < 2; i++) {
        heap = (Heap){.fails_at = -1};
        cr_expect_eq(checks[i](), IN_DOUBLE);
        const int calls = heap.asked;
        for (int call = 0; call < calls; call++) {
            heap = (Heap){.fails_at = call, .for_good = true};
            cr_expect(!checks[i](), "check %d, call %d", i, call);
            cr_expect_eq(heap.given, heap.taken_back, "check %d, call %d leaves blocks", i, call);
        }
    }
    heap = (Heap){.fails_at = -1};
}
