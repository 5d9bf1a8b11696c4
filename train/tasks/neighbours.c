// neighbours: every position says the pair of its neighbours, around the end: y_t = V x_(t-1) + x_(t+1).
#include "train/task.h"

#include <stdio.h>

static int classes(TaskSize size)
{
    return size.vocabulary * size.vocabulary;
}

static const char *needs(TaskSize size)
{
    return size.vocabulary <= 256 ? NULL : "a vocabulary of at most 256, whose pairs are the answers";
}

static int left(TaskSize size, int t)
{
    return (t + size.T - 1) % size.T;
}

static int right(TaskSize size, int t)
{
    return (t + 1) % size.T;
}

static void answer(TaskSize size, const int32_t *token, int32_t *target)
{
    for (int t = 0; t < size.T; t++)
        target[t] = size.vocabulary * token[left(size, t)] + token[right(size, t)];
}

static void expected(TaskSize size, const int32_t *token, uint8_t *cells)
{
    (void)token;
    task_no_cells(size, cells);
    for (int t = 0; t < size.T; t++) {
        cells[t * size.T + left(size, t)] = 1;
        cells[t * size.T + right(size, t)] = 2;
    }
}

static void word(TaskSize size, int32_t token, bool is_answer, char text[TASK_WORD])
{
    if (is_answer)
        snprintf(text, TASK_WORD, "%d,%d", (int)(token / size.vocabulary), (int)(token % size.vocabulary));
    else
        snprintf(text, TASK_WORD, "%d", (int)token);
}

const Task TASK_NEIGHBOURS = {
    .name = "neighbours",
    .summary = "y_t = the pair x_(t-1), x_(t+1), around the end; two heads",
    .teaches = "Why there are several heads: one looks left, one looks right, and W_O puts together what they bring. "
               "With --heads 1 it is learned too, later, with the order hidden in the weights of one row.",
    .expected_in_words = "one head lights up left of the diagonal, the other right of it",
    .size = {.T = 8, .vocabulary = 4},
    .mask = MASK_NONE,
    .steps = 1500,
    .rate = 0.5, // the higher, the further apart the heads: at 0.15 seed 18 ends with alignment 0.69, here with 0.92
    .heads = 2,
    .output_projection = true,
    .least_length = 3,
    .needs = needs,
    .classes = classes,
    .draw = task_draw_uniform,
    .answer = answer,
    .expected = expected,
    .ways = 2,
    .word = word,
};
