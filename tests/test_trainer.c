// The trainer: the same seed gives the same bits, whoever looks on, and what it reports is true.
#include "train/trainer.h"

#include "tests/support.h"

// FNV-1a over the bytes of the weights.
static uint64_t bits_of(Trainer *trainer)
{
    const Tensor values = params_values(trainer->params);
    const unsigned char *byte = (const unsigned char *)values.data;
    uint64_t h = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < (size_t)tensor_count(values) * sizeof(real); i++)
        h = (h ^ byte[i]) * UINT64_C(1099511628211);
    return h;
}

static void begin(Trainer *trainer, TrainerOptions options)
{
    cr_assert(trainer_new(trainer, options), "%s", trainer->error);
}

static void step(Trainer *trainer)
{
    BatchResult result;
    cr_assert(trainer_backward(trainer, &result), "%s", trainer->error);
    trainer_update(trainer);
}

// --- bits -----------------------------------------------------------------------------------------------------------

static uint64_t run(TrainerOptions options, int steps, bool look_on)
{
    Trainer trainer;
    begin(&trainer, options);
    for (int i = 0; i < steps; i++) {
        Metrics metrics;
        Prediction out;
        if (look_on)
            cr_assert(trainer_evaluate(&trainer, &metrics) && trainer_probe(&trainer, &out), "%s", trainer.error);
        step(&trainer);
    }
    cr_expect_eq(trainer.step, steps);
    const uint64_t bits = bits_of(&trainer);
    trainer_free(&trainer);
    return bits;
}

Test(trainer, the_seed_decides_every_bit_and_looking_on_none)
{
    for (int i = 0; i < HEED_TASKS_COUNT; i++) {
        TrainerOptions options = trainer_defaults(HEED_TASKS[i]);
        options.batch = 8;
        const uint64_t bits = run(options, 25, false);
        cr_expect(run(options, 25, false) == bits, "%s: the second run has other bits", HEED_TASKS[i]->name);
        cr_expect(run(options, 25, true) == bits, "%s: evaluating and probing changes bits", HEED_TASKS[i]->name);
        cr_expect(run(options, 24, false) != bits, "%s: a step changes bits", HEED_TASKS[i]->name);
        options.seed = 2;
        cr_expect(run(options, 25, false) != bits, "%s: a seed changes bits", HEED_TASKS[i]->name);
    }
}

// --- what it sees ---------------------------------------------------------------------------------------------------

static bool same_sequences(const Sequences *a, const Sequences *b)
{
    return memcmp(a->token, b->token, (size_t)(a->count * a->T) * sizeof(int32_t)) == 0;
}

// Weights, batches, held-out sequences and the probe each come from a stream of their own.
// Its maps come from the composed form.
Test(trainer, learns_alike_with_fused_attention)
{
    Trainer trainer[2];
    for (int form = 0; form < 2; form++) {
        TrainerOptions options = trainer_defaults(&TASK_SHIFT);
        options.attention = form ? ATTENTION_FUSED : ATTENTION_COMPOSED;
        options.heads = 2;
        begin(&trainer[form], options);
        for (int i = 0; i < 40; i++)
            step(&trainer[form]);
    }
    const Tensor composed = params_values(trainer[0].params), fused = params_values(trainer[1].params);
    const double tolerance = IN_DOUBLE ? 1e-11 : 1e-4;
    for (int i = 0; i < tensor_count(composed); i++)
        cr_assert(fabs((double)(fused.data[i] - composed.data[i])) < tolerance, "weight %d: %g, %g", i,
                  (double)fused.data[i], (double)composed.data[i]);
    Prediction out;
    cr_expect(trainer_probe(&trainer[1], &out));
    expect_shape(var_value(out.A[0]), 1, 2, trainer[1].options.size.T, trainer[1].options.size.T);
    trainer_free(&trainer[0]);
    trainer_free(&trainer[1]);
}

Test(trainer, draws_from_four_streams)
{
    Trainer trainer, other;
    BatchResult result;
    TrainerOptions options = trainer_defaults(&TASK_REVERSE);
    options.seed = 3;
    begin(&trainer, options);
    begin(&other, options);
    Rng init = rng_seed(3, STREAM_INIT), data = rng_seed(3, STREAM_DATA), held_out = rng_seed(3, STREAM_HELD_OUT);
    Rng probe = rng_seed(3, STREAM_PROBE);
    Params *params = quiet_params();
    model_new(params, trainer.model.options, &init);
    cr_assert(sequences_draw(&other.batch, options.task, options.size, false, &data));
    cr_assert(sequences_draw(&other.held_out, options.task, options.size, true, &held_out));
    cr_assert(sequences_draw(&other.probe, options.task, options.size, true, &probe));
    const Tensor weights = params_values(params);
    const size_t bytes = (size_t)tensor_count(weights) * sizeof(real);
    cr_expect(memcmp(weights.data, params_values(trainer.params).data, bytes) == 0);
    cr_expect(memcmp(weights.data, trainer.initial.data, bytes) == 0);
    cr_assert(trainer_backward(&trainer, &result), "%s", trainer.error);
    cr_expect(same_sequences(&trainer.batch, &other.batch) && same_sequences(&trainer.held_out, &other.held_out) &&
              same_sequences(&trainer.probe, &other.probe));
    trainer_update(&trainer);
    cr_expect(memcmp(weights.data, params_values(trainer.params).data, bytes) != 0, "a step moves the weights");
    cr_expect(memcmp(weights.data, trainer.initial.data, bytes) == 0, "and not what they were");
    const uint64_t streams[] = {STREAM_INIT, STREAM_DATA, STREAM_HELD_OUT, STREAM_PROBE};
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < i; j++)
            cr_expect(streams[i] != streams[j]);
    params_free(params);
    trainer_free(&trainer);
    trainer_free(&other);
}

// What is held out stays as it is, and never comes up in a batch.
Test(trainer, what_is_held_out_stays_out)
{
    Trainer trainer, other;
    const int T = 8;
    begin(&trainer, trainer_defaults(&TASK_REVERSE));
    begin(&other, trainer_defaults(&TASK_REVERSE));
    cr_expect(trainer.held_out.count == 512 && trainer.probe.count == 1 && trainer.batch.count == 32);
    for (int i = 0; i < 20; i++) {
        Metrics metrics;
        step(&trainer);
        cr_assert(trainer_evaluate(&trainer, &metrics));
        for (int b = 0; b < trainer.batch.count; b++)
            cr_expect(!task_held_out(trainer.batch.token + b * T, T), "step %d trains on a held-out sequence", i);
    }
    cr_expect(same_sequences(&trainer.held_out, &other.held_out) && same_sequences(&trainer.probe, &other.probe));
    for (int i = 0; i < 512; i++)
        cr_expect(task_held_out(trainer.held_out.token + i * T, T), "sequence %d is not held out", i);
    cr_expect(task_held_out(trainer.probe.token, T));
    trainer_free(&trainer);
    trainer_free(&other);
}

// What the model says of sequences of shift: one at a time, on a tape of its own, with the sums made here.
static Metrics judge(const Model *model, const Sequences *sequences)
{
    const int T = 8, C = 10;
    Metrics sum = {0};
    Tape *tape = quiet_tape();
    for (int i = 0; i < sequences->count; i++) {
        const int32_t *token = sequences->token + i * T;
        tape_reset(tape);
        const Prediction out = model_forward(tape, model, token, 1);
        int hits = 0;
        for (int t = 1; t < T; t++) {
            const real *row = var_value(out.logits).data + t * C;
            double exponentials = 0;
            bool largest = true;
            for (int c = 0; c < C; c++) {
                exponentials += exp((double)row[c]);
                largest = largest && row[c] <= row[token[t - 1]];
            }
            sum.loss += log(exponentials) - (double)row[token[t - 1]];
            hits += largest;
            sum.alignment[0] += (double)var_value(out.A[0]).data[t * T + t - 1];
        }
        sum.accuracy += hits;
        sum.exact += hits == T - 1;
    }
    tape_free(tape);
    const double rows = sequences->count * (T - 1);
    return (Metrics){.loss = sum.loss / rows,
                     .accuracy = sum.accuracy / rows,
                     .exact = sum.exact / sequences->count,
                     .alignment = {sum.alignment[0] / rows}};
}

// The mean over up to 64 * 7 rows takes as many roundings.
static bool is_near_loss(double loss, double expected)
{
    return fabs(loss - expected) <= 64 * 7 * (double)REAL_EPSILON * expected;
}

Test(trainer, reports_what_is_so_of_the_batch_and_of_all_held_out_sequences)
{
    Trainer trainer;
    BatchResult result;
    Metrics got;
    begin(&trainer, trainer_defaults(&TASK_SHIFT));
    for (int i = 0; i < 40; i++)
        step(&trainer);
    cr_assert(trainer_backward(&trainer, &result) && trainer_evaluate(&trainer, &got), "%s", trainer.error);
    const Metrics batch = judge(&trainer.model, &trainer.batch), all = judge(&trainer.model, &trainer.held_out);
    cr_expect(is_near_loss(result.loss, batch.loss) && result.accuracy == batch.accuracy,
              "loss %g expected %g, accuracy %g expected %g", result.loss, batch.loss, result.accuracy, batch.accuracy);
    cr_expect(got.accuracy > 0.2 && got.accuracy < 0.999, "accuracy %g tells nothing", got.accuracy);
    cr_expect(is_near_loss(got.loss, all.loss) && got.accuracy == all.accuracy && got.exact == all.exact &&
                  is_near((real)got.alignment[0], all.alignment[0], 1),
              "loss %g expected %g, accuracy %g %g, exact %g %g, alignment %g %g", got.loss, all.loss, got.accuracy,
              all.accuracy, got.exact, all.exact, got.alignment[0], all.alignment[0]);
    trainer_free(&trainer);
}

// A model that knows nothing says ln C; random logits of variance v add v / 2, which residuals raise, and where answers
// are not alike often a model may guess better than ln C.
Test(trainer, begins_at_the_loss_of_guessing)
{
    for (int i = 0; i < HEED_TASKS_COUNT; i++) {
        for (uint64_t seed = 1; seed <= 5; seed++) {
            Trainer trainer;
            BatchResult result;
            Metrics metrics;
            TrainerOptions options = trainer_defaults(HEED_TASKS[i]);
            options.seed = seed;
            begin(&trainer, options);
            cr_assert(trainer_evaluate(&trainer, &metrics) && trainer_backward(&trainer, &result));
            const double C = trainer.model.options.classes, more = options.residual ? 3 : 1.6;
            cr_expect(metrics.loss >= log(C) - 0.15 && metrics.loss <= log(C) + more, "%s: loss %g", options.task->name,
                      metrics.loss);
            cr_expect(result.loss >= log(C) - 0.3 && result.loss <= log(C) + more + 0.4, "%s: loss %g of a batch",
                      options.task->name, result.loss);
            cr_expect(metrics.accuracy > 0.2 / C && metrics.accuracy < 3 / C, "%s: accuracy %g", options.task->name,
                      metrics.accuracy);
            trainer_free(&trainer);
        }
    }
}
