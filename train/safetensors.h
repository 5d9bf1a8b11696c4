// Weights in the safetensors format: the size of a JSON header as a little-endian 64-bit number, the header, which
// names each tensor with its type, shape and place, and the numbers, row-major and without gaps. Python reads it as it
// is.
//
// What is written carries a checksum of the whole file in the header's __metadata__. What is read is believed in
// nothing: a file is refused before anything is allocated for its numbers when it is not a regular file, its header is
// cut off, over a MiB or no JSON of this form, names a tensor twice, or the places overlap, leave gaps, do not fit
// their shapes or are not all of the file; and before a number is taken from it, when its tensors are not those that
// are wanted, or the checksum, if there is one, tells of a changed bit.
//
// A call belongs to the thread of its store, a file to one thread.
#ifndef HEED_TRAIN_SAFETENSORS_H
#define HEED_TRAIN_SAFETENSORS_H

#include "autograd/params.h"
#include "train/message.h"

HEED_BEGIN

// --- writing --------------------------------------------------------------------------------------------------------

// A line of the header's __metadata__; all is borrowed.
typedef struct {
    const char *key, *text;
} Metadata;

// Borrowed; the tensor is row-major.
typedef struct {
    const char *name;
    Tensor value;
} NamedTensor;

// Writes tensors in this order under their names; whole or not at all. Two lines come by themselves: the checksum, and
// how it is made.
bool safetensors_write_list(const char *path, const NamedTensor *tensor, int tensors, const Metadata *metadata,
                            int lines, Message *message);
// All parameters of the store, in its order.
bool safetensors_write(const char *path, Params *params, const Metadata *metadata, int lines, Message *message);

// --- reading --------------------------------------------------------------------------------------------------------

// Fills every parameter of the store from the tensor of its name, in the type F32 or F64, whichever the program's own
// is. False: the file is refused; it must hold each parameter in its shape, nothing else, and finite numbers alone. The
// store then holds any numbers.
bool safetensors_read(const char *path, Params *params, Message *message);

// The same in steps, for more than a store: open, say what is expected, agree, and get it.
typedef struct Safetensors Safetensors;
Safetensors *safetensors_open(const char *path, Message *message);          // NULL: refused
void safetensors_close(Safetensors *file);                                  // NULL is left alone
const char *safetensors_metadata(const Safetensors *file, const char *key); // borrowed; NULL: there is no such line
// False: there is no such tensor, or it has another shape.
bool safetensors_expect(Safetensors *file, const char *name, Shape shape, Message *message);
// When all has been expected. False: there is a tensor that was not, or the checksum tells of a changed bit.
bool safetensors_agree(Safetensors *file, Message *message);
// Fills a row-major tensor of the shape that was expected. False: it cannot be read, or a number is not finite.
bool safetensors_get(Safetensors *file, const char *name, Tensor to, Message *message);

HEED_END

#endif
