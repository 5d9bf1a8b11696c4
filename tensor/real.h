// real: the one scalar type of heed. It is float in the library heed and double in heed64, which is built from the
// same sources with HEED_DOUBLE. Literals are integers or REAL(0.1), so that neither build mixes precisions.
#ifndef HEED_TENSOR_REAL_H
#define HEED_TENSOR_REAL_H

#include "tensor/public.h"

#include <float.h>

#if defined(__FAST_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__)
#error "heed needs IEEE arithmetic: -ffast-math folds isnan() away and changes the order of every sum"
#endif

#ifdef HEED_DOUBLE
typedef double real;
#define REAL(literal) literal
#define REAL_EPSILON DBL_EPSILON
#define REAL_MAX DBL_MAX
#define REAL_NAME "double"
// What every program calls has another name in heed64, so that headers of one precision with the library of the other
// fail at link time.
#define tensor_new tensor_new_double
#define tensor_on tensor_on_double
#define rng_uniform rng_uniform_double
#define rng_normal rng_normal_double
#define params_new params_new_double
#define tape_new tape_new_double
#else
typedef float real;
#define REAL(literal) literal##f
#define REAL_EPSILON FLT_EPSILON
#define REAL_MAX FLT_MAX
#define REAL_NAME "float"
#endif

#endif
