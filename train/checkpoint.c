// The state of a run, written and read.
#include "train/checkpoint.h"

#include "train/safetensors.h"
#include "train/text.h"
#include "train/version.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STATE_NAME = 96, EXACT = 17 }; // so many digits bring every double back

// --- tensors --------------------------------------------------------------------------------------------------------

// What the optimizer remembers of a parameter: its name in the file, and where it is.
typedef struct {
    char name[STATE_NAME];
    Tensor value;
} StateTensor;

static StateTensor state_tensor(Trainer *trainer, int state, int index)
{
    const Param param = params_at(trainer->params, index);
    const Tensor value = param_value(param);
    StateTensor tensor;
    text_format(tensor.name, sizeof tensor.name, "optimizer.%s.%s", optimizer_state_name(&trainer->optimizer, state),
                param_name(param));
    tensor.value = tensor_on(trainer->optimizer.state[state].data + (value.data - params_values(trainer->params).data),
                             tensor_shape(value));
    return tensor;
}

static bool write_tensors(const char *path, Trainer *trainer, const Metadata *metadata, int lines, Message *message)
{
    const int params = params_count(trainer->params), states = optimizer_states(&trainer->optimizer);
    const int tensors = params * (1 + states);
    NamedTensor *tensor = calloc((size_t)tensors + 1, sizeof *tensor);
    StateTensor *kept = calloc((size_t)tensors + 1, sizeof *kept);
    bool done = tensor && kept;
    for (int i = 0; done && i < params; i++)
        tensor[i] =
            (NamedTensor){param_name(params_at(trainer->params, i)), param_value(params_at(trainer->params, i))};
    for (int i = params; done && i < tensors; i++) {
        kept[i] = state_tensor(trainer, i / params - 1, i % params);
        tensor[i] = (NamedTensor){kept[i].name, kept[i].value};
    }
    done = done ? safetensors_write_list(path, tensor, tensors, metadata, lines, message)
                : message_set(message, "%s: out of memory", path);
    free(tensor);
    free(kept);
    return done;
}

// Calls for every tensor of the file: safetensors_expect, or safetensors_get.
static bool each_tensor(Safetensors *file, Trainer *trainer, bool get, Message *message)
{
    const int params = params_count(trainer->params), states = optimizer_states(&trainer->optimizer);
    bool well = true;
    for (int i = 0; well && i < params * (1 + states); i++) {
        StateTensor kept = {.value = param_value(params_at(trainer->params, i % params))};
        const char *name = param_name(params_at(trainer->params, i % params));
        if (i >= params) {
            kept = state_tensor(trainer, i / params - 1, i % params);
            name = kept.name;
        }
        well = get ? safetensors_get(file, name, kept.value, message)
                   : safetensors_expect(file, name, tensor_shape(kept.value), message);
    }
    return well;
}

// --- the rest, as JSON ----------------------------------------------------------------------------------------------

// JSON has no NaN, which the alignment is where nobody knows the right map.
static json_t *number_or_null(double number)
{
    return isnan(number) ? json_null() : json_real(number);
}

// The caller frees it. NULL: memory is out.
static char *state_text(const Checkpoint *state, const Trainer *trainer)
{
    char draw[24], increment[24];
    json_t *keyframes = json_array();
    for (int i = 0; i < state->keyframes; i++)
        json_array_append_new(keyframes, json_pack("[i, f, o]", state->keyframe[i].step, state->keyframe[i].loss,
                                                   number_or_null(state->keyframe[i].alignment)));
    text_format(draw, sizeof draw, "%016llx", (unsigned long long)trainer->data.state);
    text_format(increment, sizeof increment, "%016llx", (unsigned long long)trainer->data.increment);
    json_t *json =
        json_pack("{s:i, s:i, s:[s, s], s:I, s:i, s:i, s:[f, f], s:o}", "step", trainer->step, "optimizer_steps",
                  trainer->optimizer.steps, "data", draw, increment, "log_length", (json_int_t)state->log_length,
                  "solved_at", state->solved_at, "goal_held", state->goal_held, "batch", state->batch.loss,
                  state->batch.accuracy, "keyframes", keyframes);
    char *text = json ? json_dumps(json, JSON_COMPACT | JSON_REAL_PRECISION(EXACT)) : NULL;
    json_decref(json);
    return text;
}

static bool take_keyframes(Checkpoint *state, const json_t *keyframes, int step)
{
    const size_t n = json_array_size(keyframes);
    if (!json_is_array(keyframes) || n > MAX_KEYFRAMES + 1)
        return false;
    for (state->keyframes = 0; state->keyframes < (int)n; state->keyframes++) {
        KeyframeRecord *record = &state->keyframe[state->keyframes];
        const json_t *alignment = NULL;
        if (json_unpack(json_array_get(keyframes, (size_t)state->keyframes), "[i, F, o!]", &record->step, &record->loss,
                        &alignment) != 0 ||
            !(json_is_number(alignment) || json_is_null(alignment)) || record->step < 0 || record->step > step)
            return false;
        record->alignment = json_is_null(alignment) ? (double)NAN : json_number_value(alignment);
    }
    return true;
}

static bool take_bits(const char *text, uint64_t *bits)
{
    char *end = NULL;
    *bits = strtoull(text, &end, 16);
    return strlen(text) == 16 && strspn(text, "0123456789abcdef") == 16 && *end == '\0';
}

// False: it is not what state_text makes.
static bool take_state(const char *text, Checkpoint *state, Trainer *trainer)
{
    const char *draw = "", *increment = "";
    json_int_t length = 0;
    int step = 0, optimizer_steps = 0;
    json_t *keyframes = NULL, *json = text ? json_loads(text, JSON_REJECT_DUPLICATES, NULL) : NULL;
    bool well = json_unpack(json, "{s:i, s:i, s:[s, s!], s:I, s:i, s:i, s:[F, F!], s:o !}", "step", &step,
                            "optimizer_steps", &optimizer_steps, "data", &draw, &increment, "log_length", &length,
                            "solved_at", &state->solved_at, "goal_held", &state->goal_held, "batch", &state->batch.loss,
                            &state->batch.accuracy, "keyframes", &keyframes) == 0;
    well = well && step >= 0 && step <= trainer->options.steps && optimizer_steps >= 0 && length >= 0;
    well = well && take_bits(draw, &trainer->data.state) && take_bits(increment, &trainer->data.increment) &&
           take_keyframes(state, keyframes, step);
    trainer->step = step;
    trainer->optimizer.steps = optimizer_steps;
    state->log_length = length;
    json_decref(json);
    return well;
}

// --- both -----------------------------------------------------------------------------------------------------------

static bool is_finite(Tensor x)
{
    for (int i = 0; i < tensor_count(x); i++)
        if (!isfinite(x.data[i]))
            return false;
    return true;
}

bool checkpoint_finite(const Trainer *trainer)
{
    bool finite = is_finite(params_values(trainer->params));
    for (int i = 0; i < optimizer_states(&trainer->optimizer); i++)
        finite = finite && is_finite(trainer->optimizer.state[i]);
    return finite;
}

bool checkpoint_write(const char *path, const Checkpoint *state, Trainer *trainer, const char *identity,
                      Message *message)
{
    char *text = state_text(state, trainer);
    if (!text)
        return message_set(message, "%s: out of memory", path);
    const Metadata metadata[] = {
        {"program", "heed"}, {"version", HEED_VERSION_TEXT}, {"run", identity}, {"state", text}};
    const bool done = write_tensors(path, trainer, metadata, sizeof metadata / sizeof metadata[0], message);
    free(text);
    return done;
}

bool checkpoint_read(const char *path, Checkpoint *state, Trainer *trainer, const char *identity, Message *message)
{
    Safetensors *file = safetensors_open(path, message);
    *state = (Checkpoint){.solved_at = -1};
    bool well = file && each_tensor(file, trainer, false, message) && safetensors_agree(file, message);
    const char *run = well ? safetensors_metadata(file, "run") : NULL;
    if (well && (!run || strcmp(run, identity) != 0))
        well = message_damaged(
            message, "%s is of another run: version, precision, options or data are not those of run.json", path);
    if (well && !take_state(safetensors_metadata(file, "state"), state, trainer))
        well = message_damaged(message, "%s has no state to go on from", path);
    well = well && each_tensor(file, trainer, true, message);
    safetensors_close(file);
    return well;
}
