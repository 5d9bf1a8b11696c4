// NumPy's .npy files that grow: an array whose first axis gets longer, an entry at a time. numpy.load reads one at any
// moment, also when its writer was killed: an entry counts only when all of it is there.
#ifndef HEED_TRAIN_NPY_H
#define HEED_TRAIN_NPY_H

#include "tensor/tensor.h"
#include "train/text.h"

#include <stdint.h>

typedef struct Npy Npy;
typedef enum { NPY_REAL, NPY_INTEGER } NpyKind; // real, int32_t

// Begins a file [0, entry..], in place of one of this name, or, with kept >= 0, goes on with one that is there: of its
// entries so many are kept. NULL: it cannot be written, or what is there is another array or shorter. npy_close frees
// it.
enum { NPY_NEW = -1 };
Npy *npy_open(const char *path, NpyKind kind, Shape entry, int kept, Message *message);
// Reads entry i, or adds one, row-major, in the type that kind says.
bool npy_read(Npy *npy, int i, void *entry, Message *message);
bool npy_add(Npy *npy, const void *entry, Message *message);
// Waits until all is on the disk.
bool npy_sync(Npy *npy, Message *message);
// NULL is left alone.
void npy_close(Npy *npy);

#endif
