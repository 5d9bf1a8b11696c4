// Optimizers: loops over slices of the store's flat vectors.
#include "train/optimizer.h"

#include "tensor/maths.h"

#include <stddef.h>
#include <stdlib.h>

const char *const OPTIMIZER_NAMES[] = {"sgd", "adam", "adamw", NULL};

OptimizerOptions optimizer_plain(double rate)
{
    return (OptimizerOptions){.kind = OPTIMIZER_SGD, .rate = rate, .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8};
}

int optimizer_states(const Optimizer *optimizer)
{
    if (optimizer->options.kind == OPTIMIZER_SGD)
        return optimizer->options.momentum != 0 ? 1 : 0;
    return 2;
}

const char *optimizer_state_name(const Optimizer *optimizer, int i)
{
    static const char *const ADAM[] = {"exp_avg", "exp_avg_sq"};
    return optimizer->options.kind == OPTIMIZER_SGD ? "momentum_buffer" : ADAM[i];
}

bool optimizer_new(Optimizer *optimizer, Params *params, OptimizerOptions options)
{
    *optimizer = (Optimizer){.options = options, .params = params_count(params)};
    optimizer->frozen = calloc((size_t)optimizer->params + 1, sizeof(bool));
    bool room = optimizer->frozen != NULL;
    for (int i = 0; i < optimizer_states(optimizer); i++)
        room = tensor_new(&optimizer->state[i], tensor_shape(params_values(params))) && room;
    return room;
}

void optimizer_free(Optimizer *optimizer)
{
    for (int i = 0; i < OPTIMIZER_STATES; i++)
        tensor_free(&optimizer->state[i]);
    free(optimizer->frozen);
    *optimizer = (Optimizer){0};
}

void optimizer_freeze(Optimizer *optimizer, Param param)
{
    optimizer->frozen[param.index] = true;
}

// --- rules ----------------------------------------------------------------------------------------------------------

// A parameter: n numbers p, their gradients g, and their part of each state.
typedef struct {
    int n;
    real *p, *g, *state[OPTIMIZER_STATES];
} Slice;

static void step_sgd(const OptimizerOptions *o, Slice slice)
{
    const real rate = (real)o->rate, momentum = (real)o->momentum, weight_decay = (real)o->weight_decay;
    real *p = slice.p, *v = slice.state[0];
    for (int i = 0; i < slice.n; i++) {
        real g = slice.g[i] + weight_decay * p[i];
        if (v) {
            v[i] = momentum * v[i] + g;
            g = o->nesterov ? g + momentum * v[i] : v[i];
        }
        p[i] -= rate * g;
    }
}

// t is the number of this step, from 1 on.
static void step_adam(const OptimizerOptions *o, Slice slice, int t)
{
    const real beta1 = (real)o->beta1, beta2 = (real)o->beta2, epsilon = (real)o->epsilon;
    const real weight_decay = o->kind == OPTIMIZER_ADAM ? (real)o->weight_decay : 0;
    const real kept = o->kind == OPTIMIZER_ADAMW ? (real)(1 - o->rate * o->weight_decay) : 1;
    const real rate = (real)(o->rate / (1 - double_pow(o->beta1, t)));
    const real root = (real)sqrt(1 - double_pow(o->beta2, t));
    real *p = slice.p, *m = slice.state[0], *v = slice.state[1];
    for (int i = 0; i < slice.n; i++) {
        const real g = slice.g[i] + weight_decay * p[i];
        m[i] = beta1 * m[i] + (1 - beta1) * g;
        v[i] = beta2 * v[i] + (1 - beta2) * (g * g);
        p[i] = kept * p[i] - rate * (m[i] / (real_sqrt(v[i]) / root + epsilon));
    }
}

// --- a step ---------------------------------------------------------------------------------------------------------

// Parameter i of the store.
static Slice slice_of(const Optimizer *optimizer, Params *params, int i)
{
    const Tensor value = param_value(params_at(params, i));
    const ptrdiff_t offset = value.data - params_values(params).data;
    Slice slice = {tensor_count(value), value.data, params_grads(params).data + offset, {NULL}};
    for (int s = 0; s < optimizer_states(optimizer); s++)
        slice.state[s] = optimizer->state[s].data + offset;
    return slice;
}

// Scales all gradients so that their norm is at most clip. As PyTorch has it, 1e-6 is added to the norm.
static void clip_gradients(const Optimizer *optimizer, Params *params)
{
    double squares = 0;
    for (int i = 0; i < optimizer->params; i++) {
        const Slice slice = slice_of(optimizer, params, i);
        for (int k = 0; k < slice.n && !optimizer->frozen[i]; k++)
            squares += (double)slice.g[k] * (double)slice.g[k];
    }
    const double scale = optimizer->options.clip / (sqrt(squares) + 1e-6);
    if (scale < 1)
        tensor_scale(params_grads(params), (real)scale, params_grads(params));
}

void optimizer_step(Optimizer *optimizer, Params *params)
{
    if (params_count(params) != optimizer->params) {
        params_fail(params,
                    "optimizer_step: the store has %d parameters, and had %d at optimizer_new; call it after "
                    "the layers",
                    params_count(params), optimizer->params);
        return;
    }
    if (optimizer->options.clip > 0)
        clip_gradients(optimizer, params);
    optimizer->steps++;
    for (int i = 0; i < optimizer->params; i++) {
        if (optimizer->frozen[i])
            continue;
        if (optimizer->options.kind == OPTIMIZER_SGD)
            step_sgd(&optimizer->options, slice_of(optimizer, params, i));
        else
            step_adam(&optimizer->options, slice_of(optimizer, params, i), optimizer->steps);
    }
    params_clear_grads(params);
}
