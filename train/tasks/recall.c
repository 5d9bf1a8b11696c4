// recall: pairs of a key and a value, then some of the keys again; each of these says its value.
//   tokens  k v k v k v k v  k k k k     T/3 pairs of different keys, T/3 queries
// Keys are the lower half of the vocabulary, values the upper half.
#include "train/task.h"

#include <stdio.h>

enum { MOST_PAIRS = 64 };

static const char *needs(TaskSize size)
{
    return size.T % 3 == 0 && size.T / 3 <= MOST_PAIRS && size.vocabulary % 2 == 0 && size.vocabulary >= size.T / 3 * 2
               ? NULL
               : "a length of 3 n, with n up to 64, and an even vocabulary of at least 2 n";
}

static void draw(TaskSize size, Rng *rng, int32_t *token)
{
    const int n = size.T / 3, keys = size.vocabulary / 2;
    for (int i = 0; i < n; i++) {
        bool taken = true;
        while (taken) {
            token[2 * i] = (int32_t)rng_below(rng, (uint32_t)keys);
            taken = false;
            for (int k = 0; k < i; k++)
                taken = taken || token[2 * k] == token[2 * i];
        }
        token[2 * i + 1] = keys + (int32_t)rng_below(rng, (uint32_t)keys);
    }
    for (int i = 0; i < n; i++)
        token[2 * n + i] = token[2 * (int)rng_below(rng, (uint32_t)n)];
}

// The position of the value of the key at t.
static int value_of(TaskSize size, const int32_t *token, int t)
{
    int pair = 0;
    while (pair < size.T / 3 - 1 && token[2 * pair] != token[t])
        pair++;
    return 2 * pair + 1;
}

static void answer(TaskSize size, const int32_t *token, int32_t *target)
{
    task_ask_nothing(size, target);
    for (int t = size.T / 3 * 2; t < size.T; t++)
        target[t] = token[value_of(size, token, t)];
}

static void expected(TaskSize size, const int32_t *token, uint8_t *cells)
{
    task_no_cells(size, cells);
    for (int t = size.T / 3 * 2; t < size.T; t++)
        cells[t * size.T + value_of(size, token, t)] = 1;
}

// A value must know its key before it can be found by it.
static void expected_before(TaskSize size, const int32_t *token, uint8_t *cells)
{
    (void)token;
    task_no_cells(size, cells);
    for (int t = 1; t < size.T / 3 * 2; t += 2)
        cells[t * size.T + t - 1] = 1;
}

// Keys are a, b, c .., values 0, 1, 2 ..
static void word(TaskSize size, int32_t token, bool is_answer, char text[TASK_WORD])
{
    const int keys = size.vocabulary / 2;
    (void)is_answer;
    if (token >= keys)
        snprintf(text, TASK_WORD, "%d", (int)token - keys);
    else if (keys <= 26)
        snprintf(text, TASK_WORD, "%c", 'a' + (int)token);
    else
        snprintf(text, TASK_WORD, "k%d", (int)token);
}

const Task TASK_RECALL = {
    .name = "recall",
    .summary = "pairs of key and value, then keys: each says its value; two layers",
    .teaches = "Two layers compose: the first lets each value look at its key, the second lets a query find the value "
               "that has seen it. The loss waits near ln 4, one of the four values, until both have formed.",
    .expected_in_words = "layer 0: each value looks at its key; layer 1: each query looks at its value",
    .size = {.T = 12, .vocabulary = 16},
    .mask = MASK_CAUSAL,
    .steps = 800,
    .layers = 2,
    .residual = true,
    .least_length = 3,
    .needs = needs,
    .draw = draw,
    .answer = answer,
    .expected = expected,
    .expected_before = expected_before,
    .word = word,
};
