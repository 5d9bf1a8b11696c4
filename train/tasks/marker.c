// marker: somewhere stands a marker; the last position, a question mark, says the token after it.
//   tokens  x .. x M x .. x ?     M and ? are the last two of the vocabulary
#include "train/task.h"

#include <stdio.h>

static const char *needs(TaskSize size)
{
    return size.vocabulary >= 4 ? NULL : "a vocabulary of at least 4, M and ? among them";
}

static void draw(TaskSize size, Rng *rng, int32_t *token)
{
    for (int t = 0; t < size.T - 1; t++)
        token[t] = (int32_t)rng_below(rng, (uint32_t)size.vocabulary - 2);
    token[rng_below(rng, (uint32_t)size.T - 2)] = size.vocabulary - 2;
    token[size.T - 1] = size.vocabulary - 1;
}

static int after_marker(TaskSize size, const int32_t *token)
{
    int t = 0;
    while (t < size.T - 2 && token[t] != size.vocabulary - 2)
        t++;
    return t + 1;
}

static void answer(TaskSize size, const int32_t *token, int32_t *target)
{
    task_ask_nothing(size, target);
    target[size.T - 1] = token[after_marker(size, token)];
}

static void expected(TaskSize size, const int32_t *token, uint8_t *cells)
{
    task_no_cells(size, cells);
    cells[(size.T - 1) * size.T + after_marker(size, token)] = 1;
}

static void expected_before(TaskSize size, const int32_t *token, uint8_t *cells)
{
    const int after = after_marker(size, token);
    task_no_cells(size, cells);
    cells[after * size.T + after - 1] = 1;
}

static void word(TaskSize size, int32_t token, bool is_answer, char text[TASK_WORD])
{
    (void)is_answer;
    if (token >= size.vocabulary - 2)
        snprintf(text, TASK_WORD, token == size.vocabulary - 1 ? "?" : "M");
    else
        snprintf(text, TASK_WORD, "%d", (int)token);
}

const Task TASK_MARKER = {
    .name = "marker",
    .summary = "the last position, ?, says the token after the marker M; two layers",
    .teaches =
        "The smallest composition: the token after M looks at M, and ? finds the token that has. One layer alone "
        "can find M, but not what comes after it.",
    .expected_in_words = "layer 0: the token after M looks at M; layer 1: the last row looks at that token",
    .size = {.T = 10, .vocabulary = 10},
    .mask = MASK_CAUSAL,
    .steps = 500,
    .layers = 2,
    .residual = true,
    .least_length = 4,
    .needs = needs,
    .draw = draw,
    .answer = answer,
    .expected = expected,
    .expected_before = expected_before,
    .word = word,
};
