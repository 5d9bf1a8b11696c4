// The check of the model that is being trained.
#include "examples/heed/train_check.h"

#include "examples/heed/commands.h"
#include "examples/heed/option_flags.h"
#include "examples/heed/sibling.h"
#include "train/file.h"
#include "train/safetensors.h"

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// A few sequences tell as much of the gradients as the whole batch, and each tensor as much along these as element by
// element.
enum { SEQUENCES = 3, DIRECTIONS = 5 };

bool train_check_when(TrainCheck *check, const char *word)
{
    int end = 0;
    check->every = -1;
    if (strcmp(word, "off") == 0)
        return true;
    check->every = 0;
    if (strcmp(word, "start") == 0)
        return true;
    return sscanf(word, "every:%9d%n", &check->every, &end) == 1 && word[end] == '\0' && check->every > 0 &&
           word[6] >= '0' && word[6] <= '9';
}

bool train_check_due(const TrainCheck *check, int step)
{
    return !check->missing && check->every >= 0 && (step == 0 || (check->every > 0 && step % check->every == 0));
}

// --- asking heed64 --------------------------------------------------------------------------------------------------

enum { MOST_ARGUMENTS = MOST_RUN_OPTIONS + 16 };

// The command line of the child; text has what is made here.
typedef struct {
    char text[MOST_ARGUMENTS][OPTION_FLAG_TEXT];
    char *argument[MOST_ARGUMENTS + 1];
    int count;
} ChildLine;

static void add(ChildLine *line, const char *format, const char *value)
{
    snprintf(line->text[line->count], OPTION_FLAG_TEXT, format, value);
    line->argument[line->count] = line->text[line->count];
    line->count += line->text[line->count][0] != '\0';
}

static void add_number(ChildLine *line, const char *format, int value)
{
    char text[OPTION_FLAG_TEXT];
    snprintf(text, sizeof text, format, value);
    add(line, "%s", text);
}

static ChildLine *child_line(const TrainCheck *check, char *weights)
{
    ChildLine *line = calloc(1, sizeof *line);
    if (!line)
        return NULL;
    RunOptions run = *check->run;
    RunOption option[MOST_RUN_OPTIONS];
    const int options = run_model_options_table(&run, option);
    add(line, "%s", "heed64");
    add(line, "%s", "check");
    add(line, "task:%s", run.trainer.task->name);
    add(line, "%s", "--json");
    add(line, "%s", "--weights");
    line->argument[line->count++] = weights;
    add_number(line, "--directions=%d", DIRECTIONS);
    add_number(line, "--batch=%d", run.trainer.batch < SEQUENCES ? run.trainer.batch : SEQUENCES);
    if (run.trainer.fault)
        add(line, "--fault=%s", run.trainer.fault);
    for (int i = 0; i < options; i++) {
        char text[OPTION_FLAG_TEXT];
        option_as_flag(&option[i], text);
        add(line, "%s", text);
    }
    line->argument[line->count] = NULL;
    return line;
}

// What the child says, as JSON; NULL: the message says why there is none.
static json_t *ask(const TrainCheck *check, char *weights, Message *message)
{
    char path[SIBLING_PATH];
    Sibling sibling;
    SiblingResult result = {.code = 0};
    ChildLine *line = child_line(check, weights);
    if (!line)
        message_set(message, "out of memory");
    const bool ran = line && sibling_find(path, "heed64", check->self, message) &&
                     sibling_start(&sibling, path, line->argument, message) && sibling_wait(&sibling, &result, message);
    json_t *json = NULL;
    if (ran && result.code != EXIT_DONE && result.code != EXIT_CHECK_FAILED && result.code != EXIT_INCONCLUSIVE)
        message_set(message, "heed64 says: %s", result.complaint[0] ? result.complaint : "nothing");
    else if (ran && !(json = json_loads(result.output, 0, NULL)))
        message_set(message, "what heed64 says is not the report of this version");
    free(result.output);
    free(line);
    return json;
}

// Gives the weights to heed64 in a file of their own.
static json_t *ask_with_weights(const TrainCheck *check, Params *params, Message *message)
{
    char folder[SIBLING_PATH], path[SIBLING_PATH + 32];
    const char *where = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/heed-check-XXXXXX", where && *where ? where : "/tmp");
    const char *made = mkdtemp(folder);
    if (!made)
        message_set(message, "%s cannot be made: %s", folder, strerror(errno));
    snprintf(path, sizeof path, "%s/weights.safetensors", folder);
    json_t *json = made && safetensors_write(path, params, NULL, 0, message) ? ask(check, path, message) : NULL;
    if (made) {
        unlink(path);
        rmdir(folder);
    }
    return json;
}

// --- the answer -----------------------------------------------------------------------------------------------------

static const char *text_of(const json_t *json, const char *key)
{
    const char *text = json_string_value(json_object_get(json, key));
    return text ? text : "";
}

static Verdict verdict_of(const json_t *json)
{
    const char *verdict = text_of(json, "verdict");
    return strcmp(verdict, "pass") == 0 ? CHECK_PASS : strcmp(verdict, "fail") == 0 ? CHECK_FAIL : CHECK_INCONCLUSIVE;
}

// A number, or NaN where there is none.
static double number_of(const json_t *json, const char *key)
{
    const json_t *number = json_object_get(json, key);
    return json_is_number(number) ? json_number_value(number) : (double)NAN;
}

// "[3,5]", or "" where no single element is known.
static void index_of(const json_t *worst, char *text, size_t size)
{
    char *index = json_dumps(json_object_get(worst, "index"), JSON_COMPACT | JSON_ENCODE_ANY);
    snprintf(text, size, "%s", index && index[0] == '[' ? index : "");
    free(index);
}

static void read_answer(const json_t *json, TrainCheckResult *result)
{
    const json_t *check = json_array_get(json_object_get(json, "checks"), 0),
                 *tensors = json_object_get(check, "tensors");
    const json_t *tensor = json_array_get(tensors, (size_t)json_integer_value(json_object_get(check, "worst_tensor")));
    const json_t *worst = json_object_get(tensor, "worst");
    const char *name = text_of(tensor, "name"), *cause = text_of(check, "cause"), *verdict = text_of(json, "verdict");
    char index[64];
    index_of(worst, index, sizeof index);
    result->verdict = verdict_of(json);
    snprintf(result->fields, sizeof result->fields, "verdict=%s tensors=%zu worst=%.2g ratio=%.2g at=%s%s", verdict,
             json_array_size(tensors), number_of(worst, "difference"), number_of(worst, "ratio"), name, index);
    if (result->verdict == CHECK_PASS)
        snprintf(result->sentence, sizeof result->sentence, "pass, %zu tensors, worst %.1e (%s)",
                 json_array_size(tensors), number_of(worst, "difference"), name);
    else if (result->verdict == CHECK_INCONCLUSIVE)
        snprintf(result->sentence, sizeof result->sentence, "inconclusive: %s: %s", name, text_of(check, "reason"));
    else
        snprintf(result->sentence, sizeof result->sentence, "FAIL: %s%s: analytic %+.4g, numeric %+.4g; %s", name,
                 index, number_of(worst, "analytic"), number_of(worst, "numeric"),
                 *cause                          ? cause
                 : *text_of(tensor, "diagnosis") ? text_of(tensor, "diagnosis")
                                                 : text_of(check, "reason"));
}

static bool write_report(json_t *json, const RunOptions *run, int step, Message *message)
{
    char path[RUN_PATH + 32];
    json_object_set_new(json, "step", json_integer(step));
    char *text = json_dumps(json, JSON_INDENT(1) | JSON_REAL_PRECISION(15));
    snprintf(path, sizeof path, "%s/gradcheck.json", run->folder);
    const bool written = text ? file_write(path, text, strlen(text), message) : message_set(message, "out of memory");
    free(text);
    return written;
}

bool train_check_run(TrainCheck *check, Trainer *trainer, TrainCheckResult *result, Message *message)
{
    *result = (TrainCheckResult){.verdict = CHECK_PASS};
    json_t *json = ask_with_weights(check, trainer->params, message);
    const bool done = json && write_report(json, check->run, trainer->step, message);
    if (json)
        read_answer(json, result);
    json_decref(json);
    check->missing = !done;
    check->worst = result->verdict > check->worst ? result->verdict : check->worst;
    return done;
}
