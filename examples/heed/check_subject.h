// What heed check looks at: an op's sample, a layer, or a task's model, each as a function of a store on a tape of its
// own. Sizes differ from each other, so that a constant factor in a gradient can be told by its value.
#ifndef HEED_EXAMPLES_HEED_CHECK_SUBJECT_H
#define HEED_EXAMPLES_HEED_CHECK_SUBJECT_H

#include "autograd/gradcheck.h"
#include "train/message.h"
#include "train/run_read.h"

enum { SUBJECT_NAME = 64 };

typedef struct {
    char name[SUBJECT_NAME];    // "op:softmax", "layer:attention"
    char variant[SUBJECT_NAME]; // "sample 2", "two heads, causal, W_O"; "": there is only one
    Tape *tape;
    Params *params;
    CheckFunction *function;
    void *context;
    CheckSizes sizes;
    void (*free_all)(void *context); // store and tape too
    const char *fault;               // of a run: the fault that it was trained with, by name; NULL: none
    bool refused;                    // the options do not fit together
} Subject;

// Each is freed with subject_free. False: memory is out, or the options are refused, which the message says.
bool subject_of_op(Subject *subject, const Op *op, int kind, uint64_t seed, Message *message);
bool subject_of_layer(Subject *subject, int row, uint64_t seed, Message *message);
// The model of these options with the first batch that it would be trained on, at the weights of a safetensors file,
// or, if that is NULL, at its first weights.
bool subject_of_task(Subject *subject, const TrainerOptions *options, const char *weights, Message *message);
// The model of a run at one of its keyframes; RUN_LAST_STEP is the last one.
bool subject_of_run(Subject *subject, const char *folder, int step, Message *message);
void subject_free(Subject *subject);

// The rows of the table of layers. Rows of one name follow each other.
int layer_rows(void);
const char *layer_name(int row);

#endif
