// From the name of an op in golden/ops.json to the call.
#ifndef HEED_TESTS_GOLDEN_OPS_H
#define HEED_TESTS_GOLDEN_OPS_H

#include "autograd/ops.h"
#include "tests/golden_file.h"

enum { MOST_OPERANDS = 8 };

typedef struct {
    Tape *tape;
    const json_t *attributes; // the case itself: its members beside leaves, operands, upstream and output
    Var x[MOST_OPERANDS];
    int operands;
} GoldenCall;

// One of unary, binary and call is the op: call, if it takes more than operands.
typedef struct {
    const char *name;
    int operands; // 0: any number
    Var (*unary)(Tape *tape, Var x);
    Var (*binary)(Tape *tape, Var a, Var b);
    Var (*call)(const GoldenCall *c);
    const char *as; // it is held against the cases of this op; NULL: against its own
} GoldenOp;

extern const GoldenOp GOLDEN_OPS[];
extern const int GOLDEN_OPS_COUNT;

// NULL: there is none of this name.
const GoldenOp *golden_op(const char *name);
// The name that its cases have.
const char *golden_op_cases(const GoldenOp *op);
Var golden_op_call(const GoldenOp *op, const GoldenCall *c);

#endif
