// Reading a run back. run.json is believed in nothing that the table of options does not allow.
#include "train/run_read.h"

#include "train/read_file.h"
#include "train/run_folder.h"
#include "train/run_options.h"
#include "train/safetensors.h"

#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_JSON = 1 << 20, NEAR_TEXT = 128 };

// --- options --------------------------------------------------------------------------------------------------------

static bool take_number(const RunOption *option, double value)
{
    const bool inside = value >= option->least && value <= option->most &&
                        !(option->open_least && value <= option->least) &&
                        !(option->open_most && value >= option->most);
    if (inside)
        *option->at.number = value;
    return inside;
}

static bool take_integer(const RunOption *option, const json_t *value)
{
    const json_int_t n = json_integer_value(value);
    if (!json_is_integer(value) || (double)n < option->least || (double)n > option->most)
        return false;
    *option->at.integer = (int)n;
    return true;
}

static bool take_seed(const RunOption *option, const char *text)
{
    char *end = NULL;
    errno = 0;
    *option->at.seed = text && *text >= '0' && *text <= '9' ? strtoull(text, &end, 10) : 0;
    return end && *end == '\0' && errno == 0;
}

static bool take_word(const RunOption *option, const char *text)
{
    for (int i = 0; text && option->words[i]; i++)
        if (strcmp(option->words[i], text) == 0) {
            *option->at.integer = i;
            return true;
        }
    return false;
}

static bool take_steps(const RunOption *option, const json_t *steps)
{
    json_int_t before = -1;
    const size_t n = json_array_size(steps);
    if (!json_is_array(steps) || n > (size_t)option->room)
        return false;
    for (size_t i = 0; i < n; i++) {
        const json_t *step = json_array_get(steps, i);
        if (!json_is_integer(step) || json_integer_value(step) <= before ||
            (double)json_integer_value(step) > option->most)
            return false;
        before = json_integer_value(step);
        option->at.integer[i] = (int)before;
    }
    *option->count = (int)n;
    return true;
}

// False: the value is not one that this option can have.
static bool take(const RunOption *option, json_t *value)
{
    switch (option->kind) {
    case OPTION_YES: *option->at.yes = json_is_true(value); return json_is_boolean(value);
    case OPTION_INTEGER: return take_integer(option, value);
    case OPTION_NUMBER: return json_is_number(value) && take_number(option, json_number_value(value));
    case OPTION_SEED: return take_seed(option, json_string_value(value));
    case OPTION_TEXT: *option->at.text = json_string_value(value); return json_is_string(value) || json_is_null(value);
    case OPTION_WORD: return take_word(option, json_string_value(value));
    case OPTION_STEPS: return take_steps(option, value);
    }
    return false;
}

static const RunOption *find(const RunOption *table, int rows, const char *name)
{
    for (int i = 0; i < rows; i++)
        if (strcmp(table[i].name, name) == 0)
            return &table[i];
    return NULL;
}

// What an older heed has not written keeps its default; what a newer one has written is not passed over.
static bool take_options(RunOptions *options, json_t *given, const char *path, Message *message)
{
    RunOption table[MOST_RUN_OPTIONS];
    const int rows = run_options_table(options, table);
    const char *name;
    json_t *value;
    json_object_foreach(given, name, value)
    {
        const RunOption *option = find(table, rows, name);
        if (!option)
            return message_damaged(message, "%s: this heed does not know the option %.64s", path, name);
        if (!take(option, value))
            return message_damaged(message, "%s: the option %s has a value that it cannot have", path, name);
    }
    return true;
}

// What is the host's may be missing.
static bool take_threads(RunOptions *options, json_t *document, const char *path, Message *message)
{
    RunOption table[MOST_RUN_OPTIONS];
    json_t *threads = json_object_get(json_object_get(document, "host"), "threads");
    const RunOption *option = find(table, run_options_table(options, table), "threads");
    return !threads || take(option, threads) || message_damaged(message, "%s: so many threads cannot be", path);
}

// --- run.json -------------------------------------------------------------------------------------------------------

static bool take_document(RunRecord *record, const char *path, Message *message)
{
    const char *program = "", *task = "", *precision = "", *status = "";
    json_t *options = NULL;
    if (json_unpack(record->document, "{s:s}", "program", &program) != 0 || strcmp(program, "heed") != 0)
        return message_damaged(message, "%s is not heed's", path);
    if (json_unpack(record->document, "{s:i}", "format", &record->format) != 0 || record->format < 1)
        return message_damaged(message, "%s has no format", path);
    if (record->format > RUN_FORMAT)
        return message_damaged(message, "%s has format %d, and this heed reads up to %d; a newer heed is needed", path,
                               record->format, RUN_FORMAT);
    if (json_unpack(record->document, "{s:s, s:s, s:s, s:o}", "task", &task, "precision", &precision, "status", &status,
                    "options", &options) != 0 ||
        !json_is_object(options))
        return message_damaged(message, "%s lacks the task, the precision, the status or the options", path);
    const Task *known = task_find(task);
    if (!known)
        return message_damaged(message, "%s: this heed does not know the task %.64s", path, task);
    record->in_double = strcmp(precision, "double") == 0;
    text_format(record->status, sizeof record->status, "%s", status);
    record->options = run_defaults(known);
    return take_options(&record->options, options, path, message) &&
           take_threads(&record->options, record->document, path, message);
}

static json_t *load(const char *path, Message *message)
{
    size_t size = 0;
    json_error_t error = {.text = ""};
    char *text = file_read_whole(path, MOST_JSON, &size, message);
    json_t *document = text ? json_loadb(text, size, JSON_REJECT_DUPLICATES, &error) : NULL;
    if (text && !document)
        message_damaged(message, "%s is no JSON: %.100s, line %d", path, error.text, error.line);
    free(text);
    return document;
}

// --- weights --------------------------------------------------------------------------------------------------------

static int by_number(const void *a, const void *b)
{
    const int first = *(const int *)a, second = *(const int *)b;
    return (first > second) - (first < second);
}

// A folder of weights that is missing holds none.
static void list_steps(RunRecord *record)
{
    DIR *directory = opendir(run_path(record->options.folder, "weights").text);
    int step = 0;
    if (!directory)
        return;
    for (const struct dirent *entry = readdir(directory); entry && record->steps <= MAX_KEYFRAMES;
         entry = readdir(directory))
        if (run_is_step(entry->d_name, "safetensors", &step))
            record->step[record->steps++] = step;
    closedir(directory);
    qsort(record->step, (size_t)record->steps, sizeof record->step[0], by_number);
}

bool run_read_file(RunRecord *record, const char *path, Message *message)
{
    *record = (RunRecord){.document = load(path, message)};
    return record->document && take_document(record, path, message);
}

bool run_read(RunRecord *record, const char *folder, Message *message)
{
    *record = (RunRecord){.document = NULL};
    if (strlen(folder) >= RUN_PATH)
        return message_set(message, "the folder's name has more than %d characters", RUN_PATH - 1);
    if (!run_read_file(record, run_path(folder, "run.json").text, message))
        return false;
    record->options.folder = folder;
    list_steps(record);
    return true;
}

void run_record_free(RunRecord *record)
{
    json_decref(record->document);
    *record = (RunRecord){0};
}

bool run_find_step(const RunRecord *record, int wanted, int *step, Message *message)
{
    char near[NEAR_TEXT] = "";
    size_t length = 0;
    if (record->steps == 0)
        return message_set(message, "%s keeps no weights yet", record->options.folder);
    *step = wanted == RUN_LAST_STEP ? record->step[record->steps - 1] : wanted;
    for (int i = 0; i < record->steps; i++) {
        if (record->step[i] == *step)
            return true;
        if (length < sizeof near)
            length += text_format(near + length, sizeof near - length, i ? " %d" : "%d", record->step[i]);
    }
    return message_set(message, "%s keeps no weights of step %d; it keeps those of %s", record->options.folder, wanted,
                       near);
}

bool run_read_weights(const RunRecord *record, int wanted, Params *params, Message *message)
{
    int step = 0;
    return run_find_step(record, wanted, &step, message) &&
           safetensors_read(run_step_path(record->options.folder, "weights", step, "safetensors").text, params,
                            message);
}
