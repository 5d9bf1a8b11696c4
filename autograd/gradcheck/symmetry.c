// The symmetry of the second derivative; see autograd/symmetry.h.
#include "autograd/symmetry.h"

#include "autograd/inspect.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ATTEMPTS = 7, SHRINK = 8, STREAM = 4 };
static const double STEP = 1e-4, SAFETY = 8, ROUNDING = 4e-16, RELATIVE = 1e-6;

// A check in progress.
typedef struct {
    Tape *tape;
    Params *params;
    CheckFunction *function;
    void *context;
    int n;              // elements of the store
    real *w;            // the store's values
    real *value, *grad; // owned: as they were
    real *u, *v;        // owned: the directions
    real *cotangent;    // owned
    uint64_t seed;
    uint64_t decisions; // of the last pass
    double magnitude;   // sum |u g| of the last pass, which rounding is in proportion to
} Symmetry;

// --- u.g(w + h v) and its derivative --------------------------------------------------------------------------------

static bool draw_cotangent(Symmetry *s, int outputs)
{
    Rng rng = rng_seed(s->seed, 1);
    s->cotangent = malloc(((size_t)outputs + 1) * sizeof(real));
    for (int i = 0; s->cotangent && i < outputs; i++)
        s->cotangent[i] = rng_normal(&rng);
    return s->cotangent != NULL;
}

// u.g(w + h v); the store's values come back. NaN: the function does not run.
static double along(Symmetry *s, const real *u, const real *v, double h)
{
    double sum = 0;
    for (int i = 0; i < s->n; i++)
        s->w[i] = (real)((double)s->value[i] + h * (double)v[i]);
    tape_reset(s->tape);
    params_clear_grads(s->params);
    const Var y = s->function(s->tape, s->context);
    const Tensor value = var_value(y);
    const bool ran = value.data && (s->cotangent || draw_cotangent(s, tensor_count(value))) &&
                     tape_backward_from(s->tape, y, tensor_on(s->cotangent, tensor_shape(value)));
    s->decisions = tape_decisions(s->tape);
    memcpy(s->w, s->value, (size_t)s->n * sizeof(real));
    const real *g = params_grads(s->params).data;
    s->magnitude = 0;
    for (int i = 0; i < s->n; i++) {
        sum += (double)u[i] * (double)g[i];
        s->magnitude += fabs((double)u[i] * (double)g[i]);
    }
    return ran ? sum : (double)NAN;
}

typedef struct {
    double value, error;
    bool kink; // some op decides otherwise however small the step
} Curvature;

// D(h). False: an op decides otherwise than at w.
static bool central_difference(Symmetry *s, const real *u, const real *v, double h, uint64_t decisions, double *slope)
{
    const double right = along(s, u, v, h);
    bool same = s->decisions == decisions;
    const double left = along(s, u, v, -h);
    *slope = (right - left) / (2 * h);
    return same && s->decisions == decisions;
}

// u.Hv
static Curvature curvature(Symmetry *s, const real *u, const real *v)
{
    double h = STEP;
    along(s, u, v, 0);
    const uint64_t decisions = s->decisions;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++, h /= SHRINK) {
        double coarse = 0, fine = 0;
        if (central_difference(s, u, v, h, decisions, &coarse) && central_difference(s, u, v, h / 2, decisions, &fine))
            return (Curvature){.value = fine + (fine - coarse) / 3,
                               .error = fabs(fine - coarse) / 3 + ROUNDING * s->magnitude / h};
    }
    return (Curvature){.kink = true};
}

// --- the verdict ----------------------------------------------------------------------------------------------------

static SymmetryCheck conclude(Verdict verdict, const char *message)
{
    SymmetryCheck check = {verdict, (double)NAN, (double)NAN, (double)NAN, ""};
    snprintf(check.message, sizeof check.message, "%s", message);
    return check;
}

static SymmetryCheck judge(Curvature u_hv, Curvature v_hu)
{
    const double noise = SAFETY * (u_hv.error + v_hu.error);
    const double largest = fmax(fabs(u_hv.value), fabs(v_hu.value));
    SymmetryCheck check = {CHECK_PASS, u_hv.value, v_hu.value, noise + RELATIVE * largest, ""};
    const char *message = "u.Hv and v.Hu agree";
    if (!(fabs(u_hv.value - v_hu.value) <= check.tolerance)) { // NaN is not
        check.verdict = CHECK_FAIL;
        message = "u.Hv and v.Hu differ: what backward gives is the gradient of no function";
    } else if (largest <= noise) {
        check.verdict = CHECK_INCONCLUSIVE;
        message = "the second derivative is zero, or smaller than the error of the differences";
    }
    snprintf(check.message, sizeof check.message, "%s", message);
    return check;
}

static SymmetryCheck run(Symmetry *s)
{
    Rng rng = rng_seed(s->seed, STREAM);
    for (int i = 0; i < s->n; i++) {
        s->u[i] = rng_normal(&rng);
        s->v[i] = rng_normal(&rng);
    }
    along(s, s->u, s->v, 0);
    if (tape_error(s->tape) || !s->cotangent)
        return conclude(CHECK_FAIL, tape_error(s->tape) ? tape_error(s->tape) : "the function does not run");
    const Curvature u_hv = curvature(s, s->u, s->v), v_hu = curvature(s, s->v, s->u);
    if (u_hv.kink || v_hu.kink)
        return conclude(CHECK_INCONCLUSIVE, "a decision flips within every step");
    return judge(u_hv, v_hu);
}

// The check between taking a copy of the store's vectors and putting it back.
static SymmetryCheck check_and_restore(Symmetry *s)
{
    const size_t n = (size_t)s->n;
    real *grads = params_grads(s->params).data;
    s->grad = s->value + n;
    s->u = s->value + 2 * n;
    s->v = s->value + 3 * n;
    memcpy(s->value, s->w, n * sizeof(real));
    memcpy(s->grad, grads, n * sizeof(real));
    const SymmetryCheck check = run(s);
    tape_reset(s->tape);
    memcpy(grads, s->grad, n * sizeof(real));
    return check;
}

SymmetryCheck gradcheck_symmetry(Params *params, CheckFunction *function, void *context, CheckOptions options)
{
    const Tensor values = params_values(params);
    Tape *own = options.tape ? NULL : tape_new();
    Symmetry s = {.tape = own ? own : options.tape,
                  .params = params,
                  .function = function,
                  .context = context,
                  .n = tensor_count(values),
                  .w = values.data,
                  .value = malloc((4 * (size_t)tensor_count(values) + 1) * sizeof(real)),
                  .seed = options.seed};
    SymmetryCheck check;
    if (own)
        tape_on_error(own, NULL, NULL);
    if (sizeof(real) < sizeof(double))
        check = conclude(CHECK_INCONCLUSIVE, check_reason(REASON_FLOAT));
    else if (!s.tape || !s.value)
        check = conclude(CHECK_INCONCLUSIVE, "out of memory");
    else if (s.n == 0)
        check = conclude(CHECK_INCONCLUSIVE, "there is no parameter");
    else
        check = check_and_restore(&s);
    tape_free(own);
    free(s.value);
    free(s.cotangent);
    return check;
}
