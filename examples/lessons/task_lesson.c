// What the lessons on tasks have in common.
#include "examples/lessons/task_lesson.h"

#include "train/figures/png.h"
#include "train/figures/weights.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void must(bool went_well, const char *reason)
{
    if (went_well)
        return;
    fflush(stdout);
    fprintf(stderr, "%s\n", reason);
    exit(1);
}

const char *picture_path(int argc, char **argv)
{
    if (argc == 1)
        return NULL;
    if (argc == 3 && strcmp(argv[1], "--picture") == 0)
        return argv[2];
    fprintf(stderr, "usage: %s [--picture FILE.png]\n", argv[0]);
    exit(2);
}

void picture_save(Canvas *canvas, const char *path)
{
    Message message;
    must(png_write(canvas, NULL, path, &message), message.text);
    canvas_free(canvas);
}

// --- training -------------------------------------------------------------------------------------------------------

Trainer trainer_started(TrainerOptions options)
{
    Trainer trainer;
    must(trainer_new(&trainer, options), trainer.error);
    return trainer;
}

void train_to(Trainer *trainer, int step)
{
    BatchResult result;
    while (trainer->step < step) {
        must(trainer_backward(trainer, &result), trainer->error);
        trainer_update(trainer);
    }
}

Metrics measured(Trainer *trainer)
{
    Metrics metrics;
    must(trainer_evaluate(trainer, &metrics), trainer->error);
    return metrics;
}

Prediction predicted(Trainer *trainer, int B)
{
    tape_reset(trainer->tape);
    tape_record_gradients(trainer->tape, false);
    const Prediction out = model_forward(trainer->tape, &trainer->model, trainer->held_out.token, B);
    must(!tape_error(trainer->tape), tape_error(trainer->tape));
    return out;
}

// --- weights --------------------------------------------------------------------------------------------------------

Tensor weight(const Trainer *trainer, const char *name)
{
    char full[64];
    snprintf(full, sizeof full, strchr(name, '.') ? "%s" : "layer0.attention.%s", name);
    const Param param = params_find(trainer->params, full);
    must(param.index >= 0, full);
    return param_value(param);
}

Tensor weight_at_first(const Trainer *trainer, const char *name)
{
    Tensor W = weight(trainer, name);
    W.data = trainer->initial.data + (W.data - params_values(trainer->params).data);
    return W;
}

double moved(const Trainer *trainer, const char *name)
{
    return distance(weight(trainer, name), weight_at_first(trainer, name));
}

double distance(Tensor a, Tensor b)
{
    return weights_distance(a, b);
}

double dot(Tensor a, Tensor b)
{
    double sum = 0;
    for (int i = 0; i < a.shape[0]; i++)
        for (int j = 0; j < a.shape[1]; j++)
            sum += (double)tensor_at(a, SHAPE(i, j)) * (double)tensor_at(b, SHAPE(i, j));
    return sum;
}

double cosine(Tensor a, Tensor b)
{
    return dot(a, b) / sqrt(dot(a, a) * dot(b, b));
}

Tensor matrix_new(int rows, int columns)
{
    Tensor x;
    must(tensor_new(&x, SHAPE(rows, columns)), "out of memory");
    return x;
}

Tensor product(Tensor a, Tensor b)
{
    Tensor y = matrix_new(a.shape[0], b.shape[1]);
    tensor_matmul(y, a, b);
    return y;
}
