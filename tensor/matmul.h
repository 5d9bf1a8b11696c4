// The matrix product of tensors, for ops: on threads, and either way of writing.
#ifndef HEED_TENSOR_MATMUL_H
#define HEED_TENSOR_MATMUL_H

#include "tensor/tensor.h"
#include "tensor/threads.h"

// y = a b, or y += a b if it adds: tensor_matmul and tensor_add_matmul on these threads, with the same bits.
void matmul_on(Threads *threads, Tensor y, Tensor a, Tensor b, bool adds);

#endif
