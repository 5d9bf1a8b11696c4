// A second check of a backward, which needs no value of the loss: is it the gradient of any function at all?
//
// The derivative H of a gradient g(w) is symmetric: u.Hv = v.Hu for all u and v. Both sides are derivatives of numbers
// that backward gives,
//   u.Hv = d/dt u.g(w + t v)      v.Hu = d/dt v.g(w + t u)      by central differences, two steps and Richardson
// and are compared for random u and v. (For y with more than one element, g is the gradient of sum c y, as in
// gradcheck.h.) A backward that goes wrong in one place of a composed function breaks the symmetry. What it does not
// see: a wrong backward that is the gradient of another function, such as one that is twice the right one; and anything
// where H is zero, as in a linear function. It stands beside gradcheck, never in its place.
//
// A store that is checked belongs to the caller's thread, in which the function is called.
#ifndef HEED_AUTOGRAD_SYMMETRY_H
#define HEED_AUTOGRAD_SYMMETRY_H

#include "autograd/gradcheck.h"

HEED_BEGIN

typedef struct {
    Verdict verdict;
    double u_hv, v_hu, tolerance; // u.Hv, v.Hu; NaN: not found out
    char message[CHECK_TEXT];     // the verdict in words
} SymmetryCheck;

// Of options, seed and tape count. Values and gradients of the store come back bit for bit.
SymmetryCheck gradcheck_symmetry(Params *params, CheckFunction *function, void *context, CheckOptions options);

HEED_END

#endif
