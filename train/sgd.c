// Stochastic gradient descent: one loop over the store's flat vectors.
#include "train/sgd.h"

bool sgd_new(Sgd *sgd, Params *params, real rate, real momentum, real weight_decay)
{
    *sgd = (Sgd){.rate = rate, .momentum = momentum, .weight_decay = weight_decay};
    return momentum == 0 || tensor_new(&sgd->velocity, tensor_shape(params_values(params)));
}

void sgd_free(Sgd *sgd)
{
    tensor_free(&sgd->velocity);
}

void sgd_step(Sgd *sgd, Params *params)
{
    real *p = params_values(params).data, *gradient = params_grads(params).data, *v = sgd->velocity.data;
    const int n = tensor_count(params_values(params));
    if (v && tensor_count(sgd->velocity) != n) {
        params_fail(params, "sgd_step: the store has %d elements, and had %d at sgd_new; call it after the layers", n,
                    tensor_count(sgd->velocity));
        return;
    }
    for (int i = 0; i < n; i++) {
        real g = gradient[i] + sgd->weight_decay * p[i];
        if (v)
            g = v[i] = sgd->momentum * v[i] + g;
        p[i] -= sgd->rate * g;
        gradient[i] = 0;
    }
}
