// Reading a text, and the map that is expected.
#include "train/data_read.h"
#include "train/read_file.h"

#include <stdlib.h>
#include <string.h>

static int by_code(const void *a, const void *b)
{
    return strcmp(a, b); // UTF-8 sorts as its code points do
}

enum { CHARACTER = 5 };

// Numbers the characters in the order of their codes. False: memory is out.
static bool number_characters(Data *data, const char *text, size_t size, int32_t *token, int count)
{
    char(*all)[CHARACTER] = calloc((size_t)count + 1, CHARACTER);
    const char *at = text;
    bool room = all != NULL;
    for (int i = 0; room && i < count; i++) {
        const int bytes = data_character(at, text + size);
        memcpy(all[i], at, (size_t)bytes);
        at += bytes;
    }
    if (room)
        qsort(all, (size_t)count, CHARACTER, by_code);
    data->text[1] = (char *)all; // which the vocabulary borrows
    for (int i = 0; room && i < count; i++)
        room = vocabulary_add(&data->vocabulary, all[i], strlen(all[i])) != NO_ROOM;
    at = text;
    for (int i = 0; room && i < count; i++) {
        const int bytes = data_character(at, text + size);
        token[i] = vocabulary_find(&data->vocabulary, at, (size_t)bytes);
        at += bytes;
    }
    return room;
}

bool data_read_text(Data *data, const Task *task, const DataOptions *options, Message *message)
{
    const char *path = options->file ? options->file : "the text of heed", *text = task->text;
    size_t size = text ? strlen(text) : 0;
    int count = 0;
    if (options->file) {
        text = data->text[0] = file_read_whole(options->file, MOST_FILE / 8, &size, message);
        if (!text || !data_check_text(text, size, path, message))
            return false;
    }
    for (const char *at = text; at < text + size; at += data_character(at, text + size))
        count++;
    data->step = 1;
    data->examples = count - data->size.T; // the last one's last target is the last character
    if (data->examples < 2 * data->size.T)
        return message_damaged(message, "%s has %d characters; sequences of %d need at least %d", path, count,
                               data->size.T, 3 * data->size.T);
    data->memory[0] = malloc(((size_t)count + 1) * sizeof(int32_t));
    if (!data->memory[0] || !vocabulary_new(&data->vocabulary) ||
        !number_characters(data, text, size, data->memory[0], count))
        return message_set(message, "%s: out of memory", path);
    data->size.vocabulary = data->vocabulary.words;
    data->token = data->memory[0];
    data->target = data->memory[0] + 1;
    return true;
}

// --- the right map --------------------------------------------------------------------------------------------------

bool data_read_expected(Data *data, const char *path, Message *message)
{
    const int T = data->size.T;
    size_t size = 0;
    char *text = file_read_whole(path, MOST_FILE / 8, &size, message);
    data->expected = malloc((size_t)T * (size_t)T);
    bool fine = text && data_check_text(text, size, path, message);
    if (!data->expected) {
        free(text);
        return message_set(message, "%s: out of memory", path);
    }
    int cells = 0;
    for (const char *c = text; fine && *c; c++) {
        if (strchr(" \t\r\n", *c))
            continue;
        const Place place = place_of(text, c);
        if (*c != '0' && *c != '1')
            fine = message_damaged(message, "%s: line %d, column %d: the map has 0 and 1, not '%c'", path, place.line,
                                   place.column, (unsigned char)*c < 0x80 ? *c : '?');
        else if (cells == T * T || cells / T + 1 != place.line)
            fine = message_damaged(message, "%s: line %d, column %d: the map has %d lines of %d cells", path,
                                   place.line, place.column, T, T);
        else
            data->expected[cells++] = *c == '1';
    }
    if (fine && cells < T * T)
        fine = message_damaged(message, "%s: %d cells; the map has %d lines of %d", path, cells, T, T);
    free(text);
    return fine;
}
