// The transcendental functions on the path of the numbers: values, gradients and random draws come from no others. They
// are written here and in maths.c in sums, products and quotients, which IEEE 754 rounds alike everywhere, and not
// taken from the system, whose last bits differ from one to the next. tests/test_maths.c holds their bounds, in units
// in the last place:  exp 1   log 1   erf 2   tanh 3   pow 2, in double 12   cos 2, up to |x| = 100   sqrt 0.5, as IEEE
// has it
//
// Outside their domains they return what C's do. All are thread-safe.
#ifndef HEED_TENSOR_MATHS_H
#define HEED_TENSOR_MATHS_H

#include "tensor/exp.h"

#include <math.h>

real real_log(real x);
real real_pow(real x, real p);
real real_tanh(real x);
real real_erf(real x);

static inline real real_abs(real x)
{
    return (real)fabs((double)x);
}

static inline real real_sqrt(real x)
{
    return (real)sqrt((double)x); // rounded twice, which for this function is as good as once (Figueroa, 1995)
}

// In double, whatever real is: for random draws, which do not depend on the precision, for rates and for positions.
double double_log(double x);
double double_cos(double x);        // NaN beyond |x| = 2^20
double double_pow(double x, int n); // x^n, n >= 0, by squaring: within n units

#endif
