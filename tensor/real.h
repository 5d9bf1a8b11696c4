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
#define tensor_precision tensor_precision_double
#else
typedef float real;
#define REAL(literal) literal##f
#define REAL_EPSILON FLT_EPSILON
#define REAL_MAX FLT_MAX
#define REAL_NAME "float"
#define tensor_precision tensor_precision_float
#endif

HEED_BEGIN

// Every file that includes this asks for a name that only the library of its precision has, so that headers of one
// precision with the library of the other fail at link time.
extern const char tensor_precision[];
__attribute__((used)) static const char *const TENSOR_PRECISION = tensor_precision;

HEED_END

#endif
