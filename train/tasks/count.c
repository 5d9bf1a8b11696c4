// count: the last position says how many of the tokens are 1. Their number is drawn first, so that all are alike often.
#include "train/task.h"

static const char *needs(TaskSize size)
{
    return size.vocabulary >= 3 ? NULL : "a vocabulary of at least 3: the ones, and others";
}

static int classes(TaskSize size)
{
    return size.T + 1;
}

// Ones are dealt to positions as they come: of those left, so many are still to be ones.
static void draw(TaskSize size, Rng *rng, int32_t *token)
{
    int ones = (int)rng_below(rng, (uint32_t)size.T + 1);
    for (int t = 0; t < size.T; t++) {
        const bool one = (int)rng_below(rng, (uint32_t)(size.T - t)) < ones;
        const int32_t other = (int32_t)rng_below(rng, (uint32_t)size.vocabulary - 1);
        token[t] = one ? 1 : other + (other >= 1);
        ones -= one;
    }
}

static void answer(TaskSize size, const int32_t *token, int32_t *target)
{
    int32_t ones = 0;
    for (int t = 0; t < size.T; t++)
        ones += token[t] == 1;
    task_ask_nothing(size, target);
    target[size.T - 1] = ones;
}

const Task TASK_COUNT = {
    .name = "count",
    .summary = "the last position says how many tokens are 1",
    .teaches = "An average of T values knows how many of them are ones, and the head only has to read it off. At a "
               "rate of 0.1 attention runs away from the even map and the count is lost: try --lr 0.1.",
    .expected_in_words = "the last row becomes evenly grey: it looks everywhere alike",
    .size = {.T = 8, .vocabulary = 4},
    .mask = MASK_NONE,
    .steps = 2500,
    .rate = 0.03,
    .least_length = 2,
    .needs = needs,
    .classes = classes,
    .draw = draw,
    .answer = answer,
    .expected = task_last_row,
    .uniform = true,
};
