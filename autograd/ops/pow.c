// A power with a fixed exponent.
//   forward    y = x^p
//   backward   dx += dy p x^(p-1)        and nothing if p = 0, where y = 1 for every x, 0 included
// x, y of one shape. As in C's pow, a negative x with a fractional p is NaN.
#include "autograd/map.h"
#include "autograd/ops.h"
#include "tensor/maths.h"

static real pow_value(Point p)
{
    return real_pow(p.x, p.c[0]);
}

static real pow_slope(Point p)
{
    const real exponent = p.c[0];
    return exponent == 0 ? 0 : exponent * real_pow(p.x, exponent - 1);
}

static void pow_backward(Node *y)
{
    map_backward(y, pow_slope);
}

static Var pow_sample(Tape *tape, Sampler *s)
{
    static const real EXPONENT[] = {3, REAL(0.5), -2, 1};
    return op_pow(tape, sample_layout(tape, s, SAMPLE_POSITIVE), EXPONENT[sample_kind(s) % 4]);
}

const Op OP_POW = {.name = "pow", .backward = pow_backward, .sample = pow_sample, .samples = SAMPLE_LAYOUTS};

Var op_pow(Tape *tape, Var x, real p)
{
    return map_forward(map_push(tape, &OP_POW, x, &p, 1), pow_value);
}
