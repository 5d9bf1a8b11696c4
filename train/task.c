// The list of tasks, and drawing from either side of the split.
#include "train/task.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HELD_OUT_ONE_IN = 8, DRAWS_IN_VAIN = 10000 };

const Task *const HEED_TASKS[] = {
    &TASK_FIRST, &TASK_SHIFT,      &TASK_REVERSE, &TASK_COPY,   &TASK_GATHER,    &TASK_MAX,    &TASK_MODE, &TASK_COUNT,
    &TASK_DUP,   &TASK_NEIGHBOURS, &TASK_RECALL,  &TASK_MARKER, &TASK_INDUCTION, &TASK_PARITY, &TASK_TEXT,
};
const int HEED_TASKS_COUNT = sizeof HEED_TASKS / sizeof HEED_TASKS[0];

const Task *task_find(const char *name)
{
    for (int i = 0; i < HEED_TASKS_COUNT; i++)
        if (strcmp(HEED_TASKS[i]->name, name) == 0)
            return HEED_TASKS[i];
    return strcmp(TASK_DATA.name, name) == 0 ? &TASK_DATA : NULL;
}

const char *task_needs(const Task *task, TaskSize size)
{
    return task->needs ? task->needs(size) : NULL;
}

int task_classes(const Task *task, TaskSize size)
{
    return task->classes ? task->classes(size) : size.vocabulary;
}

const char *task_word(const Task *task, TaskSize size, int32_t token, bool is_answer, char text[TASK_WORD])
{
    if (task->word)
        task->word(size, token, is_answer, text);
    else
        snprintf(text, TASK_WORD, "%d", (int)token);
    return text;
}

// --- for tasks ------------------------------------------------------------------------------------------------------

void task_ask_nothing(TaskSize size, int32_t *target)
{
    for (int t = 0; t < size.T; t++)
        target[t] = IGNORED;
}

void task_no_cells(TaskSize size, uint8_t *cells)
{
    memset(cells, 0, (size_t)size.T * (size_t)size.T);
}

void task_last_row(TaskSize size, const int32_t *token, uint8_t *cells)
{
    (void)token;
    task_no_cells(size, cells);
    memset(cells + (size.T - 1) * size.T, 1, (size_t)size.T);
}

void task_token_before(TaskSize size, const int32_t *token, uint8_t *cells)
{
    (void)token;
    task_no_cells(size, cells);
    for (int t = 1; t < size.T; t++)
        cells[t * size.T + t - 1] = 1;
}

void task_draw_uniform(TaskSize size, Rng *rng, int32_t *token)
{
    for (int t = 0; t < size.T; t++)
        token[t] = (int32_t)rng_below(rng, (uint32_t)size.vocabulary);
}

// --- the split ------------------------------------------------------------------------------------------------------

uint32_t task_hash(const int32_t *token, int T)
{
    uint32_t h = UINT32_C(2166136261);
    for (int t = 0; t < T; t++)
        h = (h ^ (uint32_t)token[t]) * UINT32_C(16777619);
    h ^= h >> 16;
    h *= UINT32_C(0x7feb352d);
    h ^= h >> 15;
    h *= UINT32_C(0x846ca68b);
    h ^= h >> 16;
    return h;
}

bool task_held_out(const int32_t *token, int T)
{
    return task_hash(token, T) % HELD_OUT_ONE_IN == 0;
}

bool sequences_new(Sequences *sequences, int count, int T)
{
    int cells = 0;
    *sequences = (Sequences){.count = count, .T = T};
    if (!shape_count(SHAPE(count, T), &cells))
        return false;
    sequences->token = malloc(((size_t)cells + 1) * sizeof(int32_t));
    sequences->target = malloc(((size_t)cells + 1) * sizeof(int32_t));
    return sequences->token && sequences->target;
}

void sequences_free(Sequences *sequences)
{
    free(sequences->token);
    free(sequences->target);
    *sequences = (Sequences){0};
}

bool sequences_draw(Sequences *sequences, const Task *task, TaskSize size, bool held_out, Rng *rng)
{
    int in_vain = 0;
    for (int i = 0; i < sequences->count;) {
        int32_t *token = sequences->token + i * size.T;
        task->draw(size, rng, token);
        if (task_held_out(token, size.T) == held_out) {
            task->answer(size, token, sequences->target + i * size.T);
            in_vain = 0;
            i++;
        } else if (++in_vain > DRAWS_IN_VAIN)
            return false;
    }
    return true;
}
