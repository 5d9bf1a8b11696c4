// Keyframes of a run.
#include "train/keyframes.h"

#include "train/figures/attention.h"
#include "train/figures/png.h"
#include "train/hash.h"
#include "train/run_folder.h"
#include "train/safetensors.h"
#include "train/version.h"

#include <stdlib.h>
#include <string.h>

// --- when -----------------------------------------------------------------------------------------------------------

bool keyframes_due(const RunOptions *options, int step)
{
    bool due = step == options->trainer.steps;
    for (int i = 0; i < options->keyframes; i++)
        due = due || options->keyframe[i] == step;
    return due;
}

// --- the probe ------------------------------------------------------------------------------------------------------

static bool labels_new(Labels *labels, int T)
{
    labels->text = calloc((size_t)T, sizeof *labels->text);
    labels->label = calloc((size_t)T, sizeof *labels->label);
    return labels->text && labels->label;
}

static void labels_free(Labels *labels)
{
    free(labels->text);
    free(labels->label);
}

static void labels_set(Labels *labels, int t, const Trainer *trainer, int32_t token, bool is_answer)
{
    labels->label[t] = token == IGNORED ? NULL : trainer_word(trainer, token, is_answer, labels->text[t]);
}

void frame_maps(const Frame *frame, const FigureSubject *subject, Tensor A[MAX_LAYERS])
{
    for (int l = 0; l < subject->layers; l++)
        A[l] = tensor_on(tensor_slice(frame->A, 0, l, l + 1).data, SHAPE(subject->H, subject->T, subject->T));
}

bool keyframes_expected(Tensor *expected, const Trainer *trainer)
{
    const TrainerOptions *o = &trainer->options;
    const int T = o->size.T;
    uint8_t *cells = malloc((size_t)T * (size_t)T);
    *expected = (Tensor){.data = NULL};
    if (!cells)
        return false;
    const bool known = trainer_expected(trainer, trainer->probe.token, cells);
    const bool done = !known || tensor_new(expected, SHAPE(T, T));
    for (int t = 0; known && done && t < T; t++) {
        int lit = 0;
        for (int j = 0; j < T; j++)
            lit += cells[t * T + j] > 0;
        for (int j = 0; j < T; j++)
            expected->data[t * T + j] = cells[t * T + j] == 0 ? 0 : o->task->uniform ? 1 / (real)lit : 1;
    }
    free(cells);
    return done;
}

bool keyframes_new(Keyframes *keyframes, const RunOptions *options, const Trainer *trainer, Message *message)
{
    const TrainerOptions *o = &options->trainer;
    const int T = o->size.T;
    *keyframes = (Keyframes){.options = options, .command = run_command(options)};
    keyframes->mask = malloc((size_t)T * (size_t)T);
    const bool room = keyframes->mask && keyframes_expected(&keyframes->expected, trainer) &&
                      labels_new(&keyframes->tokens, T) && labels_new(&keyframes->targets, T) &&
                      labels_new(&keyframes->answers, T);
    if (!room)
        return message_set(message, "out of memory for the pictures");
    for (int t = 0; t < T; t++) {
        labels_set(&keyframes->tokens, t, trainer, trainer->probe.token[t], false);
        labels_set(&keyframes->targets, t, trainer, trainer->probe.target[t], true);
    }
    keyframes->subject =
        (FigureSubject){.task = o->task->name,
                        .seed = o->seed,
                        .learning_rate = o->optimizer.rate,
                        .T = T,
                        .D = o->D,
                        .H = o->heads,
                        .layers = o->layers,
                        .allowed = attention_mask_of(keyframes->mask, o->mask, trainer->probe.token, T),
                        .tokens = keyframes->tokens.label,
                        .targets = keyframes->targets.label,
                        .scale = options->png_scale};
    return true;
}

void keyframes_free(Keyframes *keyframes)
{
    for (int i = 0; i < keyframes->frames; i++)
        tensor_free(&keyframes->frame[i].A);
    tensor_free(&keyframes->expected);
    labels_free(&keyframes->tokens);
    labels_free(&keyframes->targets);
    labels_free(&keyframes->answers);
    npy_close(keyframes->maps);
    npy_close(keyframes->steps);
    free(keyframes->mask);
    *keyframes = (Keyframes){0};
}

// --- attn.npy and steps.npy -----------------------------------------------------------------------------------------

// The maps of one keyframe.
static Shape maps_shape(const Keyframes *keyframes)
{
    const TrainerOptions *o = &keyframes->options->trainer;
    return SHAPE(o->layers, o->heads, o->size.T, o->size.T);
}

// Reads back a keyframe from before the run was stopped.
static bool take_frame(Keyframes *keyframes, const KeyframeRecord *record, Message *message)
{
    Frame *frame = &keyframes->frame[keyframes->frames];
    int32_t step = 0;
    *frame = (Frame){record->step, record->loss, record->alignment, {0}};
    if (!npy_read(keyframes->steps, keyframes->frames, &step, message))
        return false;
    if (step != record->step)
        return message_damaged(message, "steps.npy has step %d where the checkpoint has %d", (int)step, record->step);
    if (keyframes->options->png != PNG_NONE && !tensor_new(&frame->A, maps_shape(keyframes)))
        return message_set(message, "out of memory for the maps");
    return !frame->A.data || npy_read(keyframes->maps, keyframes->frames, frame->A.data, message);
}

// Notes of which weights the pictures from here on are.
static void note_weights(Keyframes *keyframes, const Trainer *trainer)
{
    const Tensor weights = params_values(trainer->params);
    keyframes->step = trainer->step;
    keyframes->weights = hash_bytes(HASH_BEGIN, weights.data, (size_t)tensor_count(weights) * sizeof(real));
}

bool keyframes_open(Keyframes *keyframes, const Trainer *trainer, const Checkpoint *kept, Message *message)
{
    const char *folder = keyframes->options->folder;
    const int entries = kept ? kept->keyframes : NPY_NEW;
    note_weights(keyframes, trainer);
    keyframes->maps = npy_open(run_path(folder, "attn.npy").text, NPY_REAL, maps_shape(keyframes), entries, message);
    if (!keyframes->maps)
        return false;
    keyframes->steps = npy_open(run_path(folder, "steps.npy").text, NPY_INTEGER, SCALAR, entries, message);
    if (!keyframes->steps)
        return false;
    for (keyframes->frames = 0; kept && keyframes->frames < kept->keyframes; keyframes->frames++)
        if (!take_frame(keyframes, &kept->keyframe[keyframes->frames], message))
            return false;
    return true;
}

bool keyframes_sync(Keyframes *keyframes, Checkpoint *state, Message *message)
{
    state->keyframes = keyframes->frames;
    for (int i = 0; i < keyframes->frames; i++)
        state->keyframe[i] =
            (KeyframeRecord){keyframes->frame[i].step, keyframes->frame[i].loss, keyframes->frame[i].alignment};
    return npy_sync(keyframes->maps, message) && npy_sync(keyframes->steps, message);
}

// --- writing --------------------------------------------------------------------------------------------------------

static bool write_weights(const Keyframes *keyframes, Trainer *trainer, Message *message)
{
    char seed[24], step[16];
    const TrainerOptions *o = &trainer->options;
    text_format(seed, sizeof seed, "%llu", (unsigned long long)o->seed);
    text_format(step, sizeof step, "%d", trainer->step);
    const Metadata about[] = {
        {"program", "heed"}, {"version", HEED_VERSION_TEXT}, {"task", o->task->name}, {"seed", seed}, {"step", step}};
    const RunPath path = run_step_path(keyframes->options->folder, "weights", trainer->step, "safetensors");
    return safetensors_write(path.text, trainer->params, about, sizeof about / sizeof about[0], message);
}

void keyframes_texts(PictureTexts *texts, const Keyframes *keyframes, const char *name)
{
    text_format(texts->title, sizeof texts->title, "%s: %.*s", keyframes->subject.task, (int)strcspn(name, "."), name);
    text_format(texts->software, sizeof texts->software, "heed %s (%s)", HEED_VERSION_TEXT, REAL_NAME);
    text_format(texts->seed, sizeof texts->seed, "%llu", (unsigned long long)keyframes->subject.seed);
    text_format(texts->step, sizeof texts->step, "%d", keyframes->step);
    text_format(texts->weights, sizeof texts->weights, "%016llx", (unsigned long long)keyframes->weights);
    texts->all = (PngTexts){6,
                            {{"Title", texts->title},
                             {"Software", texts->software},
                             {"Command", keyframes->command.text},
                             {"Seed", texts->seed},
                             {"Step", texts->step},
                             {"Weights", texts->weights}}};
}

bool keyframes_save(const Keyframes *keyframes, Canvas *canvas, const char *name, Message *message)
{
    PictureTexts texts;
    keyframes_texts(&texts, keyframes, name);
    const bool written =
        !canvas->rgb || png_write(canvas, &texts.all, run_path(keyframes->options->folder, name).text, message);
    canvas_free(canvas);
    return written;
}

static bool write_attention(Keyframes *keyframes, const Trainer *trainer, const Prediction *out,
                            const Metrics *held_out, Message *message)
{
    const TrainerOptions *o = &trainer->options;
    const Tensor logits = var_value(out->logits);
    Tensor A[MAX_LAYERS];
    for (int l = 0; l < o->layers; l++)
        A[l] = tensor_on(var_value(out->A[l]).data, SHAPE(o->heads, o->size.T, o->size.T));
    for (int t = 0; t < o->size.T; t++)
        labels_set(&keyframes->answers, t, trainer, row_argmax(logits.data + t * logits.shape[2], logits.shape[2]),
                   true);
    const AttentionFigure figure = {.subject = &keyframes->subject,
                                    .step = trainer->step,
                                    .loss = held_out->loss,
                                    .accuracy = held_out->accuracy,
                                    .A = A,
                                    .answers = keyframes->answers.label};
    char name[40];
    Canvas canvas;
    Message why;
    text_format(name, sizeof name, "attn/step_%06d.png", trainer->step);
    if (!attention_figure_draw(&figure, &canvas, &why))
        message_set(&keyframes->undrawn, "%s: %s", name, why.text);
    return keyframes_save(keyframes, &canvas, name, message);
}

static bool keep_maps(Keyframes *keyframes, const Trainer *trainer, const Prediction *out, const Metrics *held_out,
                      Message *message)
{
    const int layers = trainer->options.layers;
    const int32_t step = trainer->step;
    Frame *frame = &keyframes->frame[keyframes->frames];
    *frame = (Frame){trainer->step, held_out->loss, held_out->alignment[layers - 1], {0}};
    if (!tensor_new(&frame->A, maps_shape(keyframes)))
        return message_set(message, "out of memory for the maps");
    keyframes->frames++;
    for (int l = 0; l < layers; l++)
        tensor_copy(tensor_slice(frame->A, 0, l, l + 1), var_value(out->A[l]));
    const bool written = npy_add(keyframes->maps, frame->A.data, message) && npy_add(keyframes->steps, &step, message);
    if (keyframes->options->png == PNG_NONE) // nobody will draw them
        tensor_free(&frame->A);
    return written;
}

bool keyframes_write(Keyframes *keyframes, Trainer *trainer, const Metrics *held_out, Message *message)
{
    const RunOptions *options = keyframes->options;
    Prediction out;
    note_weights(keyframes, trainer);
    if (!write_weights(keyframes, trainer, message))
        return false;
    if (!trainer_probe(trainer, &out))
        return message_set(message, "%s", trainer->error);
    const bool wanted = options->png == PNG_KEYFRAMES || (options->png == PNG_FINAL && keyframes->last);
    return keep_maps(keyframes, trainer, &out, held_out, message) &&
           (!wanted || write_attention(keyframes, trainer, &out, held_out, message));
}
