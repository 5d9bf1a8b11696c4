// The kernels of one instruction set.
#include "tensor/kernels.h"

const Kernels *KERNEL(kernels)(void)
{
    static const Kernels TABLE = {
        .isa = KERNEL_ISA,
        .matmul = KERNEL(matmul),
        .turn = KERNEL(turn),
        .row_scale = KERNEL(row_scale),
        .row_add_scaled = KERNEL(row_add_scaled),
        .row_sum = KERNEL(row_sum),
        .row_dot = KERNEL(row_dot),
        .row_max = KERNEL(row_max),
        .row_log_sum_exp = KERNEL(row_log_sum_exp),
        .row_softmax = KERNEL(row_softmax),
        .row_softmax_each = KERNEL(row_softmax_each),
        .row_softmax_known = KERNEL(row_softmax_known),
        .row_add_softmax_slope = KERNEL(row_add_softmax_slope),
        .row_softmax_slope = KERNEL(row_softmax_slope),
        .row_add_cross_entropy_slope = KERNEL(row_add_cross_entropy_slope),
        .row_layer_norm = KERNEL(row_layer_norm),
        .row_add_layer_norm_slope = KERNEL(row_add_layer_norm_slope),
    };
    return &TABLE;
}
