// mode: the last position says the token that occurs most often. Ties are drawn again.
#include "train/task.h"

static const char *needs(TaskSize size)
{
    return size.vocabulary >= 2 ? NULL : "a vocabulary of at least 2";
}

static int times(TaskSize size, const int32_t *token, int32_t wanted)
{
    int count = 0;
    for (int t = 0; t < size.T; t++)
        count += token[t] == wanted;
    return count;
}

// The most frequent token; -1: two of them are.
static int32_t mode_of(TaskSize size, const int32_t *token)
{
    int32_t mode = -1;
    int most = 0;
    for (int t = 0; t < size.T; t++) {
        const int count = times(size, token, token[t]);
        if (count > most || (count == most && token[t] != mode)) {
            mode = count > most ? token[t] : -1;
            most = count;
        }
    }
    return mode;
}

static void draw(TaskSize size, Rng *rng, int32_t *token)
{
    do
        task_draw_uniform(size, rng, token);
    while (mode_of(size, token) < 0);
}

static void answer(TaskSize size, const int32_t *token, int32_t *target)
{
    task_ask_nothing(size, target);
    target[size.T - 1] = mode_of(size, token);
}

const Task TASK_MODE = {
    .name = "mode",
    .summary = "the last position says the token that occurs most often",
    .teaches = "Attention can be an average: looking everywhere alike is the right map, and V does the work. W_Q and "
               "W_K may be frozen, and nothing changes.",
    .expected_in_words = "the last row stays evenly grey: it looks everywhere alike",
    .size = {.T = 9, .vocabulary = 3},
    .mask = MASK_NONE,
    .steps = 400,
    .rate = 0.05, // at 0.1 attention ran away from the mean in 1 of 40 seeds, and the answers with it
    .least_length = 2,
    .needs = needs,
    .draw = draw,
    .answer = answer,
    .expected = task_last_row,
    .uniform = true,
};
