// A tensor is a pointer, a shape and strides, and nothing else. It is passed by value and owns nothing: who made the
// memory frees it. A view is another tensor on the same memory, and broadcasting is a stride of 0.
//
//   x [2,3] row-major    strides 3 1    x00 x01 x02 x10 x11 x12
//   its transpose [3,2]  strides 1 3    the same memory, read down the columns
//   row 0 as [4,3]       strides 0 1    one row, seen four times
//
// Kernels take the destination first; what follows is only read. They take any strides and assume shapes that the
// caller has checked (autograd/ops does). Operands broadcast as in NumPy: shapes are aligned at their last axis, and an
// axis of size 1 is repeated. A destination smaller than its operands sums what falls on it: this one rule is
// un-broadcasting, bias gradients and reductions. A tensor without data is left alone.
//
// Functions are thread-safe as long as no two threads write the same elements.
#ifndef HEED_TENSOR_TENSOR_H
#define HEED_TENSOR_TENSOR_H

#include "tensor/real.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

HEED_BEGIN

enum { MAX_RANK = 4 };

typedef struct {
    int n[MAX_RANK]; // the size of each axis, first axis first
    int rank;        // 0: a scalar, which has one element
} Shape;

// SHAPE(2, 3) is [2,3]; SCALAR is [].
#define SHAPE(...) ((Shape){{__VA_ARGS__}, (int)(sizeof((int[]){__VA_ARGS__}) / sizeof(int))})
#define SCALAR ((Shape){{0}, 0})

typedef struct {
    real *data; // NULL: no data, and every kernel leaves the tensor alone (a gradient that nobody wants)
    int shape[MAX_RANK];
    int stride[MAX_RANK]; // in elements; 0 repeats the same element
    int rank;
} Tensor;

// What a query may see: 1 = may be attended to. Borrowed bytes that broadcast as tensors do.
// No data: everything may be seen.
typedef struct {
    const uint8_t *data;
    int shape[MAX_RANK];
    int stride[MAX_RANK];
    int rank;
} Mask;

#define MASK_ALL ((Mask){0})

// --- shapes ---------------------------------------------------------------------------------------------------------

// The number of elements. False: a negative size, a rank over 4, or sizes (but those of 0) whose product is over
// 2^31 - 1.
bool shape_count(Shape shape, int *count);
bool shape_equal(Shape a, Shape b);
// The shape that a and b broadcast to. False: they do not.
bool shape_broadcast(Shape *both, Shape a, Shape b);
// Turns axis -1 into the last one, and so on. False: no such axis.
bool shape_axis(Shape shape, int *axis);

enum { SHAPE_TEXT = 64 };
// Writes "[2,3]" into text and returns it.
const char *shape_text(Shape shape, char text[SHAPE_TEXT]);

// --- tensors --------------------------------------------------------------------------------------------------------

// Allocates zeros; the caller frees them with tensor_free. False: the shape is refused (shape_count) or memory is out;
// then x has no data.
bool tensor_new(Tensor *x, Shape shape);
void tensor_free(Tensor *x);
// A row-major tensor on borrowed memory that holds shape_count(shape) elements.
Tensor tensor_on(real *data, Shape shape);

Shape tensor_shape(Tensor x);
real tensor_at(Tensor x, Shape index); // the element at SHAPE(i, j, ..), one for each axis
int tensor_count(Tensor x);
bool tensor_is_row_major(Tensor x);

// --- views: they share x's memory; axes may be negative, -1 is the last ---------------------------------------------

// Axes a and b change places. x has both.
Tensor tensor_transpose(Tensor x, int a, int b);
// Axis i of the result is axis order.n[i] of x. order is a permutation of x's axes.
Tensor tensor_permute(Tensor x, Shape order);
// The elements begin .. end - 1 of one axis, 0 <= begin <= end <= its size.
Tensor tensor_slice(Tensor x, int axis, int begin, int end);
// The same elements, in the same row-major order, under another shape. False: no strides can say this; copy first.
bool tensor_reshape(Tensor *view, Tensor x, Shape shape);
// x repeated until it has this shape. False: it cannot be.
bool tensor_broadcast(Tensor *view, Tensor x, Shape shape);

// --- elementwise ----------------------------------------------------------------------------------------------------

void tensor_fill(Tensor y, real s);                    // y  = s
void tensor_copy(Tensor y, Tensor x);                  // y  = x
void tensor_add(Tensor y, Tensor a, Tensor b);         // y  = a + b
void tensor_sub(Tensor y, Tensor a, Tensor b);         // y  = a - b
void tensor_mul(Tensor y, Tensor a, Tensor b);         // y  = a * b
void tensor_div(Tensor y, Tensor a, Tensor b);         // y  = a / b
void tensor_scale(Tensor y, real s, Tensor x);         // y  = s x
void tensor_add_scaled(Tensor y, real s, Tensor x);    // y += s x
void tensor_add_product(Tensor y, Tensor a, Tensor b); // y += a * b

// --- reductions: y has x's rank, with size 1 on the axes that are reduced, or is x summed as broadcasting says -------

void tensor_sum(Tensor y, Tensor x); // y = the sum of what falls on it; of nothing, 0
void tensor_max(Tensor y, Tensor x); // y = the largest of what falls on it (at least one element does)

// --- matrix product over the last two axes; leading axes are the batch, and broadcast -------------------------------

// a [..,M,K]  b [..,K,N]  y [..,M,N]; any strides, so no transpose is ever copied; but within a matrix of y no stride
// is 0.
void tensor_matmul(Tensor y, Tensor a, Tensor b);     // y  = a b
void tensor_add_matmul(Tensor y, Tensor a, Tensor b); // y += a b

// --- printing -------------------------------------------------------------------------------------------------------

// Nested brackets, 4 significant digits; an axis longer than 8 shows its first and last 3 elements.
void tensor_print(FILE *out, Tensor x);

// --- walking: for kernels and ops that do something of their own to each element ------------------------------------

enum { WALK_MAX = 4 };

// Visits up to 4 tensors together, a row at a time, broadcast to one shape:
//   Walk walk = walk_over(shape, 2, (Tensor[]){y, x});
//   while (walk_next(&walk))
//       for (int i = 0; i < walk.n; i++)
//           walk.at[0][i * walk.step[0]] += walk.at[1][i * walk.step[1]];
// Axes that lie end to end in all of them are merged first, so equal row-major tensors are one row.
typedef struct {
    int n;              // elements of this row
    real *at[WALK_MAX]; // where each tensor's row begins
    int step[WALK_MAX]; // from one element of it to the next
    // the rest is walk_next's own
    int tensors, axes, row, rows;
    int size[MAX_RANK], index[MAX_RANK], stride[WALK_MAX][MAX_RANK];
} Walk;

// Every tensor broadcasts to shape and has data.
Walk walk_over(Shape shape, int tensors, const Tensor *x);
bool walk_next(Walk *walk);

HEED_END

#ifdef __cplusplus // has no compound literals
#undef SHAPE
#undef SCALAR
#undef MASK_ALL
#define SHAPE(...) shape_of(__VA_ARGS__)
#define SCALAR (Shape{})
#define MASK_ALL (Mask{})
template <typename... Sizes> Shape shape_of(Sizes... n)
{
    return {{static_cast<int>(n)...}, static_cast<int>(sizeof...(n))};
}
#endif

#endif
