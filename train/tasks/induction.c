// induction: a segment of m different tokens repeats until the sequence is full; what comes next?
//   tokens  a b c d a b c d a ..     m uniform over 4 .. T/2; asked from the second time on, t >= m
#include "train/task.h"

enum { SHORTEST = 4 };

static const char *needs(TaskSize size)
{
    return size.vocabulary >= size.T / 2 ? NULL : "a vocabulary of at least half its length";
}

// The first tokens of a shuffled vocabulary would need room for all of it; these are drawn until they differ.
static void draw(TaskSize size, Rng *rng, int32_t *token)
{
    const int m = SHORTEST + (int)rng_below(rng, (uint32_t)(size.T / 2 - SHORTEST + 1));
    for (int t = 0; t < m; t++) {
        bool taken = true;
        while (taken) {
            token[t] = (int32_t)rng_below(rng, (uint32_t)size.vocabulary);
            taken = false;
            for (int j = 0; j < t; j++)
                taken = taken || token[j] == token[t];
        }
    }
    for (int t = m; t < size.T; t++)
        token[t] = token[t - m];
}

// m: the first token comes again there.
static int period(TaskSize size, const int32_t *token)
{
    int m = 1;
    while (m < size.T - 1 && token[m] != token[0])
        m++;
    return m;
}

static void answer(TaskSize size, const int32_t *token, int32_t *target)
{
    const int m = period(size, token);
    task_ask_nothing(size, target);
    for (int t = m; t < size.T; t++)
        target[t] = token[t - m + 1];
}

static void expected(TaskSize size, const int32_t *token, uint8_t *cells)
{
    const int m = period(size, token);
    task_no_cells(size, cells);
    for (int t = m; t < size.T; t++)
        for (int j = t - m; j >= 0; j -= m)
            cells[t * size.T + j + 1] = 1;
}

// In the first segment; what comes later need not be found.
static void expected_before(TaskSize size, const int32_t *token, uint8_t *cells)
{
    const int m = period(size, token);
    task_no_cells(size, cells);
    for (int t = 1; t < m; t++)
        cells[t * size.T + t - 1] = 1;
}

const Task TASK_INDUCTION = {
    .name = "induction",
    .summary = "a segment repeats: y_t is the next token, from the second time on; two layers",
    .teaches = "The induction head of language models: find where this token was before, and say what came after it. "
               "The first layer tells each token its predecessor, the second asks for it.",
    .expected_in_words = "layer 0: each token looks one back; layer 1: a row looks behind its copies",
    .size = {.T = 16, .vocabulary = 10},
    .mask = MASK_CAUSAL,
    .steps = 1800,
    .layers = 2,
    .residual = true,
    .least_length = 2 * SHORTEST,
    .needs = needs,
    .draw = draw,
    .answer = answer,
    .expected = expected,
    .expected_before = expected_before,
};
