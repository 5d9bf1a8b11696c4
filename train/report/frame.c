// One keyframe of a run, for the page.
#include "train/report/data.h"

#include "train/captions.h"
#include "train/circuits.h"
#include "train/metrics.h"
#include "train/text.h"

#include <stdlib.h>

enum { SIDE_ALL = 128, SIDE_MAPS = 48, MOST_MAPS = 64 };

static Tensor head_of(Var x, int head)
{
    const Tensor all = tensor_slice(tensor_slice(var_value(x), 0, 0, 1), 1, head, head + 1); // [1,1,..]
    return (Tensor){
        .data = all.data, .shape = {all.shape[2], all.shape[3]}, .stride = {all.stride[2], all.stride[3]}, .rank = 2};
}

// [B,H,T,d_k] as the page has it: [T, H d_k] of the one sequence.
static Tensor joined(Var x)
{
    return tensor_permute(var_value(x), SHAPE(0, 2, 1, 3));
}

// W_Q, W_K, W_V, W_O; a tied one is there once.
static json_t *weights_json(Params *params, int layer, int most)
{
    static const char *const MATRICES[] = {"W_Q", "W_K", "W_V", "W_O"};
    json_t *weights = json_object();
    for (int m = 0; m < 4; m++) {
        char name[64];
        text_format(name, sizeof name, "layer%d.attention.%s", layer, MATRICES[m]);
        const Param param = params_find(params, name);
        if (param.index >= 0)
            json_object_set_new(weights, MATRICES[m], base64_matrix(param_value(param), most));
    }
    return weights;
}

static json_t *layer_json(Trainer *trainer, const Prediction *out, int layer, ReportDetail detail)
{
    json_t *json = json_object();
    if (detail == DETAIL_NONE)
        return json;
    json_object_set_new(json, "W", weights_json(trainer->params, layer, detail == DETAIL_ALL ? SIDE_ALL : SIDE_MAPS));
    if (detail == DETAIL_ALL) {
        json_object_set_new(json, "q", base64_floats(joined(out->Q[layer])));
        json_object_set_new(json, "k", base64_floats(joined(out->K[layer])));
        json_object_set_new(json, "v", base64_floats(joined(out->V[layer])));
        return json;
    }
    json_t *maps = json_array();
    for (int head = 0; head < trainer->options.heads && head < MOST_MAPS / trainer->options.layers; head++)
        json_array_append_new(maps, base64_matrix(head_of(out->A[layer], head), SIDE_MAPS));
    json_object_set_new(json, "maps", maps);
    return json;
}

// What each head looks at, in words: for those who cannot see the maps.
static json_t *captions_json(Trainer *trainer, const Prediction *out, const char *const *targets, Tensor expected)
{
    json_t *layers = json_array();
    for (int layer = 0; layer < trainer->options.layers; layer++) {
        json_t *heads = json_array();
        const bool last = layer == trainer->options.layers - 1;
        for (int head = 0; head < trainer->options.heads; head++) {
            char text[CAPTION_HEAD];
            caption_head(text, head_of(out->A[layer], head), last ? expected : (Tensor){.data = NULL}, targets);
            json_array_append_new(heads, json_string(text));
        }
        json_array_append_new(layers, heads);
    }
    return layers;
}

static json_t *answers_json(Trainer *trainer, const Prediction *out)
{
    const Tensor logits = var_value(out->logits);
    json_t *answers = json_array();
    for (int t = 0; t < trainer->probe.T; t++)
        json_array_append_new(
            answers, report_word(trainer, row_argmax(logits.data + t * logits.shape[2], logits.shape[2]), true));
    return answers;
}

// Both circuits of every head; what there is none of stays out.
static void add_circuits(json_t *frame, Trainer *trainer, CircuitKind kind)
{
    CircuitWeights weights;
    json_t *qk = json_array(), *ov = json_array();
    const bool found = circuit_weights(&weights, trainer->params, &trainer->model.options);
    for (int head = 0; found && head < trainer->options.heads; head++) {
        Tensor one;
        if (circuit_qk(&one, &weights, kind, head))
            json_array_append_new(qk, base64_matrix(one, SIDE_ALL));
        tensor_free(&one);
        if (circuit_ov(&one, &weights, head))
            json_array_append_new(ov, base64_matrix(one, SIDE_ALL));
        tensor_free(&one);
    }
    json_object_set_new(frame, "qk", qk);
    json_object_set_new(frame, "ov", ov);
}

json_t *report_frame(const RunRecord *record, Trainer *trainer, int step, ReportDetail detail, CircuitKind kind,
                     Message *message)
{
    Prediction out;
    const int T = trainer->options.size.T;
    Tensor expected = {.data = NULL};
    const char **targets = calloc((size_t)T, sizeof *targets); // as captions want them
    json_t *frame = NULL, *layers = NULL;
    for (int t = 0; targets && t < T; t++)
        targets[t] = trainer->probe.target[t] == IGNORED ? NULL : "";
    const bool read = run_read_weights(record, step, trainer->params, message); // if not, the message says why
    const bool probed = read && trainer_probe(trainer, &out);
    if (probed && targets && keyframes_expected(&expected, trainer) && (layers = json_array())) {
        for (int layer = 0; layer < trainer->options.layers; layer++)
            json_array_append_new(layers, layer_json(trainer, &out, layer, detail));
        frame = json_pack("{s:i, s:o, s:o, s:o}", "step", step, "layers", layers, "answers",
                          answers_json(trainer, &out), "captions", captions_json(trainer, &out, targets, expected));
        if (frame && detail != DETAIL_NONE)
            add_circuits(frame, trainer, kind);
    }
    if (read && !frame)
        message_set(message, "%s", probed ? "memory is out for the page" : trainer->error);
    tensor_free(&expected);
    free(targets);
    return frame;
}
