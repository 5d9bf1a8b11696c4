// The trainer and the heap: a warm step takes nothing from it, and where it gives nothing there is an error and no
// leak.
#include "train/trainer.h"

#include "tests/heap.h"
#include "tests/support.h"

static TrainerOptions options(void)
{
    TrainerOptions options = trainer_defaults(&TASK_REVERSE);
    options.optimizer.momentum = 0.5; // so that the optimizer owns something too
    return options;
}

Test(trainer_heap, a_warm_step_leaves_the_heap_alone)
{
    Trainer trainer;
    BatchResult result;
    Metrics metrics;
    Prediction out;
    cr_assert(trainer_new(&trainer, options()), "%s", trainer.error);
    const int before = heap.asked;
    for (int step = 0; step < 2; step++) {
        cr_assert(trainer_backward(&trainer, &result), "%s", trainer.error);
        trainer_update(&trainer);
    }
    cr_expect(heap.asked > before, "the first step is the one that asks: this test does count");
    cr_assert(trainer_evaluate(&trainer, &metrics) && trainer_probe(&trainer, &out), "%s", trainer.error);
    const Heap warm = heap;
    for (int step = 0; step < 10; step++) {
        cr_assert(trainer_backward(&trainer, &result), "%s", trainer.error);
        trainer_update(&trainer);
        cr_assert(trainer_evaluate(&trainer, &metrics) && trainer_probe(&trainer, &out), "%s", trainer.error);
    }
    const Heap after = heap;
    cr_expect(after.asked == warm.asked && after.taken_back == warm.taken_back, "asked %d times, gave back %d",
              after.asked - warm.asked, after.taken_back - warm.taken_back);
    trainer_free(&trainer);
}

static bool two_steps(Trainer *trainer)
{
    BatchResult result;
    bool done = trainer_new(trainer, options());
    for (int step = 0; done && step < 2; step++) {
        done = trainer_backward(trainer, &result);
        if (done)
            trainer_update(trainer);
    }
    return done;
}

// Each call for memory is refused in turn, alone or with all that follow, until a trainer and two steps need no more.
// False: the call was refused, and the trainer says so.
static bool survives(int call, bool for_good)
{
    Trainer trainer;
    const Heap before = heap;
    heap.fails_at = heap.asked + call;
    heap.for_good = for_good;
    const bool done = two_steps(&trainer) && heap.asked <= heap.fails_at;
    heap.fails_at = -1;
    const Failure failure = trainer.failure;
    char error[sizeof trainer.error];
    memcpy(error, trainer.error, sizeof error);
    trainer_free(&trainer);
    const Heap after = heap;
    cr_expect(done || failure == FAILURE_MEMORY, "call %d: %d: %s", call, (int)failure, error);
    cr_expect(done || strstr(error, "out of memory"), "call %d: %s", call, error);
    cr_expect_eq(after.given - before.given, after.taken_back - before.taken_back, "call %d leaves %d blocks", call,
                 after.given - before.given - (after.taken_back - before.taken_back));
    return done;
}

Test(trainer_heap, a_trainer_without_memory_says_so_and_leaves_nothing_behind)
{
    for (int for_good = 0; for_good < 2; for_good++) {
        int refused = 0;
        while (!survives(refused, for_good == 1))
            refused++;
        cr_expect(refused > 10, "only %d calls were refused", refused);
    }
}
