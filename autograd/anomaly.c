// Finding the first number that is NaN or infinite.
#include "autograd/inspect.h"
#include "autograd/write_op.h"

#include <math.h>

enum { RANGE_TEXT = 128, INPUTS_TEXT = MAX_INPUTS * RANGE_TEXT };

static bool is_finite(Tensor x)
{
    if (!x.data)
        return true;
    Walk walk = walk_over(tensor_shape(x), 1, &x);
    while (walk_next(&walk))
        for (int i = 0; i < walk.n; i++)
            if (!isfinite(walk.at[0][i * walk.step[0]]))
                return false;
    return true;
}

// "[2,3] from -1.5 to 2, with NaN"
static const char *range_text(Tensor x, char text[RANGE_TEXT])
{
    char shape[SHAPE_TEXT];
    real least = (real)INFINITY, most = (real)-INFINITY;
    bool nan = false;
    Walk walk = walk_over(tensor_shape(x), 1, &x);
    while (walk_next(&walk))
        for (int i = 0; i < walk.n; i++) {
            const real element = walk.at[0][i * walk.step[0]];
            nan = nan || isnan(element);
            least = element < least ? element : least;
            most = element > most ? element : most;
        }
    shape_text(tensor_shape(x), shape);
    if (least > most)
        snprintf(text, RANGE_TEXT, "%s%s", shape, nan ? " all NaN" : "");
    else
        snprintf(text, RANGE_TEXT, "%s from %.4g to %.4g%s", shape, (double)least, (double)most,
                 nan ? ", with NaN" : "");
    return text;
}

// "; input 0 [2,3] from -1 to 1; ..."
static const char *inputs_text(const Node *y, char text[INPUTS_TEXT])
{
    int length = 0;
    text[0] = '\0';
    for (int k = 0; k < y->inputs && length < INPUTS_TEXT; k++) {
        char range[RANGE_TEXT];
        length += snprintf(text + length, (size_t)(INPUTS_TEXT - length), "; input %d %s", k,
                           range_text(y->in[k]->value, range));
    }
    return text;
}

bool tape_values_are_finite(Tape *tape)
{
    char value[RANGE_TEXT], inputs[INPUTS_TEXT];
    for (int i = 0; i < tape_nodes(tape); i++) {
        const Node *y = tape_node(tape, i);
        if (is_finite(y->value))
            continue;
        tape_fail(tape, "%s: its value is not finite: %s%s", node_name(y), range_text(y->value, value),
                  inputs_text(y, inputs));
        return false;
    }
    return true;
}

bool node_gradients_are_finite(const Node *y)
{
    char gradient[RANGE_TEXT], upstream[RANGE_TEXT], inputs[INPUTS_TEXT];
    for (int k = 0; k < y->inputs; k++) {
        if (is_finite(y->in[k]->grad))
            continue;
        tape_fail(y->tape, "%s: the gradient of its input %d is not finite: %s; upstream %s%s", node_name(y), k,
                  range_text(y->in[k]->grad, gradient), range_text(y->grad, upstream), inputs_text(y, inputs));
        return false;
    }
    return true;
}
