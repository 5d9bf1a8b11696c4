// gather: values, then pointers to them; each pointer says the value that it points at.
//   tokens  v_0 .. v_(n-1) p_0 .. p_(n-1)     n = T/2; a pointer @i is the token V - n + i, a value one of the others
#include "train/task.h"

#include <stdio.h>

static const char *needs(TaskSize size)
{
    return size.T % 2 == 0 && size.vocabulary >= size.T / 2 + 2
               ? NULL
               : "an even length, half values and half pointers, and two tokens more than there are pointers";
}

static int first_pointer(TaskSize size)
{
    return size.vocabulary - size.T / 2;
}

static void draw(TaskSize size, Rng *rng, int32_t *token)
{
    const int n = size.T / 2, values = first_pointer(size);
    for (int i = 0; i < n; i++)
        token[i] = (int32_t)rng_below(rng, (uint32_t)values);
    for (int i = 0; i < n; i++)
        token[n + i] = values + (int32_t)rng_below(rng, (uint32_t)n);
}

static void answer(TaskSize size, const int32_t *token, int32_t *target)
{
    task_ask_nothing(size, target);
    for (int t = size.T / 2; t < size.T; t++)
        target[t] = token[token[t] - first_pointer(size)];
}

static void expected(TaskSize size, const int32_t *token, uint8_t *cells)
{
    task_no_cells(size, cells);
    for (int t = size.T / 2; t < size.T; t++)
        cells[t * size.T + token[t] - first_pointer(size)] = 1;
}

static void word(TaskSize size, int32_t token, bool is_answer, char text[TASK_WORD])
{
    const bool pointer = token >= first_pointer(size) && !is_answer;
    snprintf(text, TASK_WORD, pointer ? "@%d" : "%d", (int)(pointer ? token - first_pointer(size) : token));
}

const Task TASK_GATHER = {
    .name = "gather",
    .summary = "values, then pointers: each pointer @i says the value at position i",
    .teaches = "The query is what a token is, the key is where a token stands. Content asks and position answers, so "
               "the map is another one for every sequence.",
    .expected_in_words = "the row of a pointer @i lights up in column i",
    .size = {.T = 12, .vocabulary = 14},
    .mask = MASK_NONE,
    .steps = 400,
    .least_length = 2,
    .needs = needs,
    .draw = draw,
    .answer = answer,
    .expected = expected,
    .word = word,
};
