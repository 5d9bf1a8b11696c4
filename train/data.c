// Sequences from a file: who is held out, and drawing.
#include "train/data.h"

#include "train/data_read.h"
#include "train/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void data_free(Data *data)
{
    for (int i = 0; i < 2; i++) {
        free(data->memory[i]);
        free(data->text[i]);
    }
    free(data->expected);
    vocabulary_free(&data->vocabulary);
    *data = (Data){0};
}

// --- who is held out ------------------------------------------------------------------------------------------------

static int by_hash(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

// Puts the examples of these hashes behind the others; either keep their order. False: memory is out.
static bool move_back(Data *data, const uint32_t *hash, uint32_t last)
{
    const int T = data->size.T;
    for (int side = 0; side < 2; side++) {
        int32_t *moved = malloc((size_t)data->examples * (size_t)T * sizeof *moved);
        if (!moved)
            return false;
        int32_t *to = moved;
        for (int held_out = 0; held_out < 2; held_out++)
            for (int i = 0; i < data->examples; i++)
                if ((hash[i] <= last) == held_out) {
                    memcpy(to, data->memory[side] + i * T, (size_t)T * sizeof *moved);
                    to += T;
                }
        free(data->memory[side]);
        data->memory[side] = moved;
    }
    data->token = data->memory[0];
    data->target = data->memory[1];
    return true;
}

// The share of the lines whose tokens have the smallest hashes, so that equal lines are on one side, and at least one
// line is on either.
static bool split_lines(Data *data, double share, const char *path, Message *message)
{
    const int n = data->examples, wanted = (int)(share * n + 0.5), count = wanted < 1 ? 1 : wanted;
    uint32_t *hash = malloc(2 * (size_t)n * sizeof *hash);
    if (!hash)
        return message_set(message, "%s: out of memory", path);
    uint32_t *sorted = hash + n;
    for (int i = 0; i < n; i++)
        hash[i] = sorted[i] = task_hash(data->token + i * data->step, data->size.T);
    qsort(sorted, (size_t)n, sizeof *sorted, by_hash);
    const uint32_t last = sorted[count < n ? count - 1 : n - 1];
    data->train = 0;
    for (int i = 0; i < n; i++)
        data->train += hash[i] > last;
    data->first_held_out = data->train;
    const bool moved = move_back(data, hash, last);
    free(hash);
    if (!moved)
        return message_set(message, "%s: out of memory", path);
    return data->train > 0 ||
           message_damaged(message, "%s: with %d lines held out none is left to train on; use --held-out 0", path, n);
}

static bool split(Data *data, const Task *task, const DataOptions *options, int held_out, Message *message)
{
    data->train = data->examples;
    data->first_held_out = 0; // nothing is held out
    if (held_out > 0) {
        data->train = data->first_held_out = data->examples - held_out;
        return true;
    }
    if (options->held_out <= 0)
        return true;
    if (task->source == SOURCE_LINES)
        return split_lines(data, options->held_out, options->file, message);
    // A text: examples that end before the part that is held out, and those that begin in it.
    const int characters = data->examples + data->size.T, begin = (int)((1 - options->held_out) * characters);
    data->train = begin - data->size.T;
    data->first_held_out = begin;
    return (data->train > 0 && begin < data->examples) ||
           message_damaged(message, "%s is too short to hold out %g of it", options->file ? options->file : "the text",
                           options->held_out);
}

bool data_load(Data *data, const Task *task, const DataOptions *options, int T, Message *message)
{
    *data = (Data){.size = {.T = T}};
    int held_out = 0;
    if (!(task->source == SOURCE_LINES ? data_read_lines(data, options, &held_out, message)
                                       : data_read_text(data, task, options, message)))
        return false;
    return split(data, task, options, held_out, message) &&
           (!options->expected_file || data_read_expected(data, options->expected_file, message));
}

// --- drawing --------------------------------------------------------------------------------------------------------

static void take(const Data *data, Sequences *sequences, int i, int example)
{
    const size_t bytes = (size_t)data->size.T * sizeof(int32_t);
    memcpy(sequences->token + i * data->size.T, data->token + example * data->step, bytes);
    memcpy(sequences->target + i * data->size.T, data->target + example * data->step, bytes);
}

void data_draw(const Data *data, Sequences *sequences, Rng *rng)
{
    for (int i = 0; i < sequences->count; i++)
        take(data, sequences, i, (int)rng_below(rng, (uint32_t)data->train));
}

void data_take(const Data *data, Sequences *sequences, int64_t first)
{
    for (int i = 0; i < sequences->count; i++)
        take(data, sequences, i, (int)((first + i) % data->train));
}

int data_held_out_count(const Data *data)
{
    return data->examples - data->first_held_out;
}

void data_held_out(const Data *data, Sequences *sequences, Rng *rng)
{
    const int count = data_held_out_count(data);
    for (int i = 0; i < sequences->count; i++) {
        const int which = sequences->count == count ? i : (int)rng_below(rng, (uint32_t)count);
        take(data, sequences, i, data->first_held_out + which);
    }
}

// --- names ----------------------------------------------------------------------------------------------------------

const char *data_word(const Data *data, int32_t token, char text[TASK_WORD])
{
    if (data->numbers) {
        snprintf(text, TASK_WORD, "%d", (int)token);
        return text;
    }
    const char *word = data->vocabulary.word[token];
    int length = data->vocabulary.length[token];
    if (length == 1 && strchr(" \t\n\r", *word)) { // what would not be seen
        snprintf(text, TASK_WORD, "%s", *word == ' ' ? "_" : *word == '\n' ? "\\n" : *word == '\t' ? "\\t" : "\\r");
        return text;
    }
    while (length >= TASK_WORD ||
           (length < data->vocabulary.length[token] && ((unsigned char)word[length] & 0xC0) == 0x80))
        length--; // cut between characters
    snprintf(text, TASK_WORD, "%.*s", length, word);
    return text;
}
