// What can be read off the curves of a sweep, and a sweep as JSON.
#include "examples/heed/sweep.h"

#include "tensor/real.h"

#include <math.h>

// A part of a curve counts as straight where the error is well above the least and well below the gradient itself: by
// these factors. It needs so many points.
static const double ABOVE_BEST = 4, BELOW_ALL = 0.3;
enum { LEAST_POINTS = 2 };

typedef struct {
    double slope, middle; // of log error over log h; the step in the middle
} Straight;

// The line of least squares through the points first .. last of the curve that are in its straight part.
static Straight fit(const double *error, int first, int last, double best)
{
    double n = 0, x = 0, y = 0, xx = 0, xy = 0;
    for (int i = first; i <= last; i++) {
        if (!(error[i] >= ABOVE_BEST * best && error[i] <= BELOW_ALL && error[i] > 0))
            continue;
        const double h = log10(sweep_step(i)), e = log10(error[i]);
        n++;
        x += h;
        y += e;
        xx += h * h;
        xy += h * e;
    }
    if (n < LEAST_POINTS)
        return (Straight){(double)NAN, (double)NAN};
    return (Straight){(n * xy - x * y) / (n * xx - x * x), pow(10, x / n)};
}

SweepSlopes sweep_slopes(const Sweep *sweep, Difference difference)
{
    const double *error = sweep->error[difference];
    SweepSlopes slopes = {.best = -1};
    for (int i = 0; i < SWEEP_STEPS; i++)
        if (isfinite(error[i]) && (slopes.best < 0 || error[i] < error[slopes.best]))
            slopes.best = i;
    const double best = slopes.best < 0 ? 0 : error[slopes.best];
    const Straight large = fit(error, 0, slopes.best - 1, best),
                   small = fit(error, slopes.best + 1, SWEEP_STEPS - 1, best);
    slopes.truncation = large.slope;
    slopes.truncation_at = large.middle;
    slopes.rounding = small.slope;
    slopes.rounding_at = small.middle;
    return slopes;
}

bool sweep_is_truncation(Difference difference, double slope)
{
    return fabs(slope - DIFFERENCE_ORDER[difference]) < 0.35;
}

bool sweep_is_rounding(double slope)
{
    return fabs(slope + 1) < 0.35;
}

// --- JSON -----------------------------------------------------------------------------------------------------------

// JSON knows no NaN: it is null.
static json_t *curve_json(const double *error)
{
    json_t *array = json_array();
    for (int i = 0; i < SWEEP_STEPS; i++)
        json_array_append_new(array, isfinite(error[i]) ? json_real(error[i]) : json_null());
    return array;
}

json_t *sweep_json(const Sweep *sweep)
{
    json_t *json = json_pack("{s:i, s:i}", "elements", sweep->elements, "left_out", sweep->left_out);
    for (int d = 0; d < DIFFERENCES; d++)
        json_object_set_new(json, DIFFERENCE_NAMES[d], curve_json(sweep->error[d]));
    return json;
}

bool sweep_read(Sweep *sweep, const json_t *json)
{
    *sweep = (Sweep){.elements = (int)json_integer_value(json_object_get(json, "elements")),
                     .left_out = (int)json_integer_value(json_object_get(json, "left_out"))};
    for (int d = 0; d < DIFFERENCES; d++) {
        const json_t *curve = json_object_get(json, DIFFERENCE_NAMES[d]);
        if (json_array_size(curve) != SWEEP_STEPS)
            return false;
        for (size_t i = 0; i < SWEEP_STEPS; i++) {
            const json_t *error = json_array_get(curve, i);
            sweep->error[d][i] = json_is_real(error) ? json_real_value(error) : (double)NAN;
        }
    }
    sweep->measured = true;
    return true;
}
