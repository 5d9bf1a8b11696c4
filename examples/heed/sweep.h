// How well finite differences meet the gradient, for steps h from 1e-1 down to 1e-12: too large a step is wrong by what
// the Taylor series goes on with (truncation), too small a one by the rounding of L, which is divided by h.
//   forward     (L(w + h) - L(w)) / h                              truncation ~ h
//   central     D(h) = (L(w + h) - L(w - h)) / 2h                  truncation ~ h^2
//   Richardson  D(h/2) + (D(h/2) - D(h)) / 3                       truncation ~ h^4        rounding ~ 1/h in all
#ifndef HEED_EXAMPLES_HEED_SWEEP_H
#define HEED_EXAMPLES_HEED_SWEEP_H

#include "examples/heed/check_subject.h"

#include <jansson.h>

typedef enum { DIFFERENCE_FORWARD, DIFFERENCE_CENTRAL, DIFFERENCE_RICHARDSON, DIFFERENCES } Difference;
extern const char *const DIFFERENCE_NAMES[DIFFERENCES];
// The power of h that the truncation goes with.
extern const int DIFFERENCE_ORDER[DIFFERENCES];

enum { SWEEP_STEPS = 23 }; // two a decade
double sweep_step(int i);  // 1e-1, 3.16e-2, 1e-2, ...

// What one program measured.
typedef struct {
    bool measured;
    int elements; // of all tensors
    int left_out; // of these, since an op decides otherwise within the largest step
    // rms(numeric - analytic) / rms(analytic) over all elements. NaN: no number; w + h is w for some element.
    double error[DIFFERENCES][SWEEP_STEPS];
} Sweep;

// False: the function does not run, or memory is out.
bool sweep_measure(Sweep *sweep, const Subject *subject, uint64_t seed, Message *message);

// What can be read off a curve.
typedef struct {
    int best; // the step with the least error; -1: there is none
    double truncation,
        rounding; // the slopes of log error over log h at its larger and its smaller steps; NaN: no such part
    double truncation_at, rounding_at; // the steps in the middle of these parts
} SweepSlopes;
SweepSlopes sweep_slopes(const Sweep *sweep, Difference difference);
// Whether a slope is the one that the theory gives. NaN is none.
bool sweep_is_truncation(Difference difference, double slope);
bool sweep_is_rounding(double slope);

// A new reference; NULL: memory is out.
json_t *sweep_json(const Sweep *sweep);
// False: it is not the JSON of a sweep.
bool sweep_read(Sweep *sweep, const json_t *json);

#endif
