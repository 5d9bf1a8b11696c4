// Exercise 14: steps against PyTorch's, then random ones, and what a wrong rule is called.
#include "examples/exercises/exercise.h"

#include <tgmath.h>

typedef struct {
    double rate, momentum, weight_decay;
    int nesterov;
} Sgd;

void sgd_step(const Sgd *sgd, int n, double *p, const double *g, double *v);

// --- rules, the right one and others --------------------------------------------------------------------------------

typedef struct {
    const char *words; // what is wrong with it
    bool climbs, mean, rate_inside, decay_apart, no_decay, half_decay, no_nesterov, forgets, decay_of_step, late,
        minus_decay, bare_decay, decay_after, both_steps;
} Rule;

static const char BARE[] = "Weight decay is taken from p without the rate here. It is part of g: g + weight_decay p.";

static const Rule RULES[] = {
    {.words = "It climbs: a step must go against the gradient, p -= ..", .climbs = true},
    {.words = "v is a running mean here, v = momentum v + (1 - momentum) g. "
              "In torch.optim.SGD it is a sum: v = momentum v + g.",
     .mean = true},
    {.words = "The rate is inside of v here, v = momentum v + rate g. It belongs outside, "
              "p -= rate v: that shows as soon as the rate changes.",
     .rate_inside = true},
    {.words = "Weight decay is apart from the gradient here, p -= rate weight_decay p, as in "
              "AdamW. In torch.optim.SGD it is part of g, and so goes through v.",
     .decay_apart = true},
    {.words = BARE, .decay_apart = true, .bare_decay = true},
    {.words = BARE, .decay_apart = true, .bare_decay = true, .decay_after = true},
    {.words = "p moves twice here: Nesterov's step comes in the place of the other one.", .both_steps = true},
    {.words = "There is no weight decay in it.", .no_decay = true},
    {.words = "Weight decay is half of what it must be: the slope of weight_decay p^2 / 2 "
              "is weight_decay p.",
     .half_decay = true},
    {.words = "Nesterov's momentum is not in it: with it, p -= rate (g + momentum v).", .no_nesterov = true},
    {.words = "v does not stay: what is written into it must be there at the next step.", .forgets = true},
    {.words = "p moves by the v of the step before: first v = momentum v + g, then p.", .late = true},
    {.words = "Weight decay has the wrong sign: it is added to g, g + weight_decay p.", .minus_decay = true},
    {.words = "Nesterov's step has the bare g in it; it must have the g with weight decay.", .decay_of_step = true},
};

static void rule_step(const Rule *rule, const Sgd *sgd, int n, double *p, const double *g, double *v)
{
    for (int i = 0; i < n; i++) {
        const double share_of_decay = rule->no_decay ? 0 : rule->half_decay ? 0.5 : rule->minus_decay ? -1 : 1;
        const double decay = share_of_decay * sgd->weight_decay, before = v[i];
        const double slope = g[i] + (rule->decay_apart ? 0 : decay * p[i]);
        const double share = (rule->rate_inside ? sgd->rate : 1) * (rule->mean ? 1 - sgd->momentum : 1);
        v[i] = (rule->forgets ? 0 : sgd->momentum * v[i]) + share * slope;
        const double ahead = rule->decay_of_step ? g[i] : share * slope;
        const double velocity = rule->late ? before : v[i];
        const bool nesterov = sgd->nesterov && !rule->no_nesterov;
        const double step = nesterov ? ahead + sgd->momentum * velocity + (rule->both_steps ? velocity : 0) : velocity;
        const double moved = p[i] - (rule->climbs ? -1 : 1) * (rule->rate_inside ? 1 : sgd->rate) * step;
        const double apart = rule->decay_apart ? (rule->bare_decay ? 1 : sgd->rate) * decay : 0;
        p[i] = moved - apart * (rule->decay_after ? moved : p[i]);
    }
}

// --- a walk of some steps -------------------------------------------------------------------------------------------

enum { WALK = 4 };

typedef struct {
    const char *what;
    Sgd sgd;             // the rate is halved after the first half of the steps
    int n;               // numbers
    const double *p;     // [n] where it begins
    const double *c, *m; // [n] the loss is sum_i c_i (p_i - m_i)^2 / 2, so g_i = c_i (p_i - m_i)
} Walking;

// Writes p after each step into path [WALK,n]. The learner's rule, or, if one is given, that.
static void walk(Exercise *ex, const Walking *w, const Rule *rule, double *path)
{
    const int n = w->n;
    double *p = exercise_copy(ex, n, w->p), *g = exercise_array(ex, n), *v = exercise_array(ex, n);
    for (int i = 0; i < n; i++)
        v[i] = 0;
    for (int step = 0; step < WALK; step++) {
        Sgd sgd = w->sgd;
        sgd.rate *= step < WALK / 2 ? 1 : 0.5;
        for (int i = 0; i < n; i++)
            g[i] = w->c[i] * (p[i] - w->m[i]);
        const double *before = exercise_copy(ex, n, g);
        if (rule)
            rule_step(rule, &sgd, n, p, g, v);
        else
            sgd_step(&sgd, n, p, g, v);
        for (int i = 0; i < n; i++)
            if (g[i] != before[i])
                exercise_ask(ex, false, "%s: g[%d] is changed; gradients are not yours", w->what, i);
        for (int i = 0; i < n; i++)
            path[step * n + i] = p[i];
    }
}

static bool same(int n, const double *a, const double *b)
{
    for (int i = 0; i < n; i++)
        if (!(fabs(a[i] - b[i]) < 1e-12))
            return false;
    return true;
}

// Compares the learner's walk with want [WALK,n], and says which rule it follows.
static void ask_walk(Exercise *ex, const Walking *w, const double *want)
{
    if (!exercise_right(ex))
        return;
    double *path = exercise_array(ex, WALK * w->n), *other = exercise_array(ex, WALK * w->n);
    walk(ex, w, NULL, path);
    if (exercise_values(ex, w->what, SHAPE(WALK, w->n), path, want, 1e-13))
        return;
    if (same(w->n, path + (WALK - 1) * w->n, w->p)) {
        exercise_say(ex, "p has not moved.");
        return;
    }
    for (size_t i = 0; i < sizeof RULES / sizeof *RULES; i++) {
        walk(ex, w, &RULES[i], other);
        if (same(WALK * w->n, path, other)) {
            exercise_say(ex, "%s", RULES[i].words);
            return;
        }
    }
}

// --- numbers from PyTorch -------------------------------------------------------------------------------------------

// From PyTorch 1.13, with momentum, decay and nesterov as below:
//   torch.set_default_dtype(torch.float64)
//   p = torch.tensor([1., -2., .5], requires_grad=True)
//   c, m = torch.tensor([1., 3., .5]), torch.tensor([.25, 1., -1.])
//   sgd = torch.optim.SGD([p], lr=.1, momentum=momentum, weight_decay=decay, nesterov=nesterov)
//   for step in range(4):
//       sgd.param_groups[0]['lr'] = .1 if step < 2 else .05
//       sgd.zero_grad(); (c * (p - m) ** 2 / 2).sum().backward(); sgd.step(); print(p.tolist())
static const double BEGIN[] = {1, -2, 0.5}, CURVE[] = {1, 3, 0.5}, LEAST[] = {0.25, 1, -1};

static const struct {
    const char *what;
    Sgd sgd;
    double path[WALK * 3];
} TORCH[] = {
    {"p[step] of plain SGD",
     {0.1, 0, 0, 0},
     {0.925, -1.1, 0.425, 0.8575, -0.47, 0.35375, 0.827125, -0.2495, 0.31990625, 0.79826875, -0.062075, 0.28690859375}},
    {"p[step] with momentum 0.9",
     {0.1, 0.9, 0, 0},
     {0.925, -1.1, 0.425, 0.79, 0.34, 0.28625, 0.70225, 1.087, 0.19165625, 0.6006625, 1.74625, 0.07673046875}},
    {"p[step] with momentum 0.9 and weight decay 0.1",
     {0.1, 0.9, 0.1, 0},
     {0.915, -1.08, 0.42, 0.76285, 0.3828, 0.2728, 0.66492575, 1.131726, 0.173376, 0.55272300875, 1.78034187,
      0.05369312}},
    {"p[step] with Nesterov's momentum 0.9 and weight decay 0.1",
     {0.1, 0.9, 0.1, 1},
     {0.8385, -0.252, 0.348, 0.6419035, 1.211628, 0.148528, 0.54036190925, 1.628282154, 0.034695504,
      0.43678088130837506, 1.842763904247, -0.090721130128}},
};

// Of other sizes, from other places, with other settings.
static void ask_random(Exercise *ex)
{
    const int n = exercise_between(ex, 4, 9);
    const double *p = exercise_normal(ex, n), *c = exercise_normal(ex, n), *m = exercise_normal(ex, n);
    const Sgd sgd = {exercise_uniform(ex, 0.05, 0.2), exercise_uniform(ex, 0.5, 0.95), exercise_uniform(ex, 0.05, 0.2),
                     exercise_between(ex, 0, 1)};
    const Walking w = {"p[step] of a walk with random settings", sgd, n, p, c, m};
    double *want = exercise_array(ex, WALK * n);
    walk(ex, &w, &(Rule){0}, want);
    ask_walk(ex, &w, want);
}

static void check(Exercise *ex)
{
    for (size_t i = 0; i < sizeof TORCH / sizeof *TORCH; i++)
        ask_walk(ex, &(Walking){TORCH[i].what, TORCH[i].sgd, 3, BEGIN, CURVE, LEAST}, TORCH[i].path);
    ask_random(ex);
}

int main(int argc, char **argument)
{
    return exercise_main(argc, argument, check);
}
