// parity: the last position says whether the number of ones is odd. The negative example: it is not learned.
#include "train/task.h"

#include <string.h>

static const char *needs(TaskSize size)
{
    return size.vocabulary == 2 ? NULL : "a vocabulary of 2";
}

static void answer(TaskSize size, const int32_t *token, int32_t *target)
{
    int32_t ones = 0;
    for (int t = 0; t < size.T; t++)
        ones += token[t];
    task_ask_nothing(size, target);
    target[size.T - 1] = ones % 2;
}

static void word(TaskSize size, int32_t token, bool is_answer, char text[TASK_WORD])
{
    (void)size;
    if (is_answer)
        memcpy(text, token ? "odd" : "even", token ? 4 : 5);
    else
        memcpy(text, token ? "1" : "0", 2);
}

const Task TASK_PARITY = {
    .name = "parity",
    .summary = "the last position says whether the number of ones is odd or even: not learned",
    .teaches = "What one layer cannot do: every token matters, each flips the answer, and an average moves by 1/T. "
               "The training sequences are learned by heart, and those held out stay at chance.",
    .expected_in_words = "no map answers this; an even one would at least see all tokens",
    .size = {.T = 12, .vocabulary = 2},
    .mask = MASK_NONE,
    .steps = 2000,
    .least_length = 2,
    .needs = needs,
    .draw = task_draw_uniform,
    .answer = answer,
    .expected = task_last_row,
    .uniform = true,
    .word = word,
};
