// A model in which every fault of examples/heed/faults.c shows: tokens that repeat, positions of which a slice is used,
// and one or two blocks of layer norm, causal attention with two heads and W_O, and a feed-forward part with relu and
// gelu; some targets are ignored. B = 3, T = 5, D = 14, H = 2, d_k = 7: no two factors that could be meant coincide.
#ifndef HEED_TESTS_FAULT_MODEL_H
#define HEED_TESTS_FAULT_MODEL_H

#include "autograd/gradcheck.h"
#include "examples/heed/faults.h"
#include "layers/attention.h"
#include "layers/embedding.h"
#include "layers/linear.h"

enum { FAULT_B = 3, FAULT_T = 5, FAULT_D = 14, FAULT_H = 2, FAULT_BLOCKS = 2, FAULT_HIDDEN = 9, FAULT_CLASSES = 6 };

typedef struct {
    Param g, b;
    SelfAttention attention;
    Linear up, down;
} FaultBlock;

typedef struct {
    Params *params;
    int blocks;
    Embedding embed;
    FaultBlock block[FAULT_BLOCKS];
    Linear head;
    int32_t token[FAULT_B * FAULT_T], target[FAULT_B * FAULT_T];
} FaultModel;

// The weights of blocks and head are drawn from N(0, (scale / sqrt D)^2).
FaultModel fault_model_new(int blocks, real scale, uint64_t seed);
void fault_model_free(FaultModel *model);
Var fault_model_loss(Tape *tape, void *model); // a CheckFunction

// Checks the model with a fault planted; NULL: with none. directions as in CheckOptions.
CheckReport fault_model_check(FaultModel *model, const Fault *fault, int directions, uint64_t seed);
// What the report's cause must say of this fault.
const char *fault_cause(const Fault *fault);
// Whether a report names a cause that is another one. A place alone is no cause.
bool fault_wrong_cause(const Fault *fault, const CheckReport *report);

#endif
