// What must fail fails, and what must work works: reverse with a part taken away, for its usual 400 steps.
#include "train/trainer.h"

#include "tests/support.h"

typedef struct {
    const char *name;
    bool learned;
    Positions positions;
    Tie tie;
    int key_size;
    const char *freeze;
} Ablation;

static const Ablation ROWS[] = {
    {.name = "no positions", .positions = POSITIONS_NONE},
    {.name = "k=q", .tie = TIE_K_Q},
    {.name = "v=k, d_k 32", .tie = TIE_V_K, .learned = true},
    {.name = "v=k, d_k 4", .tie = TIE_V_K, .key_size = 4},
    {.name = "d_k 4", .key_size = 4, .learned = true},
    {.name = "W_Q and W_K frozen", .freeze = "W_Q,W_K"},
    {.name = "only W_Q, W_K and W_V", .freeze = "E,P,U,b", .learned = true},
};

static double exact_after_training(const Ablation *row)
{
    Trainer trainer;
    BatchResult result;
    Metrics metrics;
    TrainerOptions options = trainer_defaults(&TASK_REVERSE);
    options.positions = row->positions;
    options.tie = row->tie;
    options.key_size = row->key_size;
    options.freeze = row->freeze;
    cr_assert(trainer_new(&trainer, options), "%s: %s", row->name, trainer.error);
    while (trainer.step < options.steps) {
        cr_assert(trainer_backward(&trainer, &result), "%s: %s", row->name, trainer.error);
        trainer_update(&trainer);
    }
    cr_assert(trainer_evaluate(&trainer, &metrics), "%s: %s", row->name, trainer.error);
    trainer_free(&trainer);
    return metrics.exact;
}

Test(ablations, what_must_fail_fails_and_what_must_work_works)
{
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        const double exact = exact_after_training(&ROWS[i]);
        cr_expect(ROWS[i].learned ? exact >= 0.99 : exact < 0.7, "%s: %g exactly right", ROWS[i].name, exact);
    }
}
