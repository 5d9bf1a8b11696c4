// The list of all ops that have a backward. The gradient checker's test walks it, and a test counts the rows of
// autograd/ops against it. A derived op (mean) is made of these.
#include "autograd/ops.h"

const Op *const HEED_OPS[] = {
    &OP_ADD,
    &OP_SUB,
    &OP_MUL,
};
const int HEED_OPS_COUNT = sizeof HEED_OPS / sizeof HEED_OPS[0];
