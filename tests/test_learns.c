// The tasks are learned, with their defaults, by plain SGD: to 0.99 of the held-out sequences exactly right by a
// certain step, from there to the end, and with the map where it is expected. In float every seed of 1 to 5; in double,
// the first. HEED_TEST_SEEDS=40 takes seeds 1 to 40 in both, as ./dev torture does.
#include "train/trainer.h"

#include <criterion/parameterized.h>
#include <stdlib.h>

#include "tests/support.h"

enum { EVALUATE_EVERY = 10, MOST_SEEDS = 1000 };

static const struct {
    const Task *task;
    int learned_by, steps;
    double alignment; // at the end
    double uniform;   // the alignment of a map that is alike everywhere
} ROWS[] = {
    {&TASK_FIRST, 200, 300, 0.91, 1 / 8.0},
    // of a row that sees t + 1 cells, 1 / (t + 1): (1/2 + 1/3 + .. + 1/8) / 7
    {&TASK_SHIFT, 250, 300, 0.86, 1.7178571 / 7},
    {&TASK_REVERSE, 300, 400, 0.86, 1 / 8.0},
};
enum { TASKS = sizeof ROWS / sizeof ROWS[0] };

static size_t seeds(void)
{
    const char *asked = getenv("HEED_TEST_SEEDS");
    const long count = asked ? strtol(asked, NULL, 10) : IN_DOUBLE ? 1 : 5;
    return count < 1 ? 1 : count > MOST_SEEDS ? MOST_SEEDS : (size_t)count;
}

ParameterizedTestParameters(learns, by_its_step_and_stays)
{
    static size_t index[TASKS * MOST_SEEDS];
    for (size_t i = 0; i < TASKS * MOST_SEEDS; i++)
        index[i] = i;
    return cr_make_param_array(size_t, index, TASKS * seeds());
}

ParameterizedTest(size_t *index, learns, by_its_step_and_stays)
{
    const size_t row = *index % TASKS;
    Trainer trainer;
    BatchResult result;
    Metrics metrics;
    TrainerOptions options = trainer_defaults(ROWS[row].task);
    options.seed = *index / TASKS + 1;
    char run[40];
    snprintf(run, sizeof run, "%s, seed %d", options.task->name, (int)options.seed);
    cr_assert(trainer_new(&trainer, options), "%s", trainer.error);
    cr_expect_eq(options.steps, ROWS[row].steps, "%s: %d steps", run, options.steps);

    cr_assert(trainer_evaluate(&trainer, &metrics), "%s", trainer.error);
    cr_expect(fabs(metrics.alignment[0] - ROWS[row].uniform) < 0.03,
              "%s: begins with alignment %g, not near uniform %g", run, metrics.alignment[0], ROWS[row].uniform);
    cr_expect(metrics.exact < 0.3, "%s: begins with %g exactly right", run, metrics.exact);
    while (trainer.step < ROWS[row].steps) {
        cr_assert(trainer_backward(&trainer, &result), "%s: %s", run, trainer.error);
        trainer_update(&trainer);
        if (trainer.step % EVALUATE_EVERY == 0 && trainer.step >= ROWS[row].learned_by) {
            cr_assert(trainer_evaluate(&trainer, &metrics), "%s: %s", run, trainer.error);
            cr_expect(metrics.exact >= 0.99, "%s: %g exactly right at step %d", run, metrics.exact, trainer.step);
        }
    }
    cr_expect(metrics.alignment[0] >= ROWS[row].alignment, "%s: ends with alignment %g", run, metrics.alignment[0]);
    trainer_free(&trainer);
}
