// The instruction set that the kernels are compiled for: the best that the processor has, of
//   portable   any processor; the same bits on every machine
//   avx2       x86-64 with AVX2 and FMA
//   avx512     x86-64 with AVX-512 (F, BW, DQ, VL)
// unless the environment variable HEED_ISA names another. It is chosen once, when the first kernel runs. With a fused
// multiply-add, which portable has not, sums differ in their last bits; otherwise results are those of portable.
//
// Functions are thread-safe.
#ifndef HEED_TENSOR_ISA_H
#define HEED_TENSOR_ISA_H

#include "tensor/public.h"

HEED_BEGIN

const char *isa_name(void);

enum { ISA_TEXT = 160 };
// Why HEED_ISA cannot be followed, written into text; NULL: it can, or is not set. Kernels are portable then. A new
// tape fails with this.
const char *isa_error(char text[ISA_TEXT]);

HEED_END

#endif
