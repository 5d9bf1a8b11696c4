// max: the last position says the largest token. The largest is drawn first, or small ones would never be seen.
#include "train/task.h"

static void draw(TaskSize size, Rng *rng, int32_t *token)
{
    const uint32_t largest = rng_below(rng, (uint32_t)size.vocabulary);
    for (int t = 0; t < size.T; t++)
        token[t] = (int32_t)rng_below(rng, largest + 1);
    token[rng_below(rng, (uint32_t)size.T)] = (int32_t)largest;
}

static int32_t largest_of(TaskSize size, const int32_t *token)
{
    int32_t largest = token[0];
    for (int t = 1; t < size.T; t++)
        largest = token[t] > largest ? token[t] : largest;
    return largest;
}

static void answer(TaskSize size, const int32_t *token, int32_t *target)
{
    task_ask_nothing(size, target);
    target[size.T - 1] = largest_of(size, token);
}

static void expected(TaskSize size, const int32_t *token, uint8_t *cells)
{
    const int32_t largest = largest_of(size, token);
    task_no_cells(size, cells);
    for (int j = 0; j < size.T; j++)
        cells[(size.T - 1) * size.T + j] = token[j] == largest;
}

const Task TASK_MAX = {
    .name = "max",
    .summary = "the last position says the largest token",
    .teaches =
        "The key is what a token is: its score grows with its size, a ramp that softmax turns into a choice. The "
        "longer the sequence, the more the small ones together draw away.",
    .expected_in_words = "the last row lights up where the largest token stands",
    .size = {.T = 8, .vocabulary = 10},
    .mask = MASK_NONE,
    .steps = 500,
    .least_length = 2,
    .draw = draw,
    .answer = answer,
    .expected = expected,
};
