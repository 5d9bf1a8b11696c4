// The number L(w) = sum c y(w), and its derivative along a move of some weights.
#include "autograd/gradcheck/inner.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ATTEMPTS = 7, SHRINK = 8 }; // steps from 1e-3 down to 4e-9
static const double ROUNDING = 4e-16;

// --- decisions ------------------------------------------------------------------------------------------------------

// That of node i; where one op is looked at alone, its own.
static uint64_t decision_of(const Check *check, int i)
{
    if (check->probe)
        return check->probe->decisions;
    const Node *y = tape_node(check->tape, i);
    return y->op && y->op->decisions ? y->op->decisions(y, UINT64_C(14695981039346656037)) : 0;
}

bool check_remember_decisions(Check *check)
{
    check_evaluate(check);
    check->decisions = check->probe ? 1 : tape_nodes(check->tape);
    free(check->decision);
    check->decision = malloc(((size_t)check->decisions + 1) * sizeof *check->decision);
    for (int i = 0; check->decision && i < check->decisions; i++)
        check->decision[i] = decision_of(check, i);
    check->flipped = NULL;
    return check->decision != NULL;
}

static const char *first_flipped(const Check *check)
{
    for (int i = 0; check->decision && i < check->decisions && i < tape_nodes(check->tape); i++)
        if (decision_of(check, i) != check->decision[i])
            return tape_node(check->tape, check->probe ? (int)check->probe->node : i)->op->name;
    return NULL;
}

// --- L --------------------------------------------------------------------------------------------------------------

bool check_run(Check *check, Tensor *y)
{
    Probe *probe = check->probe;
    tape_reset(check->tape);
    if (probe)
        probe->entered = probe->seen = false;
    check->tape->probe = probe;
    *y = var_value(check->function(check->tape, check->context));
    check->tape->probe = NULL;
    if (probe)
        *y = probe->seen ? probe->y : (Tensor){0};
    return !tape_error(check->tape) && y->data;
}

double check_evaluate(Check *check)
{
    Tensor y;
    const bool ran = check_run(check, &y) && shape_equal(tensor_shape(y), check->shape);
    double sum = 0;
    check->magnitude = 0;
    check->flipped = first_flipped(check);
    if (!ran)
        return (double)NAN;
    Walk walk = walk_over(check->shape, 2, (Tensor[]){y, tensor_on(check->cotangent, check->shape)});
    while (walk_next(&walk))
        for (int i = 0; i < walk.n; i++) {
            const double term = (double)walk.at[0][i * walk.step[0]] * (double)walk.at[1][i * walk.step[1]];
            sum += term;
            check->magnitude += fabs(term);
        }
    return sum;
}

// --- its derivative -------------------------------------------------------------------------------------------------

// L where w has moved by h; w is put back. *along gets the way that was really gone, in units of v.
static double evaluate_at(Check *check, Move move, double h, double *along)
{
    double gone = 0, squares = 0;
    memcpy(check->moved, move.w, (size_t)move.n * sizeof(real));
    for (int i = 0; i < move.n; i++) {
        const double v = (double)move.v[i];
        move.w[i] = (real)((double)move.w[i] + h * v);
        gone += ((double)move.w[i] - (double)check->moved[i]) * v;
        squares += v * v;
    }
    const double L = check_evaluate(check);
    memcpy(move.w, check->moved, (size_t)move.n * sizeof(real));
    *along = gone / squares;
    return L;
}

// D(h). False: an op decides otherwise than without the move.
static bool central_difference(Check *check, Move move, double h, double *slope)
{
    double to_right = 0, to_left = 0;
    const double right = evaluate_at(check, move, h, &to_right);
    const char *flipped = check->flipped;
    const double left = evaluate_at(check, move, -h, &to_left);
    *slope = (right - left) / (to_right - to_left);
    check->kink_of = flipped ? flipped : check->flipped;
    return !check->kink_of;
}

Slope check_slope(Check *check, Move move, double h)
{
    for (int attempt = 0; attempt < ATTEMPTS; attempt++, h /= SHRINK) {
        double coarse = 0, fine = 0;
        if (central_difference(check, move, h, &coarse) && central_difference(check, move, h / 2, &fine))
            return (Slope){.slope = fine + (fine - coarse) / 3,
                           .error = fabs(fine - coarse) / 3 + ROUNDING * check->magnitude / h};
    }
    return (Slope){.kink = true};
}
