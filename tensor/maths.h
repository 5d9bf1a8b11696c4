// The transcendental functions on the path of the numbers: values, gradients and random draws come from no others, so
// this is the one place to replace them. <tgmath.h> picks the float or the double form.
#ifndef HEED_TENSOR_MATHS_H
#define HEED_TENSOR_MATHS_H

#include "tensor/real.h"

#include <tgmath.h>

static inline real real_exp(real x)
{
    return exp(x);
}

static inline real real_log(real x)
{
    return log(x);
}

static inline real real_pow(real x, real p)
{
    return pow(x, p);
}

static inline real real_tanh(real x)
{
    return tanh(x);
}

static inline real real_erf(real x)
{
    return erf(x);
}

static inline real real_abs(real x)
{
    return fabs(x);
}

static inline real real_sqrt(real x)
{
    return sqrt(x);
}

// In double, whatever real is, for random draws, which do not depend on the precision, and for rates.
static inline double double_log(double x)
{
    return log(x);
}

static inline double double_cos(double x)
{
    return cos(x);
}

static inline double double_pow(double x, double p)
{
    return pow(x, p);
}

#endif
