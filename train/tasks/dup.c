// dup: has this token been there before? The first token marks the beginning, for those that have not.
//   tokens  BOS x_1 .. x_(T-1)     BOS is the last of the vocabulary; y_t = 1 if x_t is one of x_1 .. x_(t-1), else 0
#include "train/task.h"

#include <stdio.h>

static const char *needs(TaskSize size)
{
    return size.vocabulary >= 3 ? NULL : "a vocabulary of at least 3, BOS among them";
}

static int classes(TaskSize size)
{
    (void)size;
    return 2;
}

static void draw(TaskSize size, Rng *rng, int32_t *token)
{
    token[0] = size.vocabulary - 1;
    for (int t = 1; t < size.T; t++)
        token[t] = (int32_t)rng_below(rng, (uint32_t)size.vocabulary - 1);
}

static bool seen_before(const int32_t *token, int t)
{
    for (int j = 1; j < t; j++)
        if (token[j] == token[t])
            return true;
    return false;
}

static void answer(TaskSize size, const int32_t *token, int32_t *target)
{
    target[0] = IGNORED;
    for (int t = 1; t < size.T; t++)
        target[t] = seen_before(token, t);
}

static void expected(TaskSize size, const int32_t *token, uint8_t *cells)
{
    task_no_cells(size, cells);
    for (int t = 1; t < size.T; t++)
        for (int j = 0; j < t; j++)
            cells[t * size.T + j] = seen_before(token, t) ? j > 0 && token[j] == token[t] : j == 0;
}

static void word(TaskSize size, int32_t token, bool is_answer, char text[TASK_WORD])
{
    if (is_answer)
        snprintf(text, TASK_WORD, token ? "seen" : "new");
    else if (token == size.vocabulary - 1)
        snprintf(text, TASK_WORD, "BOS");
    else
        snprintf(text, TASK_WORD, "%d", (int)token);
}

const Task TASK_DUP = {
    .name = "dup",
    .summary = "y_t: whether x_t has been there before",
    .teaches = "Content asks for the same content. What finds nothing must still look somewhere, for a row sums to 1: "
               "it looks at the first token, a sink.",
    .expected_in_words = "a token lights up its earlier copies; one without a copy lights up BOS",
    .size = {.T = 9, .vocabulary = 11},
    .mask = MASK_STRICT,
    .steps = 1000,
    .least_length = 3,
    .needs = needs,
    .classes = classes,
    .draw = draw,
    .answer = answer,
    .expected = expected,
    .word = word,
};
