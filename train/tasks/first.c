// first: every position names the first token.
#include "train/task.h"

static void answer(TaskSize size, const int32_t *token, int32_t *target)
{
    for (int t = 0; t < size.T; t++)
        target[t] = token[0];
}

static void expected(TaskSize size, const int32_t *token, uint8_t *cells)
{
    (void)token;
    task_no_cells(size, cells);
    for (int t = 0; t < size.T; t++)
        cells[t * size.T] = 1;
}

const Task TASK_FIRST = {
    .name = "first",
    .summary = "y_t = x_0: every position names the first token",
    .teaches = "One key can say \"look at me\" to every query. The map becomes a column.",
    .expected_in_words = "the first column lights up: every query looks at position 0",
    .size = {.T = 8, .vocabulary = 10},
    .mask = MASK_NONE,
    .steps = 300,
    .least_length = 2,
    .draw = task_draw_uniform,
    .answer = answer,
    .expected = expected,
};
