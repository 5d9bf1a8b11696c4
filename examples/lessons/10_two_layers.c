// Lesson 10: what takes two layers: `recall` and `induction`.
//
// To be learned: a layer can only look for what its input says; to find what stood after something, one layer must
// first write into each position what stands before it. Until both layers do their part neither is of use: the loss
// stays on a shelf, and then falls at once.
#include "examples/lessons/task_lesson.h"

#include <math.h>
#include <stdio.h>

enum { SEEDS = 3 };

typedef struct {
    const Task *task;
    double embedding_std;
    int batch, steps, shown_every;
} Story;

static Trainer begun(const Story *story, int layers, int seed)
{
    TrainerOptions options = trainer_defaults(story->task);
    options.embedding_std = story->embedding_std;
    options.batch = story->batch;
    options.optimizer.rate = 0.3;
    options.layers = layers;
    options.seed = (uint64_t)seed;
    return trainer_started(options);
}

// Trains two layers from seed 1, and prints what happens on the way.
static Trainer print_steps(const Story *story)
{
    Trainer trainer = begun(story, 2, 1);
    printf("%s, two layers, seed 1:\n\n", story->task->name);
    printf("  step   loss  exactly right   alignment: layer 0  layer 1\n");
    for (int step = 0; step <= story->steps; step += story->shown_every) {
        train_to(&trainer, step);
        const Metrics metrics = measured(&trainer);
        printf("  %4d  %5.2f  %13.2f  %19.2f  %7.2f\n", step, metrics.loss, metrics.exact, metrics.alignment[0],
               metrics.alignment[1]);
    }
    return trainer;
}

// How many are right when the scores of one layer are all 0, and so its weights are even: W_Q is taken away.
static double exact_without(Trainer *trainer, const char *W_Q)
{
    const Tensor value = weight(trainer, W_Q);
    Tensor kept = matrix_new(value.shape[0], value.shape[1]);
    tensor_copy(kept, value);
    tensor_fill(value, 0);
    const double exact = measured(trainer).exact;
    tensor_copy(value, kept);
    tensor_free(&kept);
    return exact;
}

static void print_seed(const Story *story, int seed, Trainer *two)
{
    Trainer one = begun(story, 1, seed);
    train_to(&one, story->steps);
    const Metrics alone = measured(&one);
    printf("  %4d   %10.2f   %15.2f   %15.2f   %9.2f   %8.2f\n", seed, measured(two).exact,
           exact_without(two, "layer0.attention.W_Q"), exact_without(two, "layer1.attention.W_Q"), alone.exact,
           alone.loss);
    trainer_free(&one);
}

static void tell(const Story *story)
{
    Trainer two = print_steps(story);
    printf("\nexactly right after %d steps; the same with one layer's weights made even; and with a single layer:\n\n",
           story->steps);
    printf("  seed   two layers   layer 0 is even   layer 1 is even   one layer   its loss\n");
    for (int seed = 1; seed <= SEEDS; seed++) {
        if (seed > 1) {
            two = begun(story, 2, seed);
            train_to(&two, story->steps);
        }
        print_seed(story, seed, &two);
        trainer_free(&two);
    }
}

int main(void)
{
    tell(&(Story){&TASK_RECALL, .embedding_std = 0.6, .batch = 16, .steps = 300, .shown_every = 25});
    printf("\nOne of 4 values, at random, is a loss of ln 4 = %.2f.\n\n", log(4));
    tell(&(Story){&TASK_INDUCTION, .embedding_std = 1, .batch = 16, .steps = 250, .shown_every = 25});
    return 0;
}
