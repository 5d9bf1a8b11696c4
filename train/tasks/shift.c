// shift: every position names the token before it.
#include "train/task.h"

static void answer(TaskSize size, const int32_t *token, int32_t *target)
{
    target[0] = IGNORED;
    for (int t = 1; t < size.T; t++)
        target[t] = token[t - 1];
}

const Task TASK_SHIFT = {
    .name = "shift",
    .summary = "y_t = x_(t-1): every position but the first names the token before it",
    .teaches =
        "Positions can be keys, and each query can ask for its neighbour. Under the causal mask no position sees "
        "what comes after it.",
    .expected_in_words = "the diagonal below the main one lights up: each query looks one position back",
    .size = {.T = 8, .vocabulary = 10},
    .mask = MASK_CAUSAL,
    .steps = 300,
    .least_length = 2,
    .draw = task_draw_uniform,
    .answer = answer,
    .expected = task_token_before,
};
