// copy: every position says its own token. The trap: it is often learned without looking at itself.
#include "train/task.h"

static void answer(TaskSize size, const int32_t *token, int32_t *target)
{
    for (int t = 0; t < size.T; t++)
        target[t] = token[t];
}

static void expected(TaskSize size, const int32_t *token, uint8_t *cells)
{
    (void)token;
    task_no_cells(size, cells);
    for (int t = 0; t < size.T; t++)
        cells[t * size.T + t] = 1;
}

const Task TASK_COPY = {
    .name = "copy",
    .summary = "y_t = x_t: every position says its own token",
    .teaches = "Right answers do not prove the right mechanism. Without a residual a head may give each token a place "
               "of its own to look at, and read the token off the place: exact, with the wrong map.",
    .expected_in_words = "the diagonal should light up: each query looks at itself; often it does not",
    .size = {.T = 8, .vocabulary = 10},
    .mask = MASK_NONE,
    .steps = 1000,
    .rate = 0.3,
    .least_length = 2,
    .draw = task_draw_uniform,
    .answer = answer,
    .expected = expected,
};
