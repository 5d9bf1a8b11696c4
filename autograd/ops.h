// The catalogue of ops. Each takes the tape first and returns a handle, or VAR_NONE when the tape has failed; what is
// wrong with shapes is reported by tape_error. Equations, forward and backward, stand above each op in its own file.
//
// a and b broadcast against each other as in NumPy. Axes may be negative: -1 is the last. Arrays are borrowed for the
// call only. C leaves open in which order the arguments of a call are computed: with two ops as arguments of a third,
// compilers may put them on the tape in another order, add up gradients with other roundings, and name the inner call's
// line in an error.
//
// Ops belong to the thread of their tape. Their rows are constant.
#ifndef HEED_AUTOGRAD_OPS_H
#define HEED_AUTOGRAD_OPS_H

#include "autograd/tape.h"

HEED_BEGIN

// --- arithmetic -----------------------------------------------------------------------------------------------------

Var op_add(Tape *tape, Var a, Var b);                 // y = a + b
Var op_sub(Tape *tape, Var a, Var b);                 // y = a - b
Var op_mul(Tape *tape, Var a, Var b);                 // y = a * b, element by element
Var op_div(Tape *tape, Var a, Var b);                 // y = a / b, element by element
Var op_neg(Tape *tape, Var x);                        // y = -x
Var op_scale(Tape *tape, Var x, real s);              // y = s x
Var op_pow(Tape *tape, Var x, real p);                // y = x^p
Var op_exp(Tape *tape, Var x);                        // y = e^x
Var op_log(Tape *tape, Var x);                        // y = log x
Var op_sqrt(Tape *tape, Var x);                       // y = sqrt(x)
Var op_tanh(Tape *tape, Var x);                       // y = tanh x
Var op_sigmoid(Tape *tape, Var x);                    // y = 1 / (1 + e^-x)
Var op_relu(Tape *tape, Var x);                       // y = max(x, 0)
Var op_abs(Tape *tape, Var x);                        // y = |x|
Var op_maximum(Tape *tape, Var a, Var b);             // y = max(a, b); ties share the gradient equally
Var op_clamp(Tape *tape, Var x, real low, real high); // y = min(max(x, low), high)

typedef enum { GELU_ERF, GELU_TANH } Gelu;
Var op_gelu(Tape *tape, Var x, Gelu form); // y = x Phi(x), or its approximation by tanh
// Sets elements to 0 with probability p and divides the others by 1 - p. The same rng drops the same elements.
Var op_dropout(Tape *tape, Var x, real p, Rng rng);
Var op_masked_fill(Tape *tape, Var x, Mask mask, real s); // y = x where the mask is 1, s where it is 0

// --- matrix product -------------------------------------------------------------------------------------------------

Var op_matmul(Tape *tape, Var a, Var b); // y [..,M,N] = a [..,M,K] b [..,K,N]; leading axes broadcast

// --- views: the value is shared, not copied, wherever strides can say it --------------------------------------------

Var op_transpose(Tape *tape, Var x, int axis, int other);      // two axes change places
Var op_permute(Tape *tape, Var x, Shape order);                // axis i of y is axis order.n[i] of x
Var op_reshape(Tape *tape, Var x, Shape shape);                // the same elements in row-major order
Var op_slice(Tape *tape, Var x, int axis, int begin, int end); // begin .. end - 1
Var op_concat(Tape *tape, const Var *x, int count, int axis);  // one after the other along an axis; this one copies
Var op_broadcast(Tape *tape, Var x, Shape shape);              // x repeated until it has this shape

// --- reductions over a set of axes, each named once; KEEP_AXES leaves them with size 1 ------------------------------

#define AXES(...) SHAPE(__VA_ARGS__)
#define ALL_AXES ((Shape){{0}, -1})
typedef enum { DROP_AXES, KEEP_AXES } Reduced;

Var op_sum(Tape *tape, Var x, Shape axes, Reduced reduced);
Var op_mean(Tape *tape, Var x, Shape axes, Reduced reduced); // of at least one element
Var op_max(Tape *tape, Var x, Shape axes, Reduced reduced);  // the same; ties share the gradient equally

// --- rows -----------------------------------------------------------------------------------------------------------

// y = softmax(scale x) along the last axis, over the positions where the mask (it broadcasts to x) is 1; 0 elsewhere.
Var op_softmax(Tape *tape, Var x, real scale, Mask mask);
Var op_log_softmax(Tape *tape, Var x); // y = log softmax(x) along the last axis
// y = g (x - mean) / sqrt(variance + epsilon) + b along the last axis; g and b are as long as it.
Var op_layer_norm(Tape *tape, Var x, Var g, Var b, real epsilon);
// y [.., D]: row index[i] of table [N,D] for each i of shape.
Var op_gather(Tape *tape, Var table, const int32_t *index, Shape shape);
// The mean of -log softmax(logits)[target] over the rows of logits [..,C]; a target of -1 leaves its row out. One
// target a row. If all are left out: 0, and no gradient.
Var op_cross_entropy(Tape *tape, Var logits, const int32_t *target);
Var op_mean_squared_error(Tape *tape, Var a, Var b); // the mean of (a - b)^2
// Y = softmax(Q K^T / sqrt(d_k), mask) V      Q [..,T,d_k]  K [..,S,d_k]  V [..,S,d_v]  mask [T,S]  Y [..,T,d_v]
Var op_attention(Tape *tape, Var Q, Var K, Var V, Mask mask);
// Y = softmax(scale Q K^T, mask) V in one op, which stores no [T,S]; leading axes broadcast.
Var op_attention_fused(Tape *tape, Var Q, Var K, Var V, real scale, Mask mask);

// --- the list of all rows, for tests and for the gradient checker ---------------------------------------------------

extern const Op OP_ADD, OP_SUB, OP_MUL, OP_DIV, OP_NEG, OP_SCALE, OP_POW, OP_EXP, OP_LOG, OP_SQRT, OP_TANH, OP_SIGMOID,
    OP_RELU, OP_ABS, OP_MAXIMUM, OP_CLAMP, OP_GELU_ERF, OP_GELU_TANH, OP_DROPOUT, OP_MASKED_FILL, OP_MATMUL,
    OP_TRANSPOSE, OP_PERMUTE, OP_RESHAPE, OP_SLICE, OP_CONCAT, OP_BROADCAST, OP_SUM, OP_MAX, OP_SOFTMAX, OP_LOG_SOFTMAX,
    OP_LAYER_NORM, OP_GATHER, OP_CROSS_ENTROPY, OP_ATTENTION_FUSED;
extern const Op *const HEED_OPS[];
extern const int HEED_OPS_COUNT;

// Each call notes its place, so that an error can name it. heed's own sources define HEED_NO_HERE: an error inside a
// layer names the line that called the layer. A macro is not expanded inside itself: the function keeps its name.
#ifndef HEED_NO_HERE
#define op_add(tape, ...) op_add(HERE(tape), __VA_ARGS__)
#define op_sub(tape, ...) op_sub(HERE(tape), __VA_ARGS__)
#define op_mul(tape, ...) op_mul(HERE(tape), __VA_ARGS__)
#define op_div(tape, ...) op_div(HERE(tape), __VA_ARGS__)
#define op_neg(tape, ...) op_neg(HERE(tape), __VA_ARGS__)
#define op_scale(tape, ...) op_scale(HERE(tape), __VA_ARGS__)
#define op_pow(tape, ...) op_pow(HERE(tape), __VA_ARGS__)
#define op_relu(tape, ...) op_relu(HERE(tape), __VA_ARGS__)
#define op_exp(tape, ...) op_exp(HERE(tape), __VA_ARGS__)
#define op_log(tape, ...) op_log(HERE(tape), __VA_ARGS__)
#define op_sqrt(tape, ...) op_sqrt(HERE(tape), __VA_ARGS__)
#define op_tanh(tape, ...) op_tanh(HERE(tape), __VA_ARGS__)
#define op_sigmoid(tape, ...) op_sigmoid(HERE(tape), __VA_ARGS__)
#define op_abs(tape, ...) op_abs(HERE(tape), __VA_ARGS__)
#define op_maximum(tape, ...) op_maximum(HERE(tape), __VA_ARGS__)
#define op_clamp(tape, ...) op_clamp(HERE(tape), __VA_ARGS__)
#define op_gelu(tape, ...) op_gelu(HERE(tape), __VA_ARGS__)
#define op_dropout(tape, ...) op_dropout(HERE(tape), __VA_ARGS__)
#define op_masked_fill(tape, ...) op_masked_fill(HERE(tape), __VA_ARGS__)
#define op_concat(tape, ...) op_concat(HERE(tape), __VA_ARGS__)
#define op_max(tape, ...) op_max(HERE(tape), __VA_ARGS__)
#define op_log_softmax(tape, ...) op_log_softmax(HERE(tape), __VA_ARGS__)
#define op_layer_norm(tape, ...) op_layer_norm(HERE(tape), __VA_ARGS__)
#define op_mean_squared_error(tape, ...) op_mean_squared_error(HERE(tape), __VA_ARGS__)
#define op_attention(tape, ...) op_attention(HERE(tape), __VA_ARGS__)
#define op_attention_fused(tape, ...) op_attention_fused(HERE(tape), __VA_ARGS__)
#define op_matmul(tape, ...) op_matmul(HERE(tape), __VA_ARGS__)
#define op_transpose(tape, ...) op_transpose(HERE(tape), __VA_ARGS__)
#define op_permute(tape, ...) op_permute(HERE(tape), __VA_ARGS__)
#define op_reshape(tape, ...) op_reshape(HERE(tape), __VA_ARGS__)
#define op_slice(tape, ...) op_slice(HERE(tape), __VA_ARGS__)
#define op_broadcast(tape, ...) op_broadcast(HERE(tape), __VA_ARGS__)
#define op_sum(tape, ...) op_sum(HERE(tape), __VA_ARGS__)
#define op_mean(tape, ...) op_mean(HERE(tape), __VA_ARGS__)
#define op_softmax(tape, ...) op_softmax(HERE(tape), __VA_ARGS__)
#define op_gather(tape, ...) op_gather(HERE(tape), __VA_ARGS__)
#define op_cross_entropy(tape, ...) op_cross_entropy(HERE(tape), __VA_ARGS__)
#endif

HEED_END

#ifdef __cplusplus // has no compound literals
#undef ALL_AXES
#define ALL_AXES (Shape{{0}, -1})
#endif

#endif
