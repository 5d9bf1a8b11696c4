// The kernels that are compiled once for each instruction set, and the table of them, which is chosen once
// (tensor/isa.h). Their sources are the files of tensor/kernels/: one source for all, with vectors as wide as they come
// (tensor/vector.h). A new kernel is a file there, a line in Kernels and in tensor/kernels/table.c.
#ifndef HEED_TENSOR_KERNELS_H
#define HEED_TENSOR_KERNELS_H

#include "tensor/rows.h"
#include "tensor/tensor.h"

#include <stdatomic.h>

// One matrix in memory: element (i, j) is at[i * row + j * column].
typedef struct {
    real *at;
    int row, column;
} Matrix;

// y [M,N] = a [M,K] b [K,N], or += if it adds.
typedef struct {
    int M, N, K;
    Matrix y, a, b;
    bool adds;
} Product;

typedef struct {
    const char *isa; // its name
    // Columns of y are adjacent (y.column is 1); a and b have any strides. Every element sums its products in the order
    // of k, so how the work is divided does not change a bit.
    void (*matmul)(const Product *p);
    // y [columns,rows] = the transpose of x [rows,columns]; their rows begin y_row and x_row elements apart.
    void (*turn)(real *y, int y_row, const real *x, int x_row, int rows, int columns);
    // tensor/rows.h
    void (*row_scale)(real *y, real s, const real *x, int n);
    void (*row_add_scaled)(real *y, real s, const real *x, int n);
    real (*row_sum)(const real *x, int n);
    real (*row_dot)(const real *a, const real *b, int n);
    real (*row_max)(const real *x, int n);
    real (*row_log_sum_exp)(const real *x, int n, real m);
    SoftmaxRow (*row_softmax)(real *y, const real *x, int n, real scale, const uint8_t *seen);
    void (*row_softmax_each)(SoftmaxRow *row, real *y, const real *x, int rows, int n, real scale);
    void (*row_softmax_known)(real *y, const real *x, int n, real scale, const uint8_t *seen, SoftmaxRow known);
    void (*row_add_softmax_slope)(real *dx, const real *y, const real *dy, int n, real scale, real dot);
    void (*row_softmax_slope)(real *dx, const real *y, const real *dy, int n, real scale, real dot);
    void (*row_add_cross_entropy_slope)(real *dx, const real *p, int n, int target, real share);
    real (*row_layer_norm)(real *y, real *z, const real *x, const real *g, const real *b, int n, real epsilon);
    void (*row_add_layer_norm_slope)(real *dx, const real *dy, const real *g, const real *z, real one_over_s, int n);
} Kernels;

extern _Atomic(const Kernels *) kernels_chosen; // NULL: not yet
const Kernels *kernels_choose(void);

// Looked up before every short row, hence inline.
static inline const Kernels *kernels(void)
{
    const Kernels *table = atomic_load_explicit(&kernels_chosen, memory_order_relaxed);
    return table ? table : kernels_choose();
}

// The same of one instruction set; not to be run where the processor lacks it.
const Kernels *kernels_portable(void);
const Kernels *kernels_avx2(void);
const Kernels *kernels_avx512(void);

// What the kernel is judged by: the three loops of a textbook. Any strides.
void matmul_plain(const Product *p);

// --- within a kernel: its name carries that of the instruction set, so KERNEL(matmul) is matmul_avx2 in one ---------

#ifdef HEED_KERNELS_FOR
#define KERNEL_JOIN(name, isa) name##_##isa
#define KERNEL_JOINED(name, isa) KERNEL_JOIN(name, isa)
#define KERNEL(name) KERNEL_JOINED(name, HEED_KERNELS_FOR)
#define KERNEL_TEXT(isa) #isa
#define KERNEL_TEXT_OF(isa) KERNEL_TEXT(isa)
#define KERNEL_ISA KERNEL_TEXT_OF(HEED_KERNELS_FOR)

void KERNEL(matmul)(const Product *p);
void KERNEL(turn)(real *y, int y_row, const real *x, int x_row, int rows, int columns);
void KERNEL(row_scale)(real *y, real s, const real *x, int n);
void KERNEL(row_add_scaled)(real *y, real s, const real *x, int n);
real KERNEL(row_sum)(const real *x, int n);
real KERNEL(row_dot)(const real *a, const real *b, int n);
real KERNEL(row_max)(const real *x, int n);
real KERNEL(row_log_sum_exp)(const real *x, int n, real m);
SoftmaxRow KERNEL(row_softmax)(real *y, const real *x, int n, real scale, const uint8_t *seen);
void KERNEL(row_softmax_each)(SoftmaxRow *row, real *y, const real *x, int rows, int n, real scale);
void KERNEL(row_softmax_known)(real *y, const real *x, int n, real scale, const uint8_t *seen, SoftmaxRow known);
void KERNEL(row_add_softmax_slope)(real *dx, const real *y, const real *dy, int n, real scale, real dot);
void KERNEL(row_softmax_slope)(real *dx, const real *y, const real *dy, int n, real scale, real dot);
void KERNEL(row_add_cross_entropy_slope)(real *dx, const real *p, int n, int target, real share);
real KERNEL(row_layer_norm)(real *y, real *z, const real *x, const real *g, const real *b, int n, real epsilon);
void KERNEL(row_add_layer_norm_slope)(real *dx, const real *dy, const real *g, const real *z, real one_over_s, int n);
#endif

#endif
