// Keyframes of a run.
#include "train/keyframes.h"

#include "tensor/mask.h"
#include "train/figures/attention.h"
#include "train/figures/film.h"
#include "train/run_folder.h"
#include "train/safetensors.h"
#include "train/version.h"

#include <math.h>
#include <stdlib.h>

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
    labels->text = calloc((size_t)T, LABEL_SIZE);
    labels->label = calloc((size_t)T, sizeof *labels->label);
    return labels->text && labels->label;
}

static void labels_free(Labels *labels)
{
    free(labels->text);
    free(labels->label);
}

static void labels_set(Labels *labels, int t, int32_t token)
{
    labels->label[t] = token == IGNORED ? NULL : labels->text[t];
    text_format(labels->text[t], LABEL_SIZE, "%d", (int)token);
}

static Mask mask_of(MaskKind kind, uint8_t *cells, int T)
{
    switch (kind) {
    case MASK_CAUSAL: return mask_causal(cells, T);
    case MASK_STRICT: return mask_strict(cells, T);
    case MASK_NONE: break;
    }
    return MASK_ALL;
}

// Where the probe's queries should look, as numbers. False: memory is out.
static bool set_expected(Tensor *expected, const Trainer *trainer)
{
    const TrainerOptions *o = &trainer->options;
    const int T = o->size.T;
    uint8_t *cells = malloc((size_t)T * (size_t)T);
    if (!cells || !tensor_new(expected, SHAPE(T, T))) {
        free(cells);
        return false;
    }
    o->task->expected(o->size, trainer->probe.token, cells);
    for (int i = 0; i < T * T; i++)
        expected->data[i] = cells[i];
    free(cells);
    return true;
}

bool keyframes_new(Keyframes *keyframes, const RunOptions *options, const Trainer *trainer, Message *message)
{
    const TrainerOptions *o = &options->trainer;
    const int T = o->size.T;
    *keyframes = (Keyframes){.options = options};
    keyframes->mask = malloc((size_t)T * (size_t)T);
    const bool room = keyframes->mask && set_expected(&keyframes->expected, trainer) &&
                      labels_new(&keyframes->tokens, T) && labels_new(&keyframes->targets, T) &&
                      labels_new(&keyframes->answers, T);
    if (!room)
        return message_set(message, "out of memory for the pictures");
    for (int t = 0; t < T; t++) {
        labels_set(&keyframes->tokens, t, trainer->probe.token[t]);
        labels_set(&keyframes->targets, t, trainer->probe.target[t]);
    }
    keyframes->subject = (FigureSubject){.task = o->task->name,
                                         .seed = o->seed,
                                         .learning_rate = o->optimizer.rate,
                                         .T = T,
                                         .D = o->D,
                                         .H = o->heads,
                                         .layers = o->layers,
                                         .allowed = mask_of(o->mask, keyframes->mask, T),
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
    free(keyframes->mask);
    *keyframes = (Keyframes){0};
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

static bool write_attention(Keyframes *keyframes, const Trainer *trainer, const Prediction *out,
                            const Metrics *held_out, Message *message)
{
    const TrainerOptions *o = &trainer->options;
    const Tensor logits = var_value(out->logits);
    Tensor A[MAX_LAYERS];
    for (int l = 0; l < o->layers; l++)
        A[l] = tensor_on(var_value(out->A[l]).data, SHAPE(o->heads, o->size.T, o->size.T));
    for (int t = 0; t < o->size.T; t++)
        labels_set(&keyframes->answers, t, row_argmax(logits.data + t * logits.shape[2], logits.shape[2]));
    const AttentionFigure figure = {.subject = &keyframes->subject,
                                    .step = trainer->step,
                                    .loss = held_out->loss,
                                    .accuracy = held_out->accuracy,
                                    .A = A,
                                    .answers = keyframes->answers.label};
    const RunPath path = run_step_path(keyframes->options->folder, "attn", trainer->step, "png");
    return attention_figure_write(&figure, path.text, message);
}

static bool keep_maps(Keyframes *keyframes, const Trainer *trainer, const Prediction *out, const Metrics *held_out,
                      Message *message)
{
    const TrainerOptions *o = &trainer->options;
    Frame *frame = &keyframes->frame[keyframes->frames];
    *frame = (Frame){trainer->step, held_out->loss, held_out->alignment[o->layers - 1], {0}};
    if (!tensor_new(&frame->A, SHAPE(o->layers, o->heads, o->size.T, o->size.T)))
        return message_set(message, "out of memory for the pictures");
    for (int l = 0; l < o->layers; l++)
        tensor_copy(tensor_slice(frame->A, 0, l, l + 1), var_value(out->A[l]));
    keyframes->frames++;
    return true;
}

bool keyframes_write(Keyframes *keyframes, Trainer *trainer, const Metrics *held_out, Message *message)
{
    const RunOptions *options = keyframes->options;
    Prediction out;
    if (!write_weights(keyframes, trainer, message))
        return false;
    if (options->png == PNG_NONE)
        return true;
    if (!trainer_probe(trainer, &out))
        return message_set(message, "%s", trainer->error);
    const bool wanted = options->png == PNG_KEYFRAMES || trainer->step == options->trainer.steps;
    return keep_maps(keyframes, trainer, &out, held_out, message) &&
           (!wanted || write_attention(keyframes, trainer, &out, held_out, message));
}

// --- the film -------------------------------------------------------------------------------------------------------

enum { FILM_FRAMES = 8 };

// The mean |A - B| over all cells.
static double mean_change(Tensor A, Tensor B)
{
    double sum = 0;
    const int n = tensor_count(A);
    for (int i = 0; i < n; i++)
        sum += fabs((double)A.data[i] - (double)B.data[i]);
    return sum / n;
}

// Chooses frames so that the maps move about as far from each to the next: evenly spaced steps would show the same map
// again and again, before it forms and after. The first and the last are always among them. Returns how many.
static int choose_frames(const Keyframes *keyframes, int chosen[FILM_FRAMES])
{
    const int frames = keyframes->frames, wanted = frames < FILM_FRAMES ? frames : FILM_FRAMES;
    double way[MAX_KEYFRAMES + 1] = {0}; // that the maps have gone up to each frame
    for (int i = 1; i < frames; i++)
        way[i] = way[i - 1] + mean_change(keyframes->frame[i].A, keyframes->frame[i - 1].A);
    for (int k = 0, i = 0; k < wanted; k++, i++) {
        const double here = k < wanted - 1 ? way[frames - 1] * k / (wanted - 1) : way[frames - 1];
        const int last = frames - wanted + k; // leaves enough for those that follow
        while (i < last && (k == wanted - 1 || fabs(way[i + 1] - here) <= fabs(way[i] - here)))
            i++;
        chosen[k] = i;
    }
    if (wanted > 0)
        chosen[0] = 0;
    return wanted;
}

bool keyframes_film(const Keyframes *keyframes, Message *message)
{
    const TrainerOptions *o = &keyframes->options->trainer;
    Tensor A[FILM_FRAMES][MAX_LAYERS], expected[MAX_LAYERS] = {{0}};
    FilmFrame shown[FILM_FRAMES];
    int chosen[FILM_FRAMES];
    const int frames = choose_frames(keyframes, chosen);
    if (frames == 0)
        return true;
    for (int i = 0; i < frames; i++) {
        const Frame *frame = &keyframes->frame[chosen[i]];
        for (int l = 0; l < o->layers; l++)
            A[i][l] = tensor_on(tensor_slice(frame->A, 0, l, l + 1).data, SHAPE(o->heads, o->size.T, o->size.T));
        shown[i] = (FilmFrame){frame->step, frame->loss, frame->alignment, A[i]};
    }
    expected[o->layers - 1] = keyframes->expected; // what earlier layers do is theirs to find
    const Film film = {.subject = &keyframes->subject, .frames = frames, .frame = shown, .expected = expected};
    return film_write(&film, run_path(keyframes->options->folder, "film.png").text, message);
}
