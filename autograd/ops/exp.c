// Exponential, natural logarithm and square root.
//   forward    y = e^x            y = log x         y = sqrt(x)
//   backward   dx += dy y         dx += dy / x      dx += dy / (2 y)
// x, y of one shape. As in C, the log of 0 is -inf and that of a negative x is NaN; the slope of sqrt at 0 is infinite.
#include "autograd/map.h"
#include "autograd/ops.h"
#include "tensor/maths.h"

static real exp_value(Point p)
{
    return real_exp(p.x);
}

static real exp_slope(Point p)
{
    return p.y;
}

static void exp_backward(Node *y)
{
    map_backward(y, exp_slope);
}

static Var exp_sample(Tape *tape, Sampler *s)
{
    return op_exp(tape, sample_layout(tape, s, SAMPLE_NORMAL));
}

const Op OP_EXP = {.name = "exp", .backward = exp_backward, .sample = exp_sample, .samples = SAMPLE_LAYOUTS};

Var op_exp(Tape *tape, Var x)
{
    return map_forward(map_push(tape, &OP_EXP, x, NULL, 0), exp_value);
}

static real log_value(Point p)
{
    return real_log(p.x);
}

static real log_slope(Point p)
{
    return 1 / p.x;
}

static void log_backward(Node *y)
{
    map_backward(y, log_slope);
}

static Var log_sample(Tape *tape, Sampler *s)
{
    return op_log(tape, sample_layout(tape, s, SAMPLE_POSITIVE));
}

const Op OP_LOG = {.name = "log", .backward = log_backward, .sample = log_sample, .samples = SAMPLE_LAYOUTS};

Var op_log(Tape *tape, Var x)
{
    return map_forward(map_push(tape, &OP_LOG, x, NULL, 0), log_value);
}

static real sqrt_value(Point p)
{
    return real_sqrt(p.x);
}

static real sqrt_slope(Point p)
{
    return 1 / (2 * p.y);
}

static void sqrt_backward(Node *y)
{
    map_backward(y, sqrt_slope);
}

static Var sqrt_sample(Tape *tape, Sampler *s)
{
    return op_sqrt(tape, sample_layout(tape, s, SAMPLE_POSITIVE));
}

const Op OP_SQRT = {.name = "sqrt", .backward = sqrt_backward, .sample = sqrt_sample, .samples = SAMPLE_LAYOUTS};

Var op_sqrt(Tape *tape, Var x)
{
    return map_forward(map_push(tape, &OP_SQRT, x, NULL, 0), sqrt_value);
}
