// Stochastic gradient descent, in the exact form of torch.optim.SGD:
//   g = dL/dp + weight_decay p
//   v = momentum v + g          (v begins as the first g)
//   p = p - rate v
//
// An optimizer belongs to the thread of its store.
#ifndef HEED_TRAIN_SGD_H
#define HEED_TRAIN_SGD_H

#include "autograd/params.h"

HEED_BEGIN

typedef struct {
    real rate, momentum, weight_decay;
    Tensor velocity; // owned: one number for each parameter; no data as long as momentum is 0
} Sgd;

// When all parameters have been added. False: memory is out. The caller frees it with sgd_free.
bool sgd_new(Sgd *sgd, Params *params, real rate, real momentum, real weight_decay);
void sgd_free(Sgd *sgd);
// One step for all parameters of the store, and their gradients are cleared. If parameters have been added since
// sgd_new and there is momentum, that is the store's error, and nothing is done.
void sgd_step(Sgd *sgd, Params *params);

HEED_END

#endif
