// run.json. All that depends on the machine and the hour stands under "host"; the rest is the same wherever the same
// program does the same run.
#include "train/run_json.h"

#include "train/file.h"
#include "train/hash.h"
#include "train/run_folder.h"
#include "train/run_options.h"
#include "train/version.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

static json_t *integers_json(const int32_t *value, int n)
{
    json_t *array = json_array();
    for (int i = 0; i < n; i++)
        json_array_append_new(array, json_integer(value[i]));
    return array;
}

static json_t *option_json(const RunOption *option)
{
    char seed[24]; // as text: JSON's numbers are no 64-bit integers everywhere
    switch (option->kind) {
    case OPTION_YES: return json_boolean(*option->at.yes);
    case OPTION_INTEGER: return json_integer(*option->at.integer);
    case OPTION_NUMBER: return json_real(*option->at.number);
    case OPTION_SEED:
        text_format(seed, sizeof seed, "%llu", (unsigned long long)*option->at.seed);
        return json_string(seed);
    case OPTION_TEXT: return *option->at.text ? json_string(*option->at.text) : json_null();
    case OPTION_WORD: return json_string(option->words[*option->at.integer]);
    case OPTION_STEPS: break;
    }
    json_t *steps = json_array();
    for (int i = 0; i < *option->count; i++)
        json_array_append_new(steps, json_integer(option->at.integer[i]));
    return steps;
}

static json_t *options_json(const RunOptions *run)
{
    RunOptions copy = *run; // whose places the table names
    RunOption table[MOST_RUN_OPTIONS];
    const int rows = run_options_table(&copy, table);
    json_t *options = json_object();
    for (int i = 0; i < rows; i++)
        if (table[i].at.integer != &copy.trainer.threads) // which change no number: they are the host's
            json_object_set_new(options, table[i].name, option_json(&table[i]));
    return options;
}

static json_t *tensors_json(Params *params)
{
    json_t *tensors = json_object();
    for (int i = 0; i < params_count(params); i++) {
        const Tensor value = param_value(params_at(params, i));
        json_t *shape = json_array();
        for (int axis = 0; axis < value.rank; axis++)
            json_array_append_new(shape, json_integer(value.shape[axis]));
        json_object_set_new(tensors, param_name(params_at(params, i)), shape);
    }
    return tensors;
}

static json_t *result_json(const RunResult *result, int layers)
{
    char weights[24];
    json_t *alignment = json_array(), *entropy = json_array();
    for (int l = 0; l < layers; l++) {
        const double known = result->held_out.alignment[l];
        json_array_append_new(alignment, isnan(known) ? json_null() : json_real(known));
        json_array_append_new(entropy, json_real(result->held_out.entropy[l]));
    }
    text_format(weights, sizeof weights, "%016llx", (unsigned long long)result->weights);
    return json_pack("{s:i, s:o, s:{s:f, s:f, s:f, s:o, s:o}, s:s}", "steps", result->steps, "solved_at",
                     result->solved_at < 0 ? json_null() : json_integer(result->solved_at), "held_out", "loss",
                     result->held_out.loss, "accuracy", result->held_out.accuracy, "exact", result->held_out.exact,
                     "alignment", alignment, "entropy", entropy, "weights", weights);
}

static json_t *host_json(int threads, const char *started, const RunResult *result)
{
    struct utsname system = {0};
    uname(&system);
    json_t *host = json_pack("{s:s, s:s, s:i, s:s}", "system", system.sysname, "machine", system.machine, "threads",
                             threads, "started", started);
    if (result)
        json_object_set_new(host, "seconds", json_real(result->seconds));
    return host;
}

// All examples of a file, and what their tokens are called. Of a sampler there is nothing to remember.
static uint64_t hash_of_data(const Trainer *trainer)
{
    const Data *data = &trainer->data_file;
    const size_t size = (size_t)data->size.T * sizeof(int32_t);
    uint64_t hash = HASH_BEGIN;
    char word[TASK_WORD];
    if (trainer->options.task->source == SOURCE_SAMPLER)
        return hash;
    for (int i = 0; i < data->examples; i++) {
        hash = hash_bytes(hash, data->token + (ptrdiff_t)i * data->step, size);
        hash = hash_bytes(hash, data->target + (ptrdiff_t)i * data->step, size);
    }
    for (int32_t token = 0; token < data->size.vocabulary; token++) {
        data_word(data, token, word);
        hash = hash_bytes(hash, word, strlen(word) + 1);
    }
    return hash;
}

char *run_identity(const RunOptions *options, const Trainer *trainer)
{
    char data[24];
    text_format(data, sizeof data, "%016llx", (unsigned long long)hash_of_data(trainer));
    json_t *run = json_pack("{s:s, s:s, s:s, s:s, s:o}", "version", HEED_VERSION_TEXT, "precision", REAL_NAME, "task",
                            options->trainer.task->name, "data", data, "options", options_json(options));
    char *text = run ? json_dumps(run, JSON_COMPACT | JSON_REAL_PRECISION(RUN_DIGITS)) : NULL;
    json_decref(run);
    return text;
}

bool run_json_write(const RunOptions *options, Trainer *trainer, const char *status, const RunResult *result,
                    const char *started, Message *message)
{
    const Sequences *probe = &trainer->probe;
    json_t *run = json_pack("{s:i, s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:{s:o, s:o}}", "format", RUN_FORMAT,
                            "program", "heed", "version", HEED_VERSION_TEXT, "compiler", HEED_COMPILER_TEXT,
                            "precision", REAL_NAME, "status", status, "task", options->trainer.task->name, "options",
                            options_json(options), "tensors", tensors_json(trainer->params), "probe", "tokens",
                            integers_json(probe->token, probe->T), "targets", integers_json(probe->target, probe->T));
    bool whole = run != NULL;
    if (result)
        whole = json_object_set_new(run, "result", result_json(result, options->trainer.layers)) == 0 && whole;
    whole = json_object_set_new(run, "host", host_json(options->trainer.threads, started, result)) == 0 && whole;
    char *text = whole ? json_dumps(run, JSON_INDENT(2) | JSON_REAL_PRECISION(RUN_DIGITS)) : NULL;
    json_decref(run);
    const RunPath path = run_path(options->folder, "run.json");
    const bool done = text ? file_write(path.text, text, strlen(text), message)
                           : message_set(message, "%s: out of memory", path.text);
    free(text);
    return done;
}
