// The record of what has passed: my/progress.json.
//
//   {"current": "02_step", "passed": ["01_difference"], "hints": {"02_step": 1}}
#include "examples/heed/mine.h"

#include "train/file.h"
#include "train/read_file.h"
#include "train/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FILE_MOST = 1 << 20 };

static const char PATH[] = "my/progress.json", DAMAGED[] = "my/progress-damaged.json";

// --- reading --------------------------------------------------------------------------------------------------------

static int exercise_of(const Ladder *ladder, const char *name)
{
    for (int i = 0; name && i < ladder->count; i++)
        if (strcmp(ladder->name[i], name) == 0)
            return i;
    return -1;
}

static void take(Record *record, const Ladder *ladder, const json_t *root)
{
    const json_t *passed = json_object_get(root, "passed"), *hints = json_object_get(root, "hints");
    for (size_t i = 0; i < json_array_size(passed); i++) {
        const int exercise = exercise_of(ladder, json_string_value(json_array_get(passed, i)));
        if (exercise >= 0)
            record->passed[exercise] = true;
    }
    for (int i = 0; i < ladder->count; i++)
        record->hints[i] = (int)json_integer_value(json_object_get(hints, ladder->name[i]));
    record->current = exercise_of(ladder, json_string_value(json_object_get(root, "current")));
}

static void put_away(void)
{
    fprintf(stderr, "heed: %s is damaged; heed ex run all finds out again what passes\n", PATH);
    if (rename(PATH, DAMAGED) == 0)
        fprintf(stderr, "heed: what was in it is in %s\n", DAMAGED);
}

Record record_read(const Ladder *ladder)
{
    Record record = {.current = -1};
    struct stat status;
    Message message;
    size_t size = 0;
    if (stat(PATH, &status) != 0)
        return record;
    char *text = file_read_whole(PATH, FILE_MOST, &size, &message);
    json_t *root = text ? json_loadb(text, size, 0, NULL) : NULL;
    if (json_is_object(root))
        take(&record, ladder, root);
    else
        put_away();
    json_decref(root);
    free(text);
    return record;
}

// --- writing --------------------------------------------------------------------------------------------------------

static json_t *to_json(const Ladder *ladder, const Record *record)
{
    json_t *root = json_object(), *passed = json_array(), *hints = json_object();
    if (record->current >= 0)
        json_object_set_new(root, "current", json_string(ladder->name[record->current]));
    for (int i = 0; i < ladder->count; i++) {
        if (record->passed[i])
            json_array_append_new(passed, json_string(ladder->name[i]));
        if (record->hints[i] > 0)
            json_object_set_new(hints, ladder->name[i], json_integer(record->hints[i]));
    }
    json_object_set_new(root, "passed", passed);
    json_object_set_new(root, "hints", hints);
    return root;
}

bool mine_write_json(const char *path, json_t *root, Message *message)
{
    char *text = root ? json_dumps(root, JSON_INDENT(2)) : NULL;
    const size_t length = text ? strlen(text) : 0;
    char *line = text ? realloc(text, length + 2) : NULL;
    bool written = false;
    if (line) {
        memcpy(line + length, "\n", 2);
        written = file_write(path, line, length + 1, message);
    } else {
        message_set(message, "memory is out");
    }
    free(line ? line : text);
    json_decref(root);
    return written;
}

static bool write_record(const Ladder *ladder, const Record *record, Message *message)
{
    return folder_make("my", message) && mine_write_json(PATH, to_json(ladder, record), message);
}

bool record_passed(const Ladder *ladder, int exercise, Message *message)
{
    Record record = record_read(ladder);
    if (record.passed[exercise])
        return true;
    record.passed[exercise] = true;
    return write_record(ladder, &record, message);
}

bool record_hint(const Ladder *ladder, int exercise, int hints, Message *message)
{
    Record record = record_read(ladder);
    if (record.hints[exercise] >= hints)
        return true;
    record.hints[exercise] = hints;
    return write_record(ladder, &record, message);
}

bool record_current(const Ladder *ladder, int exercise, Message *message)
{
    Record record = record_read(ladder);
    if (record.current == exercise)
        return true;
    record.current = exercise;
    return write_record(ladder, &record, message);
}

// --- asking ---------------------------------------------------------------------------------------------------------

int record_count(const Ladder *ladder, const Record *record)
{
    int count = 0;
    for (int i = 0; i < ladder->count; i++)
        count += record->passed[i];
    return count;
}

int record_next(const Ladder *ladder, const Record *record, int from)
{
    for (int i = 0; i < ladder->count; i++) {
        const int exercise = (from + i) % ladder->count;
        if (!record->passed[exercise])
            return exercise;
    }
    return -1;
}
