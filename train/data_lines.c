// Reading examples, one a line.
#include "train/data_read.h"
#include "train/read_file.h"

#include <stdlib.h>
#include <string.h>

enum { LARGEST_NUMBER = MOST_WORDS - 1 };

// A file while it is read.
typedef struct {
    const char *path;
    char *text;
    int lines, longest;
} File;

// A token and what follows it.
typedef struct {
    const char *at;
    size_t length; // 0: the line is over
} Token;

static Token next_token(const char *from)
{
    from += strspn(from, " \t\r");
    return (Token){from, strcspn(from, " \t\r\n")};
}

static bool is(Token token, const char *word)
{
    return strlen(word) == token.length && memcmp(token.at, word, token.length) == 0;
}

static bool is_number(Token token)
{
    return token.length > 0 && strspn(token.at, "0123456789") >= token.length;
}

static bool refuse(const File *file, const char *at, const char *what, Message *message)
{
    const Place place = place_of(file->text, at);
    return message_damaged(message, "%s: line %d, column %d: %s", file->path, place.line, place.column, what);
}

// --- first: how long and of what kind -------------------------------------------------------------------------------

// Looks at one line. False: it is no example.
static bool measure_line(File *file, const char *line, bool *numbers, Message *message)
{
    int count[2] = {0, 0}; // tokens and targets
    int side = 0;
    Token token = next_token(line);
    for (; token.length > 0; token = next_token(token.at + token.length)) {
        if (is(token, "->") && side == 1)
            return refuse(file, token.at, "a second \"->\"", message);
        if (is(token, "->")) {
            side = 1;
            continue;
        }
        const bool ignored = is(token, "_");
        if (ignored && side == 0)
            return refuse(file, token.at, "_ is a target that is not supervised, and no token", message);
        *numbers = *numbers && (ignored || is_number(token));
        if (++count[side] > MOST_LENGTH)
            return refuse(file, token.at, "more than 512 tokens in a line", message);
    }
    if (side == 0)
        return refuse(file, token.at, "no \"->\" between tokens and targets", message);
    if (count[0] != count[1]) {
        char what[80];
        text_format(what, sizeof what, "%d tokens and %d targets; there must be as many", count[0], count[1]);
        return refuse(file, token.at, what, message);
    }
    if (count[0] == 0)
        return refuse(file, token.at, "no tokens", message);
    file->longest = count[0] > file->longest ? count[0] : file->longest;
    file->lines++;
    return true;
}

// Calls for each line that is not empty are two loops of the same kind: this is the step to the next line.
static const char *line_after(const char *line)
{
    line += strcspn(line, "\n");
    return *line ? line + 1 : NULL;
}

static bool measure(File *file, bool *numbers, Message *message)
{
    size_t size = 0;
    file->text = file_read_whole(file->path, MOST_FILE, &size, message);
    if (!file->text || !data_check_text(file->text, size, file->path, message))
        return false;
    for (const char *line = file->text; line; line = line_after(line))
        if (next_token(line).length > 0 && !measure_line(file, line, numbers, message))
            return false;
    return file->lines > 0 || message_damaged(message, "%s has no examples", file->path);
}

// --- then: numbers --------------------------------------------------------------------------------------------------

// The token's number; in a file that is only evaluated on, words that training has not seen are refused.
static bool number_of(Data *data, const File *file, Token token, bool known, int32_t *number, Message *message)
{
    char what[128];
    if (data->numbers) {
        const long value = token.length < 10 ? strtol(token.at, NULL, 10) : LARGEST_NUMBER + 1L;
        if (value > LARGEST_NUMBER)
            return refuse(file, token.at, "a number above 65535", message);
        *number = (int32_t)value;
    } else
        *number = known ? vocabulary_find(&data->vocabulary, token.at, token.length)
                        : vocabulary_add(&data->vocabulary, token.at, token.length);
    if (known && (*number == NO_WORD || *number >= data->size.vocabulary)) {
        text_format(what, sizeof what, "the training data has no \"%.*s\"", token.length < 60 ? (int)token.length : 60,
                    token.at);
        return refuse(file, token.at, what, message);
    }
    return *number != NO_ROOM || refuse(file, token.at, "more than 65536 different words", message);
}

static bool fill_line(Data *data, const File *file, const char *line, bool known, int32_t *at[2], Message *message)
{
    int side = 0, t = 0;
    for (Token token = next_token(line); token.length > 0; token = next_token(token.at + token.length)) {
        if (is(token, "->")) {
            side = 1;
            t = 0;
            continue;
        }
        int32_t number = IGNORED;
        if (!is(token, "_") && !number_of(data, file, token, known, &number, message))
            return false;
        at[side][t++] = number;
        if (!known && number >= data->size.vocabulary)
            data->size.vocabulary = number + 1;
    }
    return true;
}

static bool fill(Data *data, const File *file, int first, bool known, Message *message)
{
    int example = first;
    for (const char *line = file->text; line; line = line_after(line)) {
        if (next_token(line).length == 0)
            continue;
        int32_t *at[2] = {data->memory[0] + example * data->step, data->memory[1] + example * data->step};
        if (!fill_line(data, file, line, known, at, message))
            return false;
        example++;
    }
    return true;
}

static bool make_room(Data *data, const char *path, Message *message)
{
    const size_t cells = (size_t)data->examples * (size_t)data->step;
    if (cells > MOST_CELLS)
        return message_damaged(message, "%s: %d lines of up to %d tokens are too many", path, data->examples,
                               data->step);
    for (int side = 0; side < 2; side++)
        data->memory[side] = malloc(cells * sizeof(int32_t));
    if (!data->memory[0] || !data->memory[1] || !vocabulary_new(&data->vocabulary))
        return message_set(message, "%s: out of memory", path);
    for (size_t i = 0; i < cells; i++)
        data->memory[0][i] = data->memory[1][i] = PADDING; // which is IGNORED as well
    return true;
}

bool data_read_lines(Data *data, const DataOptions *options, int *held_out, Message *message)
{
    File file[2] = {{.path = options->file}, {.path = options->eval_file}};
    const int files = options->eval_file ? 2 : 1;
    data->numbers = true;
    for (int i = 0; i < files; i++) {
        const bool fine = measure(&file[i], &data->numbers, message);
        data->text[i] = file[i].text; // which the vocabulary borrows
        if (!fine)
            return false;
    }
    data->size.T = data->step = file[0].longest > file[1].longest ? file[0].longest : file[1].longest;
    data->examples = file[0].lines + file[1].lines;
    *held_out = file[1].lines;
    if (!make_room(data, options->file, message) || !fill(data, &file[0], 0, false, message))
        return false;
    data->token = data->memory[0];
    data->target = data->memory[1];
    return files == 1 || fill(data, &file[1], file[0].lines, true, message);
}
