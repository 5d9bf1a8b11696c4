// What goes wrong, and is in the curriculum for that: `copy` gives right answers for the wrong reason from some seeds,
// and `parity` is not learned. Here one seed of each; HEED_TEST_SEEDS takes up to 10. In double and under a sanitizer
// with half the steps.
#include "train/trainer.h"

#include <stdlib.h>

#include "tests/support.h"

enum { MOST_SEEDS = 10, WRONG_SEED = 10 };
#ifdef __SANITIZE_ADDRESS__
static const bool SLOW = true;
#else
static const bool SLOW = sizeof(real) == sizeof(double);
#endif

static Metrics after_training(const Task *task, uint64_t seed)
{
    Trainer trainer;
    BatchResult result;
    Metrics metrics = {0};
    TrainerOptions options = trainer_defaults(task);
    options.seed = seed;
    options.steps /= SLOW ? 2 : 1;
    cr_assert(trainer_new(&trainer, options), "%s", trainer.error);
    while (trainer.step < options.steps) {
        cr_assert(trainer_backward(&trainer, &result), "%s", trainer.error);
        trainer_update(&trainer);
    }
    cr_assert(trainer_evaluate(&trainer, &metrics), "%s", trainer.error);
    trainer_free(&trainer);
    return metrics;
}

static uint64_t seeds(void)
{
    const char *asked = getenv("HEED_TEST_SEEDS");
    const uint64_t count = asked ? strtoull(asked, NULL, 10) : 1;
    return count > MOST_SEEDS ? MOST_SEEDS : count;
}

Test(not_as_hoped, copy_is_right_for_the_wrong_reason)
{
    int wrong = 0;
    for (uint64_t seed = WRONG_SEED; seed > WRONG_SEED - seeds(); seed--) {
        const Metrics metrics = after_training(&TASK_COPY, seed);
        wrong += metrics_wrong_reason(&metrics, 1);
        cr_expect(seed != WRONG_SEED || metrics.exact >= 0.99, "%g exactly right", metrics.exact);
        cr_expect(seed != WRONG_SEED || metrics.alignment[0] < 0.5, "alignment %g", metrics.alignment[0]);
    }
    cr_expect(wrong > 0, "every map is right");
}

Test(not_as_hoped, parity_is_not_learned)
{
    for (uint64_t seed = 1; seed <= seeds(); seed++) {
        const Metrics metrics = after_training(&TASK_PARITY, seed);
        cr_expect(metrics.exact < 0.65, "seed %d: %g exactly right", (int)seed, metrics.exact);
    }
}
