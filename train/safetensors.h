// Weights in the safetensors format: the size of a JSON header as a little-endian 64-bit number, the header, which
// names each tensor with its type, shape and place, and the numbers, row-major and without gaps. Python reads it as it
// is.
//
// A call belongs to the thread of its store.
#ifndef HEED_TRAIN_SAFETENSORS_H
#define HEED_TRAIN_SAFETENSORS_H

#include "autograd/params.h"
#include "train/message.h"

HEED_BEGIN

// A line of the header's __metadata__; all is borrowed.
typedef struct {
    const char *key, *text;
} Metadata;

// Writes all parameters of the store, in its order, under their names; whole or not at all.
bool safetensors_write(const char *path, Params *params, const Metadata *metadata, int lines, Message *message);

HEED_END

#endif
