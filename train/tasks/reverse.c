// reverse: the sequence, said backwards.
#include "train/task.h"

static void answer(TaskSize size, const int32_t *token, int32_t *target)
{
    for (int t = 0; t < size.T; t++)
        target[t] = token[size.T - 1 - t];
}

static void expected(TaskSize size, const int32_t *token, uint8_t *cells)
{
    (void)token;
    task_no_cells(size, cells);
    for (int t = 0; t < size.T; t++)
        cells[t * size.T + size.T - 1 - t] = 1;
}

const Task TASK_REVERSE = {
    .name = "reverse",
    .summary = "y_t = x_(T-1-t): the sequence backwards",
    .teaches =
        "Each query has a key of its own: W_Q and W_K together learn which position answers which. The loss waits "
        "on a shelf until the map snaps to the anti-diagonal.",
    .expected_in_words = "the anti-diagonal lights up: each query looks at its mirror position",
    .size = {.T = 8, .vocabulary = 10},
    .mask = MASK_NONE,
    .steps = 400,
    .least_length = 2,
    .draw = task_draw_uniform,
    .answer = answer,
    .expected = expected,
};
