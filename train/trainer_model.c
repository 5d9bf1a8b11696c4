// The model of a trainer.
#include "train/trainer_model.h"

#include <stdio.h>
#include <string.h>

ModelOptions trainer_model_options(const TrainerOptions *o)
{
    return (ModelOptions){.vocabulary = o->size.vocabulary,
                          .classes = task_classes(o->task, o->size),
                          .T = o->size.T,
                          .layers = o->layers,
                          .positions = o->positions,
                          .attention = {.D = o->D,
                                        .H = o->heads,
                                        .d_k = o->key_size > 0 ? o->key_size : o->D / o->heads,
                                        .mask = o->mask,
                                        .output_projection = o->output_projection,
                                        .residual = o->residual,
                                        .tie = o->tie,
                                        .no_scale = o->no_scale},
                          .feed_forward = o->feed_forward,
                          .layer_norm = o->layer_norm};
}

static void scale(Param param, double by)
{
    if (param.index >= 0 && by != 1) // 1 would keep the bits too
        tensor_scale(param_value(param), (real)by, param_value(param));
}

void trainer_scale_beginning(const Model *model, const TrainerOptions *o)
{
    scale(model->embed.E, o->embedding_std);
    scale(model->embed.P, o->embedding_std);
    for (int l = 0; l < model->options.layers; l++) {
        scale(model->layer[l].attention.W_Q, o->gain_qk / TRAINER_GAIN_QK);
        if (o->tie != TIE_K_Q)
            scale(model->layer[l].attention.W_K, o->gain_qk / TRAINER_GAIN_QK);
    }
}

// Whether the name, of so many characters, is that of the parameter, or the last part of it.
static bool names_param(const char *name, size_t length, Param param)
{
    const char *full = param_name(param), *dot = strrchr(full, '.'), *last = dot ? dot + 1 : full;
    return (strlen(full) == length && strncmp(full, name, length) == 0) ||
           (strlen(last) == length && strncmp(last, name, length) == 0);
}

// What to say of a name that there is not.
static void say_unknown(Params *params, const char *name, size_t length, char *error, size_t size)
{
    char names[256] = "";
    for (int i = 0; i < params_count(params); i++) {
        const char *last = strrchr(param_name(params_at(params, i)), '.') + 1;
        const size_t end = strlen(names);
        if (!strstr(names, last))
            snprintf(names + end, sizeof names - end, " %s", last);
    }
    snprintf(error, size, "there is no parameter \"%.*s\" to freeze; there are%s", length < 64 ? (int)length : 64, name,
             names);
}

bool trainer_freeze(Optimizer *optimizer, Params *params, const char *names, char *error, size_t size)
{
    for (const char *name = names; name;) {
        const size_t length = strcspn(name, ",");
        int found = 0;
        for (int i = 0; i < params_count(params); i++) {
            const Param param = params_at(params, i);
            if (names_param(name, length, param)) {
                optimizer_freeze(optimizer, param);
                found++;
            }
        }
        if (found == 0) {
            say_unknown(params, name, length, error, size);
            return false;
        }
        name = name[length] ? name + length + 1 : NULL;
    }
    return true;
}
