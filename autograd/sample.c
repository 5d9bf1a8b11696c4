// Samples: a small use of an op, whose inputs are the parameters of a store of their own. A first run declares them,
// with values drawn from the seed; from then on each run takes them from the store, in the same order.
#include "autograd/gradcheck.h"
#include "autograd/write_op.h"

struct Sampler {
    const Op *op;
    Params *inputs;
    bool declaring;
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
    if (!s->declaring)
        return op_param(tape, params_at(s->inputs, i));
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

static Var run_sample(Tape *tape, void *context)
{
    Sampler *s = context;
    s->next = 0;
    s->values = rng_seed(s->seed, 2);
    s->choices = rng_seed(s->seed, 3);
    return s->op->sample(tape, s);
}

CheckReport gradcheck_op(const Op *op, int kind, uint64_t seed)
{
    Sampler s = {.op = op, .inputs = params_new(), .declaring = true, .kind = kind, .seed = seed};
    Tape *tape = tape_new();
    CheckReport report = {.verdict = CHECK_INCONCLUSIVE, .reason = REASON_MEMORY};
    if (s.inputs && tape) {
        params_on_error(s.inputs, NULL, NULL);
        tape_on_error(tape, NULL, NULL);
        run_sample(tape, &s);
        tape_reset(tape);
        s.declaring = false;
        report = gradcheck(s.inputs, run_sample, &s, seed);
    }
    tape_free(tape);
    params_free(s.inputs);
    return report;
}
