// Which op's backward is wrong. Each op that the loss goes back through is taken by itself: given a random dy, what its
// backward adds to the gradient of an input is compared with the differences of its own value while that input alone is
// moved (autograd/probe.c). A fault elsewhere on the tape has no part in either side, so what differs is this op's.
#include "autograd/gradcheck/inner.h"
#include "autograd/inspect.h"
#include "autograd/write_op.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DIRECTIONS = 2, LARGEST_JACOBIAN = 1 << 22, SITE_TEXT = 200 };

// One input of one op, and a check of that alone.
typedef struct {
    Check check; // its cotangent is dy, and its probe has x and y
    Probe probe;
    Tensor x, dx;          // dx as the backward at hand has it
    real *r;               // as many elements as x: what a gradient held before, a direction
    real *room;            // where all these lie
    const char *misplaced; // how it stores where it must add, or the reverse; NULL: neither
    char what[SITE_TEXT];
    char whose[SITE_TEXT]; // "the gradient of W_Q"
} Site;

// --- words ----------------------------------------------------------------------------------------------------------

// "matmul(softmax [2,5,5], layer0.W_V [5,7]), node 12"
static void describe(const Node *y, int input, Site *site)
{
    static const char *const PLACE[MAX_INPUTS] = {"first", "second", "third", "fourth"};
    char shape[SHAPE_TEXT];
    const Node *x = y->in[input];
    int length = snprintf(site->what, SITE_TEXT, "%s(", y->op->name);
    for (int k = 0; k < y->inputs && length < SITE_TEXT; k++)
        length += snprintf(site->what + length, (size_t)(SITE_TEXT - length), "%s%s %s", k ? ", " : "",
                           node_name(y->in[k]), shape_text(tensor_shape(y->in[k]->value), shape));
    if (length < SITE_TEXT)
        snprintf(site->what + length, (size_t)(SITE_TEXT - length), "), node %u", y->index);
    if (x->param.store)
        snprintf(site->whose, SITE_TEXT, "the gradient of %.100s", param_name(x->param));
    else if (y->inputs == 1)
        snprintf(site->whose, SITE_TEXT, "the gradient of its input");
    else
        snprintf(site->whose, SITE_TEXT, "the gradient of its %s input", PLACE[input]);
}

// --- the analytic side ----------------------------------------------------------------------------------------------

static void fill_normal(Tensor x, Rng *rng)
{
    for (int i = 0; i < tensor_count(x); i++)
        x.data[i] = rng_normal(rng);
}

// Runs the function and goes back, so that every node has its gradient. The node at the index if the loss reaches it.
static Node *run_and_go_back(Check *check, int index)
{
    Tape *tape = check->tape;
    tape_reset(tape);
    const Var y = check->function(tape, check->context);
    if (tape_error(tape) || !tape_backward_from(tape, y, tensor_on(check->cotangent, check->shape)))
        return NULL;
    Node *node = tape->node[index];
    return node->op && node_reached(node) ? node : NULL;
}

// Goes back through y alone, with dy; what its inputs' gradients held is forgotten, or was r.
static bool go_back_alone(Check *check, Node *y, Tensor dy, Node *x, real *r)
{
    y->tape->pass++;
    y->pass = y->tape->pass;
    tensor_copy(y->grad, dy);
    params_clear_grads(check->params);
    if (r) {
        x->pass = y->pass; // it is no longer new in this pass
        x->unwritten = false;
        tensor_copy(x->grad, tensor_on(r, tensor_shape(x->grad)));
    }
    return node_step_back(y);
}

// Whether the gradient is what it was from zero on, though it was r before; an element to which nothing is added may
// have been left alone, as relu's backward does.
static bool has_stored(const Site *site, const Node *x)
{
    const int n = tensor_count(site->dx);
    double largest = 0;
    bool stored = false;
    for (int i = 0; i < n; i++)
        largest = fmax(largest, fabs((double)site->r[i]));
    for (int i = 0; i < n; i++) {
        const double grad = (double)x->grad.data[i], dx = (double)site->dx.data[i];
        const bool same = fabs(grad - dx) <= 1e-9 * largest;
        if (!same && (dx != 0 || x->grad.data[i] != site->r[i]))
            return false;
        stored = stored || same;
    }
    return stored;
}

// Whether some element is NaN from nothing on, as all are before they are stored, and a number where r was before.
static bool has_left_unwritten(const Site *site, const Node *x)
{
    for (int i = 0; i < tensor_count(site->dx); i++)
        if (isnan(site->dx.data[i]) && !isnan(x->grad.data[i]))
            return true;
    return false;
}

static const char *misplaced(const Site *site, const Node *x)
{
    if (has_stored(site, x))
        return "is stored (=) where it must be added (+=)";
    if (has_left_unwritten(site, x))
        return "is not stored (=) whole where it is the first, though the op's row says so";
    return NULL;
}

static bool take_room(Site *site, const Node *y, const Node *x)
{
    const int n = tensor_count(x->value), m = tensor_count(y->value);
    const Shape shape_x = tensor_shape(x->value), shape_y = tensor_shape(y->value);
    site->room = calloc(4 * (size_t)n + 2 * (size_t)m + 1, sizeof(real));
    if (!site->room)
        return false;
    real *at = site->room;
    site->x = tensor_on(at, shape_x);
    site->dx = tensor_on(at + n, shape_x);
    site->r = at + 2 * n;
    site->check.moved = at + 3 * n;
    site->check.cotangent = at + 4 * n;
    site->probe = (Probe){.node = y->index, .x = site->x, .y = tensor_on(at + 4 * n + m, shape_y)};
    site->check.shape = shape_y;
    site->check.outputs = m;
    return true;
}

// False: there is nothing to look at, or memory is out.
static bool site_open(Site *site, Check *check, int index, int input, Rng *rng)
{
    Node *y = run_and_go_back(check, index), *x = y && input < y->inputs ? y->in[input] : NULL;
    *site = (Site){.check = *check};
    site->check.decision = NULL; // its own, later
    if (!x || !x->needs_grad || tensor_count(x->value) == 0 || tensor_count(y->value) == 0)
        return false;
    for (int k = 0; k < input; k++)
        if (y->in[k] == x)
            return false; // it has been looked at
    if (!take_room(site, y, x))
        return false;
    const Tensor dy = tensor_on(site->check.cotangent, site->check.shape);
    site->probe.input = input;
    describe(y, input, site);
    tensor_copy(site->x, x->value);
    fill_normal(dy, rng);
    fill_normal(tensor_on(site->r, tensor_shape(site->x)), rng);
    if (!go_back_alone(check, y, dy, x, NULL))
        return false;
    tensor_copy(site->dx, x->grad);
    if (!go_back_alone(check, y, dy, x, site->r))
        return false;
    site->misplaced = misplaced(site, x);
    return true;
}

static void site_close(Site *site)
{
    free(site->check.decision);
    free(site->room);
}

// --- the numeric side -----------------------------------------------------------------------------------------------

static CheckElement along(Site *site, Move move, double analytic, double h)
{
    const Slope slope = check_slope(&site->check, move, h);
    CheckElement element = {.analytic = analytic, .numeric = slope.slope, .error = slope.error, .kink = slope.kink};
    check_set_tolerances(&element, 1);
    return element;
}

// Whether the op goes back wrongly along a few random directions of this input. An op whose value does not move at all
// may have been computed before it was pushed: it cannot be looked at.
static bool site_differs(Site *site, Rng *rng)
{
    const int n = tensor_count(site->x);
    bool differs = false, moves = false;
    site->check.probe = &site->probe;
    if (!check_remember_decisions(&site->check))
        return false;
    for (int d = 0; d < DIRECTIONS; d++) {
        double dot = 0, squares = 0;
        for (int i = 0; i < n; i++) {
            site->r[i] = rng_normal(rng);
            dot += (double)site->dx.data[i] * (double)site->r[i];
            squares += (double)site->x.data[i] * (double)site->x.data[i];
        }
        const CheckElement element =
            along(site, (Move){site->x.data, site->r, n}, dot, CHECK_STEP * fmax(1, sqrt(squares / n)) / sqrt(n));
        differs = differs || element_differs(&element);
        moves = moves || element.numeric != 0;
    }
    return moves && (differs || site->misplaced);
}

// dy_o / dx_e, by central differences of two steps. NULL: too large, or memory is out.
static double *site_jacobian(Site *site)
{
    const int n = tensor_count(site->x), m = site->check.outputs;
    if ((int64_t)n * m > LARGEST_JACOBIAN)
        return NULL;
    double *jacobian = calloc((size_t)n * (size_t)m, sizeof *jacobian);
    for (int e = 0; jacobian && e < n; e++)
        for (int k = 0; k < 4; k++) { // D(h/2) + (D(h/2) - D(h)) / 3
            static const double SIDE[] = {1, -1, 0.5, -0.5}, WEIGHT[] = {-1.0 / 6, 1.0 / 6, 4.0 / 3, -4.0 / 3};
            const real at = site->x.data[e];
            const double h = CHECK_STEP * fmax(1, fabs((double)at));
            site->x.data[e] = (real)((double)at + SIDE[k] * h);
            check_evaluate(&site->check);
            site->x.data[e] = at;
            for (int o = 0; o < m; o++)
                jacobian[(size_t)e * (size_t)m + (size_t)o] += WEIGHT[k] * (double)site->probe.y.data[o] / h;
        }
    return jacobian;
}

static CheckElement *site_elements(Site *site)
{
    const int n = tensor_count(site->x);
    const real one = 1;
    CheckElement *element = malloc((size_t)n * sizeof *element);
    for (int i = 0; element && i < n; i++)
        element[i] = along(site, (Move){&site->x.data[i], &one, 1}, (double)site->dx.data[i],
                           CHECK_STEP * fmax(1, fabs((double)site->x.data[i])));
    if (element)
        check_set_tolerances(element, n);
    return element;
}

// --- the verdict ----------------------------------------------------------------------------------------------------

// What is wrong, in words that follow "the gradient of its input". False: no pattern is known.
static bool site_pattern(Site *site, char text[CHECK_TEXT])
{
    if (site->misplaced) {
        snprintf(text, CHECK_TEXT, "%s", site->misplaced);
        return true;
    }
    CheckElement *element = site_elements(site);
    double *jacobian = site_jacobian(site);
    check_evaluate(&site->check); // y as it is at x
    const Local local = {.shape_x = tensor_shape(site->x),
                         .shape_y = site->check.shape,
                         .x = site->x.data,
                         .y = site->probe.y.data,
                         .dy = site->check.cotangent,
                         .outputs = site->check.outputs,
                         .jacobian = jacobian};
    const Wrong wrong = {.shape = local.shape_x,
                         .element = element,
                         .n = tensor_count(site->x),
                         .sizes = site->check.options.sizes,
                         .local = &local};
    const bool known = element && wrong_pattern(&wrong, text);
    free(element);
    free(jacobian);
    return known;
}

void check_locate(Check *check, char cause[CHECK_TEXT])
{
    Rng rng = rng_seed(check->options.seed, 3);
    bool known = false;
    cause[0] = '\0';
    for (int index = check->decisions - 1; index >= 0 && !known; index--)
        for (int input = 0; input < MAX_INPUTS && !known; input++) {
            Site site;
            char text[CHECK_TEXT];
            if (site_open(&site, check, index, input, &rng) && site_differs(&site, &rng)) {
                known = site_pattern(&site, text);
                if (known || !cause[0])
                    snprintf(cause, CHECK_TEXT, "%s: in its backward, %.120s %.130s", site.what, site.whose,
                             known ? text : "is wrong");
            }
            site_close(&site);
        }
}
