// Rectifier, absolute value and clamp: lines with kinks.
//   forward    y = max(x, 0)             y = |x|                      y = min(max(x, low), high)
//   backward   dx += dy where x > 0      dx += dy sign(x)             dx += dy where low <= x <= high
// x, y of one shape. At the kinks relu and abs have slope 0; clamp has slope 1 on its bounds. A NaN stays NaN.
// Nair and Hinton (2010), Rectified linear units improve restricted Boltzmann machines.
#include "autograd/map.h"
#include "autograd/ops.h"
#include "tensor/maths.h"

static real relu_value(Point p)
{
    return p.x < 0 ? 0 : p.x;
}

static real relu_slope(Point p)
{
    return p.x > 0 ? 1 : 0;
}

static void relu_backward(Node *y)
{
    map_backward(y, relu_slope);
}

static uint64_t relu_decisions(const Node *y, uint64_t signature)
{
    return map_decisions(y, signature, relu_slope);
}

// y + x / 4: where y is flat there is still a gradient to compare.
static Var with_slope(Tape *tape, Var y, Var x)
{
    return op_add(tape, y, op_scale(tape, x, REAL(0.25)));
}

static Var relu_sample(Tape *tape, Sampler *s)
{
    const Var x = sample_layout(tape, s, SAMPLE_NORMAL);
    return with_slope(tape, op_relu(tape, x), x);
}

const Op OP_RELU = {.name = "relu",
                    .backward = relu_backward,
                    .sample = relu_sample,
                    .samples = SAMPLE_LAYOUTS,
                    .decisions = relu_decisions};

Var op_relu(Tape *tape, Var x)
{
    return map_forward(map_push(tape, &OP_RELU, x, NULL, 0), relu_value);
}

static real abs_value(Point p)
{
    return real_abs(p.x);
}

static real sign(Point p)
{
    return (real)((p.x > 0) - (p.x < 0));
}

static void abs_backward(Node *y)
{
    map_backward(y, sign);
}

static uint64_t abs_decisions(const Node *y, uint64_t signature)
{
    return map_decisions(y, signature, sign);
}

static Var abs_sample(Tape *tape, Sampler *s)
{
    return op_abs(tape, sample_layout(tape, s, SAMPLE_NORMAL));
}

const Op OP_ABS = {.name = "abs",
                   .backward = abs_backward,
                   .sample = abs_sample,
                   .samples = SAMPLE_LAYOUTS,
                   .decisions = abs_decisions};

Var op_abs(Tape *tape, Var x)
{
    return map_forward(map_push(tape, &OP_ABS, x, NULL, 0), abs_value);
}

static real clamp_value(Point p)
{
    const real low = p.c[0], high = p.c[1];
    return p.x < low ? low : p.x > high ? high : p.x;
}

static real clamp_slope(Point p)
{
    return p.x >= p.c[0] && p.x <= p.c[1] ? 1 : 0;
}

static void clamp_backward(Node *y)
{
    map_backward(y, clamp_slope);
}

static real clamp_side(Point p)
{
    return (real)((p.x > p.c[1]) - (p.x < p.c[0]));
}

static uint64_t clamp_decisions(const Node *y, uint64_t signature)
{
    return map_decisions(y, signature, clamp_side);
}

static Var clamp_sample(Tape *tape, Sampler *s)
{
    const Var x = sample_layout(tape, s, SAMPLE_NORMAL);
    return with_slope(tape, op_clamp(tape, x, REAL(-0.5), REAL(0.75)), x);
}

const Op OP_CLAMP = {.name = "clamp",
                     .backward = clamp_backward,
                     .sample = clamp_sample,
                     .samples = SAMPLE_LAYOUTS,
                     .decisions = clamp_decisions};

Var op_clamp(Tape *tape, Var x, real low, real high)
{
    if (!(low <= high))
        return tape_fail(tape, "clamp: the lower bound %g is above the upper bound %g", (double)low, (double)high);
    return map_forward(map_push(tape, &OP_CLAMP, x, (const real[]){low, high}, 2), clamp_value);
}
