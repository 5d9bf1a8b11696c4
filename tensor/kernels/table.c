// The kernels of one instruction set.
#include "tensor/kernels.h"

const Kernels *KERNEL(kernels)(void)
{
    static const Kernels TABLE = {.isa = KERNEL_ISA, .matmul = KERNEL(matmul)};
    return &TABLE;
}
