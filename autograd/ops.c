// The list of all ops that have a backward. The gradient checker's test walks it, and a test counts the rows of
// autograd/ops against it. A derived op (mean) is made of these.
#include "autograd/ops.h"

const Op *const HEED_OPS[] = {
    &OP_ADD,       &OP_SUB,     &OP_MUL,         &OP_DIV,        &OP_NEG,     &OP_SCALE,         &OP_POW,
    &OP_EXP,       &OP_LOG,     &OP_SQRT,        &OP_TANH,       &OP_SIGMOID, &OP_RELU,          &OP_ABS,
    &OP_MAXIMUM,   &OP_CLAMP,   &OP_GELU_ERF,    &OP_GELU_TANH,  &OP_DROPOUT, &OP_MASKED_FILL,   &OP_MATMUL,
    &OP_TRANSPOSE, &OP_PERMUTE, &OP_RESHAPE,     &OP_SLICE,      &OP_CONCAT,  &OP_BROADCAST,     &OP_SUM,
    &OP_MAX,       &OP_SOFTMAX, &OP_LOG_SOFTMAX, &OP_LAYER_NORM, &OP_GATHER,  &OP_CROSS_ENTROPY, &OP_ATTENTION_FUSED,
};
const int HEED_OPS_COUNT = sizeof HEED_OPS / sizeof HEED_OPS[0];
