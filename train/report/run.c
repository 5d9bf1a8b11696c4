// What the page has of a run beside its keyframes.
#include "train/report/data.h"

#include "train/read_file.h"
#include "train/run_command.h"
#include "train/run_folder.h"
#include "train/table.h"
#include "train/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LOG_ROWS = 600, CHECK_MOST = 1 << 18, NAMES_MOST = 128 };

// --- the log --------------------------------------------------------------------------------------------------------

static bool is_wanted(const char *column)
{
    static const char *const WHOLE[] = {"step", "loss", "accuracy", "held_out.loss", "held_out.accuracy"};
    for (size_t i = 0; i < sizeof WHOLE / sizeof WHOLE[0]; i++)
        if (strcmp(column, WHOLE[i]) == 0)
            return true;
    return strstr(column, ".attention.W_") != NULL;
}

// One value for each `stride` rows: the last that is there, so that evaluations, which are rarer, stay.
static json_t *column_json(const double *value, int rows, int stride)
{
    json_t *array = json_array();
    for (int first = 0; first < rows; first += stride) {
        double last = (double)NAN;
        for (int i = first; i < first + stride && i < rows; i++)
            last = isnan(value[i]) ? last : value[i];
        json_array_append_new(array, isfinite(last) ? json_real(last) : json_null());
    }
    return array;
}

static json_t *log_json(const Table *log)
{
    const int stride = (log->rows + LOG_ROWS - 1) / LOG_ROWS;
    json_t *json = json_object();
    for (int column = 0; column < log->columns; column++) {
        const char *name = table_name(log, column);
        if (is_wanted(name))
            json_object_set_new(json, name, column_json(table_column(log, name), log->rows, stride > 0 ? stride : 1));
    }
    if (!json_object_get(json, "step"))
        json_object_set_new(json, "step", json_array());
    return json;
}

// --- words ----------------------------------------------------------------------------------------------------------

json_t *report_word(const Trainer *trainer, int32_t token, bool is_answer)
{
    char text[TASK_WORD];
    json_t *word = json_string(trainer_word(trainer, token, is_answer, text));
    return word ? word : json_string("\xef\xbf\xbd"); // it is not UTF-8
}

static json_t *words_json(const Trainer *trainer, const int32_t *token, bool answers)
{
    json_t *array = json_array();
    for (int i = 0; i < trainer->options.size.T; i++)
        json_array_append_new(array, token[i] < 0 ? json_null() : report_word(trainer, token[i], answers));
    return array;
}

// What tokens, or answers, are called, by their numbers; null: they are too many for a picture.
static json_t *names_json(const Trainer *trainer, int count, bool answers)
{
    json_t *array = count <= NAMES_MOST ? json_array() : json_null();
    for (int i = 0; i < count && count <= NAMES_MOST; i++)
        json_array_append_new(array, report_word(trainer, i, answers));
    return array;
}

// The last gradient check of the run; null if none was made, or it cannot be read.
static json_t *check_json(const char *folder)
{
    Message message;
    size_t size = 0;
    char *text = file_read_whole(run_path(folder, "gradcheck.json").text, CHECK_MOST, &size, &message);
    json_t *check = text ? json_loadb(text, size, 0, NULL) : NULL;
    const json_t *checks = json_object_get(check, "checks");
    free(text);
    if (json_is_array(checks) && json_is_array(json_object_get(json_array_get(checks, 0), "tensors")))
        return check;
    json_decref(check);
    return json_null();
}

// --- all ------------------------------------------------------------------------------------------------------------

// A copy of what run.json says; null where it does not.
static json_t *said(const RunRecord *record, const char *key)
{
    json_t *value = json_object_get(record->document, key);
    return value ? json_deep_copy(value) : json_null();
}

json_t *report_run(const RunRecord *record, Trainer *trainer, const char *folder, const Table *log, Message *message)
{
    const TrainerOptions *o = &record->options.trainer;
    const AttentionOptions *attention = &trainer->model.options.attention;
    json_t *run = json_pack("{s:s, s:s, s:s, s:s, s:s, s:i, s:i, s:i, s:i, s:f, s:s}", "task", o->task->name, "summary",
                            o->task->summary, "expected_in_words", o->task->expected_in_words, "command",
                            run_command(&record->options).text, "status", record->status, "T", o->size.T, "H", o->heads,
                            "layers", o->layers, "d_k", attention->d_k, "scale",
                            attention->no_scale ? 1 : 1 / sqrt(attention->d_k), "mask", RUN_MASK_NAMES[o->mask]);
    if (!run) {
        message_set(message, "memory is out for the page");
        return NULL;
    }
    json_object_set_new(run, "version", said(record, "version"));
    json_object_set_new(run, "precision", said(record, "precision"));
    json_object_set_new(run, "options", said(record, "options"));
    json_object_set_new(run, "result", said(record, "result"));
    json_object_set_new(run, "tokens", words_json(trainer, trainer->probe.token, false));
    json_object_set_new(run, "targets", words_json(trainer, trainer->probe.target, true));
    json_object_set_new(run, "vocabulary", names_json(trainer, o->size.vocabulary, false));
    json_object_set_new(run, "answers", names_json(trainer, trainer->model.options.classes, true));
    json_object_set_new(run, "gradcheck", check_json(folder));
    json_object_set_new(run, "log", log_json(log));
    return run;
}
