// The most multiply-adds that one thread can do with an instruction set: the measure of all kernels.
#ifndef HEED_BENCH_PEAK_H
#define HEED_BENCH_PEAK_H

#include "tensor/isa.h"

#include <string.h>

// In floating-point operations a second; a multiply-add is two.
double peak_portable(void);
double peak_avx2(void);
double peak_avx512(void);

// Of the instruction set that is chosen.
static inline double peak_flops(void)
{
#ifdef __x86_64__
    if (strcmp(isa_name(), "avx512") == 0)
        return peak_avx512();
    if (strcmp(isa_name(), "avx2") == 0)
        return peak_avx2();
#endif
    return peak_portable();
}

#endif
