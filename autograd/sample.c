// Samples: a small use of an op, whose inputs are the parameters of a store of their own. A first run declares them,
// with values drawn from the seed; from then on each run takes them from the store, in the same order.
//
// The gradient of a parameter is there before backward begins, so to it every op adds. Where a row says that the op
// stores what comes first (Op.stores), there is each kind again with a view between every parameter and the op.
#include "autograd/sampler.h"

#include "autograd/gradcheck.h"
#include "autograd/ops.h"
#include "autograd/write_op.h"

#include <stdlib.h>

struct Sampler {
    const Op *op;
    Params *inputs;
    bool declaring, viewing;
    int kind, next; // the input that comes next
    uint64_t seed;
    Rng values, choices;
};

int sample_kind(const Sampler *s)
{
    return s->kind;
}

int sample_below(Sampler *s, int bound)
{
    return (int)rng_below(&s->choices, (uint32_t)bound);
}

static Var next_input(Tape *tape, Sampler *s, Shape shape, bool positive)
{
    char name[32];
    const int i = s->next++;
    if (!s->declaring) {
        const Var x = op_param(tape, params_at(s->inputs, i));
        return s->viewing ? op_reshape(tape, x, shape) : x;
    }
    snprintf(name, sizeof name, "input %d", i);
    const Param input = params_add(s->inputs, name, shape);
    const Tensor x = param_value(input);
    for (int k = 0; x.data && k < tensor_count(x); k++)
        x.data[k] = positive ? REAL(0.5) + REAL(1.5) * rng_uniform(&s->values) : rng_normal(&s->values);
    return op_constant(tape, x);
}

Var sample_normal(Tape *tape, Sampler *s, Shape shape)
{
    return next_input(tape, s, shape, false);
}

Var sample_positive(Tape *tape, Sampler *s, Shape shape)
{
    return next_input(tape, s, shape, true);
}

static Var sample(Tape *tape, Sampler *s, SampleOf of, Shape shape)
{
    return next_input(tape, s, shape, of == SAMPLE_POSITIVE);
}

Var sample_layout(Tape *tape, Sampler *s, SampleOf of)
{
    switch (s->kind) {
    case 0: return sample(tape, s, of, SHAPE(2, 3));
    case 1: return sample(tape, s, of, SCALAR);
    case 2: return sample(tape, s, of, SHAPE(1));
    case 3: return sample(tape, s, of, SHAPE(3, 1, 2));
    case 4: return sample(tape, s, of, SHAPE(2, 0));
    case 5: return op_transpose(tape, sample(tape, s, of, SHAPE(2, 3)), 0, 1);
    case 6: return op_slice(tape, sample(tape, s, of, SHAPE(3, 4)), 1, 1, 3);
    default: return op_permute(tape, sample(tape, s, of, SHAPE(2, 1, 3, 2)), SHAPE(3, 1, 0, 2));
    }
}

Pair sample_pair(Tape *tape, Sampler *s, SampleOf of_b)
{
    static const Shape A[] = {{{2, 3}, 2}, {{2, 3}, 2}, {{4, 2, 1}, 3}, {{0}, 0}, {{1}, 1}, {{0, 3}, 2}, {{3, 2}, 2}};
    static const Shape B[] = {{{2, 3}, 2},       {{3}, 1},    {{2, 3}, 2}, {{2, 3}, 2},
                              {{2, 1, 1, 2}, 4}, {{1, 1}, 2}, {{2, 1}, 2}};
    if (s->kind == SAMPLE_PAIRS - 1) { // one and the same
        const Var x = sample(tape, s, of_b, SHAPE(2, 3));
        return (Pair){x, x};
    }
    Var a = sample(tape, s, SAMPLE_NORMAL, A[s->kind]);
    if (s->kind == SAMPLE_PAIRS - 2)
        a = op_transpose(tape, a, 0, 1);
    return (Pair){a, sample(tape, s, of_b, B[s->kind])};
}

Var sample_rows(Tape *tape, Sampler *s)
{
    switch (s->kind) {
    case 0: return sample_normal(tape, s, SHAPE(3, 4));
    case 1: return sample_normal(tape, s, SHAPE(5));
    case 2: return sample_normal(tape, s, SHAPE(2, 1, 2, 3));
    case 3: return op_transpose(tape, sample_normal(tape, s, SHAPE(4, 3)), 0, 1);
    default: return op_slice(tape, sample_normal(tape, s, SHAPE(2, 3, 5)), -1, 1, 4);
    }
}

// --- as something to check ------------------------------------------------------------------------------------------

Var sampler_run(Tape *tape, void *sampler)
{
    Sampler *s = sampler;
    s->next = 0;
    s->values = rng_seed(s->seed, 2);
    s->choices = rng_seed(s->seed, 3);
    return s->op->sample(tape, s);
}

int sampler_kinds(const Op *op)
{
    return op->stores ? 2 * op->samples : op->samples;
}

Sampler *sampler_new(const Op *op, int kind, uint64_t seed)
{
    Sampler *s = malloc(sizeof *s);
    Tape *tape = tape_new();
    if (s) {
        *s = (Sampler){.op = op, .inputs = params_new(), .declaring = true, .kind = kind % op->samples, .seed = seed};
        s->viewing = kind >= op->samples;
        if (s->inputs && tape) {
            params_on_error(s->inputs, NULL, NULL);
            tape_on_error(tape, NULL, NULL);
            sampler_run(tape, s);
            s->declaring = false;
        }
    }
    const bool declared = s && !s->declaring;
    tape_free(tape);
    if (declared)
        return s;
    sampler_free(s);
    return NULL;
}

void sampler_free(Sampler *sampler)
{
    if (sampler)
        params_free(sampler->inputs);
    free(sampler);
}

Params *sampler_inputs(Sampler *sampler)
{
    return sampler->inputs;
}

static CheckReport check_kind(const Op *op, int kind, CheckOptions options)
{
    CheckReport report = {.verdict = CHECK_INCONCLUSIVE, .reason = REASON_MEMORY};
    Sampler *s = sampler_new(op, kind, options.seed);
    if (s)
        report = gradcheck_with(s->inputs, sampler_run, s, options);
    sampler_free(s);
    return report;
}

// Of two reports, which it takes over: the other one is freed.
static CheckReport graver(CheckReport a, CheckReport b)
{
    const bool first = a.verdict >= b.verdict;
    check_free(first ? &b : &a);
    return first ? a : b;
}

CheckReport gradcheck_op_with(const Op *op, int kind, CheckOptions options)
{
    const CheckReport report = check_kind(op, kind, options);
    if (!op->stores)
        return report;
    options.directions = 1; // the numeric side is the same, and has been looked at closely
    return graver(report, check_kind(op, op->samples + kind, options));
}

CheckReport gradcheck_op(const Op *op, int kind, uint64_t seed)
{
    return gradcheck_op_with(op, kind, (CheckOptions){.seed = seed});
}
