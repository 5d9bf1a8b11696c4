#include "train/gallery_weights.h"

#include "train/figures/panels.h"
#include "train/figures/weights.h"
#include "train/text.h"

static const char *const MATRICES[] = {"W_Q", "W_K", "W_V", "W_O"};

// Fills in those matrices that the model has (a tied one it has once). Returns how many each layer has.
static int list_matrices(WeightsMatrix *matrix, Params *store, int layers)
{
    int count = 0, all = 0;
    for (int layer = 0; layer < layers; layer++) {
        count = 0;
        for (int m = 0; m < 4; m++) {
            char name[64];
            text_format(name, sizeof name, "layer%d.attention.%s", layer, MATRICES[m]);
            const Param param = params_find(store, name);
            if (param.index < 0)
                continue;
            matrix[all++] = (WeightsMatrix){MATRICES[m], layer, param_value(param), param_value(param)};
            count++;
        }
    }
    return count;
}

bool gallery_draw_weights(const Keyframes *keyframes, Snapshots *snapshots, Canvas *canvas, Message *message)
{
    WeightsMatrix matrix[WEIGHTS_MOST];
    Tensor before;
    const int first = keyframes->frame[0].step, last = keyframes->frame[keyframes->frames - 1].step;
    *canvas = (Canvas){0};
    if (!snapshots_read(snapshots, first, message))
        return false;
    if (!tensor_new(&before, tensor_shape(params_values(snapshots->store))))
        return message_set(message, "cannot draw the weights: memory is out");
    tensor_copy(before, params_values(snapshots->store));
    bool drawn = snapshots_read(snapshots, last, message);
    WeightsFigure figure = {.subject = &keyframes->subject,
                            .first_step = first,
                            .last_step = last,
                            .matrix = matrix,
                            .layers = keyframes->subject.layers};
    figure.matrices = list_matrices(matrix, snapshots->store, figure.layers);
    for (int i = 0; i < figure.layers * figure.matrices; i++)
        matrix[i].first = snapshots_earlier(snapshots, matrix[i].first, before);
    drawn = drawn && weights_figure_draw(&figure, canvas, message);
    tensor_free(&before);
    return drawn;
}
