// Optimizers in the exact forms of torch.optim. p is a number of the store, g = dL/dp its gradient, t = 1, 2, ..:
//
//   SGD     g = g + weight_decay p
//           v = momentum v + g                          v begins as the first g
//           p = p - rate v                              with Nesterov's momentum p - rate (g + momentum v)
//
//   Adam    g = g + weight_decay p                      (Kingma and Ba 2015, algorithm 1)
//           m = beta1 m + (1 - beta1) g
//           v = beta2 v + (1 - beta2) g^2
//           p = p - rate m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + epsilon)
//
//   AdamW   p = p - rate weight_decay p, then Adam without the decay in g   (Loshchilov and Hutter 2019, algorithm 2)
//
// With clip > 0 the gradients g are first scaled so that the norm of all of them together is at most clip, as
// torch.nn.utils.clip_grad_norm_ does it.
//
// All that an optimizer remembers is the number of steps and up to two flat vectors in the order of the store. With
// these, the weights and the options another program goes on with the same bits:
//   for (int i = 0; i < optimizer_states(&optimizer); i++)
//       keep(optimizer_state_name(&optimizer, i), optimizer.state[i]);
//
// An optimizer belongs to the thread of its store.
#ifndef HEED_TRAIN_OPTIMIZER_H
#define HEED_TRAIN_OPTIMIZER_H

#include "autograd/params.h"

HEED_BEGIN

typedef enum { OPTIMIZER_SGD, OPTIMIZER_ADAM, OPTIMIZER_ADAMW } OptimizerKind;
extern const char *const OPTIMIZER_NAMES[]; // "sgd", "adam", "adamw", NULL

typedef struct {
    OptimizerKind kind;
    double rate, weight_decay;
    double momentum; // of SGD
    bool nesterov;
    double beta1, beta2, epsilon; // of Adam and AdamW
    double clip;                  // 0: gradients are taken as they are
} OptimizerOptions;

// Plain SGD of this rate; for Adam, beta1 0.9, beta2 0.999 and epsilon 1e-8.
OptimizerOptions optimizer_plain(double rate);

enum { OPTIMIZER_STATES = 2 };

typedef struct {
    OptimizerOptions options; // the rate may be changed between steps
    int steps;                // done
    Tensor state[OPTIMIZER_STATES];
    bool *frozen; // owned, as is the data of state: of each parameter
    int params;
} Optimizer;

// When all parameters have been added. False: memory is out. The caller frees it with optimizer_free.
bool optimizer_new(Optimizer *optimizer, Params *params, OptimizerOptions options);
void optimizer_free(Optimizer *optimizer);
// From now on this parameter stays as it is, and its gradient does not count for clipping.
void optimizer_freeze(Optimizer *optimizer, Param param);
// One step for all parameters of the store, and their gradients are cleared. If parameters have been added since
// optimizer_new, that is the store's error, and nothing is done.
void optimizer_step(Optimizer *optimizer, Params *params);

// How many vectors it keeps (plain SGD: none), and what torch.optim calls them: "momentum_buffer", or "exp_avg" and
// "exp_avg_sq".
int optimizer_states(const Optimizer *optimizer);
const char *optimizer_state_name(const Optimizer *optimizer, int i);

HEED_END

#endif
