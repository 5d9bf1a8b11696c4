// The Gaussian error linear unit, in both its forms; each goes back through its own.
//   GELU_ERF     y = x Phi(x),  Phi(x) = (1 + erf(x / sqrt 2)) / 2
//                dx += dy (Phi(x) + x phi(x)),  phi(x) = e^(-x^2 / 2) / sqrt(2 pi)
//   GELU_TANH    y = x (1 + t) / 2,  t = tanh u,  u = sqrt(2 / pi) (x + 0.044715 x^3)
//                dx += dy ((1 + t) / 2 + x (1 - t^2) / 2 du/dx),  du/dx = sqrt(2 / pi) (1 + 3 0.044715 x^2)
// x, y of one shape. The second is an approximation of the first, off by up to 5e-4: a backward of the other form is a
// bug that the loss does not show. Hendrycks and Gimpel (2016), Gaussian error linear units.
#include "autograd/map.h"
#include "autograd/ops.h"
#include "tensor/maths.h"

static const real SQRT_HALF = REAL(0.70710678118654752440), ONE_OVER_SQRT_2PI = REAL(0.39894228040143267794),
                  SQRT_2_OVER_PI = REAL(0.79788456080286535588), CUBIC = REAL(0.044715), HALF = REAL(0.5);

static real erf_value(Point p)
{
    return p.x * HALF * (1 + real_erf(p.x * SQRT_HALF));
}

static real erf_slope(Point p)
{
    const real share = HALF * (1 + real_erf(p.x * SQRT_HALF));            // Phi(x)
    const real density = ONE_OVER_SQRT_2PI * real_exp(-p.x * p.x * HALF); // phi(x)
    return share + p.x * density;
}

static void gelu_erf_backward(Node *y)
{
    map_backward(y, erf_slope);
}

static Var gelu_erf_sample(Tape *tape, Sampler *s)
{
    return op_gelu(tape, sample_layout(tape, s, SAMPLE_NORMAL), GELU_ERF);
}

const Op OP_GELU_ERF = {
    .name = "gelu_erf", .backward = gelu_erf_backward, .sample = gelu_erf_sample, .samples = SAMPLE_LAYOUTS};

static real tanh_of(real x)
{
    return real_tanh(SQRT_2_OVER_PI * (x + CUBIC * x * x * x));
}

static real tanh_value(Point p)
{
    return p.x * HALF * (1 + tanh_of(p.x));
}

static real tanh_slope(Point p)
{
    const real t = tanh_of(p.x), du = SQRT_2_OVER_PI * (1 + 3 * CUBIC * p.x * p.x);
    const real bend = 1 - t * t; // 0 far out, where du may be infinite
    return HALF * (1 + t) + (bend > 0 ? p.x * HALF * bend * du : 0);
}

static void gelu_tanh_backward(Node *y)
{
    map_backward(y, tanh_slope);
}

static Var gelu_tanh_sample(Tape *tape, Sampler *s)
{
    return op_gelu(tape, sample_layout(tape, s, SAMPLE_NORMAL), GELU_TANH);
}

const Op OP_GELU_TANH = {
    .name = "gelu_tanh", .backward = gelu_tanh_backward, .sample = gelu_tanh_sample, .samples = SAMPLE_LAYOUTS};

Var op_gelu(Tape *tape, Var x, Gelu form)
{
    return form == GELU_ERF ? map_forward(map_push(tape, &OP_GELU_ERF, x, NULL, 0), erf_value)
                            : map_forward(map_push(tape, &OP_GELU_TANH, x, NULL, 0), tanh_value);
}
