// The logistic function and the hyperbolic tangent.
//   forward    y = 1 / (1 + e^-x)          y = tanh x
//   backward   dx += dy y (1 - y)          dx += dy (1 - y^2)
// x, y of one shape. The exponent is never positive, so neither overflows.
#include "autograd/map.h"
#include "autograd/ops.h"
#include "tensor/maths.h"

static real sigmoid_value(Point p)
{
    const real e = real_exp(p.x < 0 ? p.x : -p.x);
    return (p.x < 0 ? e : 1) / (1 + e);
}

static real sigmoid_slope(Point p)
{
    return p.y * (1 - p.y);
}

static void sigmoid_backward(Node *y)
{
    map_backward(y, sigmoid_slope);
}

static Var sigmoid_sample(Tape *tape, Sampler *s)
{
    return op_sigmoid(tape, sample_layout(tape, s, SAMPLE_NORMAL));
}

const Op OP_SIGMOID = {
    .name = "sigmoid", .backward = sigmoid_backward, .sample = sigmoid_sample, .samples = SAMPLE_LAYOUTS};

Var op_sigmoid(Tape *tape, Var x)
{
    return map_forward(map_push(tape, &OP_SIGMOID, x, NULL, 0), sigmoid_value);
}

static real tanh_value(Point p)
{
    return real_tanh(p.x);
}

static real tanh_slope(Point p)
{
    return 1 - p.y * p.y;
}

static void tanh_backward(Node *y)
{
    map_backward(y, tanh_slope);
}

static Var tanh_sample(Tape *tape, Sampler *s)
{
    return op_tanh(tape, sample_layout(tape, s, SAMPLE_NORMAL));
}

const Op OP_TANH = {.name = "tanh", .backward = tanh_backward, .sample = tanh_sample, .samples = SAMPLE_LAYOUTS};

Var op_tanh(Tape *tape, Var x)
{
    return map_forward(map_push(tape, &OP_TANH, x, NULL, 0), tanh_value);
}
