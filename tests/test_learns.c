// The tasks are learned, with their defaults, by plain SGD: to 0.99 of the held-out sequences exactly right by a
// certain step, and so at the end, with the map where it is expected. Here seed 1 of those that are quick; in double
// and under a sanitizer, of the three quickest. HEED_TEST_SEEDS=40 takes seeds 1 to 40 of all, as ./dev torture does,
// and
// ./dev bench-tasks prints how they went.
#include "tests/goals.h"

#include <criterion/parameterized.h>
#include <stdlib.h>

#include "tests/support.h"

enum { MOST_SEEDS = 1000 };
#ifdef __SANITIZE_ADDRESS__
static const bool SLOW = true;
#else
static const bool SLOW = sizeof(real) == sizeof(double);
#endif

static size_t seeds(void)
{
    const char *asked = getenv("HEED_TEST_SEEDS");
    const long count = asked ? strtol(asked, NULL, 10) : 1;
    return count < 1 ? 1 : count > MOST_SEEDS ? MOST_SEEDS : (size_t)count;
}

static size_t tasks(void)
{
    return getenv("HEED_TEST_SEEDS") ? GOALS_COUNT : SLOW ? QUICKEST_GOALS : QUICK_GOALS;
}

ParameterizedTestParameters(learns, by_its_step_and_stays)
{
    static size_t index[GOALS_COUNT * MOST_SEEDS];
    for (size_t i = 0; i < GOALS_COUNT * MOST_SEEDS; i++)
        index[i] = i;
    return cr_make_param_array(size_t, index, tasks() * seeds());
}

// Loss of guessing among C classes, and what random logits may add to it or, where classes are few and not alike in
// number, take from it: 0.16 at most for 40 seeds.
static void expect_beginning(Trainer *trainer, const char *run)
{
    Metrics metrics;
    cr_assert(trainer_evaluate(trainer, &metrics), "%s", trainer->error);
    const double C = trainer->model.options.classes, more = trainer->options.residual ? 3 : 1.6;
    cr_expect(metrics.loss > log(C) - 0.25 && metrics.loss < log(C) + more, "%s: begins with loss %g", run,
              metrics.loss);
    cr_expect(metrics.exact < 0.6, "%s: begins with %g exactly right", run, metrics.exact);
}

ParameterizedTest(size_t *index, learns, by_its_step_and_stays)
{
    const Goal *goal = &GOALS[*index % tasks()];
    Trainer trainer;
    BatchResult result;
    Metrics metrics = {0};
    TrainerOptions options = trainer_defaults(goal->task);
    options.seed = *index / tasks() + 1;
    char run[40];
    snprintf(run, sizeof run, "%s, seed %d", options.task->name, (int)options.seed);
    cr_assert(trainer_new(&trainer, options), "%s", trainer.error);
    expect_beginning(&trainer, run);
    while (trainer.step < goal->steps) {
        cr_assert(trainer_backward(&trainer, &result), "%s: %s", run, trainer.error);
        trainer_update(&trainer);
        if (trainer.step != goal->learned_by && trainer.step != goal->steps)
            continue;
        cr_assert(trainer_evaluate(&trainer, &metrics), "%s: %s", run, trainer.error);
        cr_expect(metrics.exact >= 0.99, "%s: %g exactly right at step %d", run, metrics.exact, trainer.step);
    }
    cr_expect(metrics.alignment[options.layers - 1] >= goal->alignment, "%s: ends with alignment %g", run,
              metrics.alignment[options.layers - 1]);
    trainer_free(&trainer);
}
