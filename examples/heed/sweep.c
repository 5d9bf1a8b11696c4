// Measuring a sweep.
#include "examples/heed/sweep.h"

#include "autograd/inspect.h"
#include "train/file.h"

#include <math.h>
#include <stdlib.h>

const char *const DIFFERENCE_NAMES[DIFFERENCES] = {"forward", "central", "Richardson"};
const int DIFFERENCE_ORDER[DIFFERENCES] = {1, 2, 4};

double sweep_step(int i)
{
    return pow(10, -1 - i / 2.0);
}

// A sweep in progress.
typedef struct {
    const Subject *subject;
    real *cotangent;
    int outputs;
    uint64_t decisions; // of the last evaluation
} Measure;

// --- L and its gradient ---------------------------------------------------------------------------------------------

// L = sum c y, and y's value if it is asked for. NaN: the function does not run.
static double evaluate(Measure *m, Var *out)
{
    Tape *tape = m->subject->tape;
    tape_reset(tape);
    const Var y = m->subject->function(tape, m->subject->context);
    const Tensor value = var_value(y);
    if (tape_error(tape) || !value.data)
        return (double)NAN;
    if (out)
        *out = y;
    m->decisions = tape_decisions(tape);
    double sum = 0;
    int at = 0;
    Walk walk = walk_over(tensor_shape(value), 1, &value);
    while (m->cotangent && walk_next(&walk))
        for (int i = 0; i < walk.n; i++)
            sum += (double)m->cotangent[at++] * (double)walk.at[0][i * walk.step[0]];
    return sum;
}

// Draws the cotangent and leaves dL/dw in the store's gradients.
static bool go_back(Measure *m, uint64_t seed, Message *message)
{
    Tape *tape = m->subject->tape;
    Var y = VAR_NONE;
    evaluate(m, &y);
    if (tape_error(tape))
        return message_set(message, "%s: %s", m->subject->name, tape_error(tape));
    m->outputs = tensor_count(var_value(y));
    m->cotangent = malloc(((size_t)m->outputs + 1) * sizeof(real));
    if (!m->cotangent)
        return message_set(message, "%s: out of memory", m->subject->name);
    Rng rng = rng_seed(seed, 1);
    for (int i = 0; i < m->outputs; i++)
        m->cotangent[i] = rng_normal(&rng);
    params_clear_grads(m->subject->params);
    return tape_backward_from(tape, y, tensor_on(m->cotangent, tensor_shape(var_value(y)))) ||
           message_set(message, "%s: %s", m->subject->name, tape_error(tape));
}

// --- differences ----------------------------------------------------------------------------------------------------

// L(w + h), and the step that was really taken. *w is put back.
static double shifted(Measure *m, real *w, double h, double *taken)
{
    const real at = *w;
    *w = (real)((double)at + h);
    *taken = (double)*w - (double)at;
    const double L = evaluate(m, NULL);
    *w = at;
    return L;
}

// The three differences of one element; NaN where the step is lost.
static void differentiate(Measure *m, real *w, double h, double L, double numeric[DIFFERENCES])
{
    double right_step, left_step, near_right_step, near_left_step;
    const double right = shifted(m, w, h, &right_step), left = shifted(m, w, -h, &left_step);
    const double near_right = shifted(m, w, h / 2, &near_right_step),
                 near_left = shifted(m, w, -h / 2, &near_left_step);
    const double coarse = (right - left) / (right_step - left_step);
    const double fine = (near_right - near_left) / (near_right_step - near_left_step);
    numeric[DIFFERENCE_FORWARD] = (right - L) / right_step;
    numeric[DIFFERENCE_CENTRAL] = coarse;
    numeric[DIFFERENCE_RICHARDSON] = fine + (fine - coarse) / 3;
}

// Whether an op decides otherwise within the largest step.
static bool has_kink(Measure *m, real *w, uint64_t decisions)
{
    double taken;
    shifted(m, w, sweep_step(0), &taken);
    const bool right = m->decisions != decisions;
    shifted(m, w, -sweep_step(0), &taken);
    return right || m->decisions != decisions;
}

bool sweep_measure(Sweep *sweep, const Subject *subject, uint64_t seed, Message *message)
{
    Measure m = {.subject = subject};
    const Tensor w = params_values(subject->params), dw = params_grads(subject->params);
    double sum_of_squares = 0;
    *sweep = (Sweep){.measured = true, .elements = tensor_count(w)};
    if (!go_back(&m, seed, message)) {
        free(m.cotangent);
        return false;
    }
    const double L = evaluate(&m, NULL);
    const uint64_t decisions = m.decisions;
    for (int i = 0; i < sweep->elements; i++) {
        const double analytic = (double)dw.data[i];
        if (has_kink(&m, &w.data[i], decisions)) {
            sweep->left_out++;
            continue;
        }
        sum_of_squares += analytic * analytic;
        for (int step = 0; step < SWEEP_STEPS; step++) {
            double numeric[DIFFERENCES];
            differentiate(&m, &w.data[i], sweep_step(step), L, numeric);
            for (int d = 0; d < DIFFERENCES; d++)
                sweep->error[d][step] += (numeric[d] - analytic) * (numeric[d] - analytic);
        }
    }
    for (int d = 0; d < DIFFERENCES; d++)
        for (int step = 0; step < SWEEP_STEPS; step++)
            sweep->error[d][step] = sqrt(sweep->error[d][step] / sum_of_squares);
    free(m.cotangent);
    return true;
}
