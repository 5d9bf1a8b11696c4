// How the tasks are learned with their defaults, over many seeds: ./dev bench-tasks [SEEDS].
//
// Prints a row a task, as the table of the goals has it: at which step 99 % of the held-out sequences came out exactly
// right for the first time; what was so at the end; and whether every seed kept to its goal (tests/goals.h).
#include "tests/goals.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST_SEEDS = 1000, EVALUATE_EVERY = 10 };

typedef struct {
    double learned[MOST_SEEDS]; // the step; INFINITY: never
    double exact[MOST_SEEDS], alignment[MOST_SEEDS], before[MOST_SEEDS], loss[MOST_SEEDS];
    int missed; // seeds that did not reach the goal
} Results;

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

// Sorts; then value[0] is the least, and value[n / 2] the median.
static void sort(double *value, int n)
{
    qsort(value, (size_t)n, sizeof *value, by_size);
}

static bool train(const Goal *goal, int seed, Results *results, int i)
{
    Trainer trainer;
    BatchResult batch;
    Metrics metrics = {0};
    TrainerOptions options = trainer_defaults(goal->task);
    bool fine = true, kept = true;
    options.seed = (uint64_t)seed;
    options.steps = goal->steps;
    fine = trainer_new(&trainer, options);
    results->learned[i] = (double)INFINITY;
    while (fine && trainer.step < goal->steps) {
        fine = trainer_backward(&trainer, &batch);
        trainer_update(&trainer);
        if (!fine || (trainer.step % EVALUATE_EVERY != 0 && trainer.step != goal->steps))
            continue;
        fine = trainer_evaluate(&trainer, &metrics);
        if (metrics.exact >= 0.99 && trainer.step < results->learned[i])
            results->learned[i] = trainer.step;
        kept = kept && (trainer.step < goal->steps || metrics.exact >= 0.99);
    }
    if (!fine)
        fprintf(stderr, "%s, seed %d: %s\n", goal->task->name, seed, trainer.error);
    const int last = options.layers - 1;
    results->exact[i] = metrics.exact;
    results->alignment[i] = metrics.alignment[last];
    results->before[i] = metrics.alignment[0];
    results->loss[i] = metrics.loss;
    results->missed += !kept || results->learned[i] > goal->learned_by || !(metrics.alignment[last] >= goal->alignment);
    trainer_free(&trainer);
    return fine;
}

int main(int argc, char **argument)
{
    const long asked = argc > 1 ? strtol(argument[1], NULL, 10) : 40;
    const int seeds = asked < 1 ? 1 : asked > MOST_SEEDS ? MOST_SEEDS : (int)asked;
    static Results results;
    int missed = 0;
    printf("seeds 1 to %d, in %s\n\n", seeds, REAL_NAME);
    printf("task         99 %% at step       by  exact at the end  alignment    goal  layer 0  loss     missed\n");
    printf("             min  med   max         min               min   med          med      med\n");
    for (int g = 0; g < GOALS_COUNT; g++) {
        const Goal *goal = &GOALS[g];
        if (argc > 2 && task_find(argument[2]) != goal->task)
            continue;
        results.missed = 0;
        for (int i = 0; i < seeds; i++)
            if (!train(goal, i + 1, &results, i))
                return 1;
        double *const columns[] = {results.learned, results.exact, results.alignment, results.before, results.loss};
        for (int k = 0; k < 5; k++)
            sort(columns[k], seeds);
        printf("%-12s %-4g %-5g %-6g %5d  %.3f @%-10d %.3f %.3f  %.3f   %.3f    %.5f  %d\n", goal->task->name,
               results.learned[0], results.learned[seeds / 2], results.learned[seeds - 1], goal->learned_by,
               results.exact[0], goal->steps, results.alignment[0], results.alignment[seeds / 2], goal->alignment,
               results.before[seeds / 2], results.loss[seeds / 2], results.missed);
        fflush(stdout);
        missed += results.missed;
    }
    return missed > 0;
}
