// The text is learned by attention, not by counting: its held-out loss stays 0.2 nats below what pairs of neighbouring
// characters tell, and below a model whose W_Q and W_K are frozen; and most of the weight goes to the character before.
// Here seed 1; HEED_TEST_SEEDS takes up to 5. In double and under a sanitizer a quarter of the steps, which is enough
// to fall below the second.
#include "train/trainer.h"

#include <stdlib.h>

#include "tests/support.h"

enum { MOST_SEEDS = 5 };
#ifdef __SANITIZE_ADDRESS__
static const bool SLOW = true;
#else
static const bool SLOW = sizeof(real) == sizeof(double);
#endif

static Metrics after_training(Trainer *trainer, uint64_t seed, const char *freeze)
{
    BatchResult result;
    Metrics metrics = {0};
    Message message;
    TrainerOptions options = trainer_defaults(&TASK_TEXT);
    options.seed = seed;
    options.freeze = freeze;
    options.steps = SLOW ? options.steps / 4 : options.steps;
    cr_assert(trainer_measure(&options, &options.size, &message), "%s", message.text);
    cr_assert(trainer_new(trainer, options), "%s", trainer->error);
    while (trainer->step < options.steps) {
        cr_assert(trainer_backward(trainer, &result), "%s", trainer->error);
        trainer_update(trainer);
    }
    cr_assert(trainer_evaluate(trainer, &metrics), "%s", trainer->error);
    return metrics;
}

// The held-out loss of p(b | a) = (count of a b + extra) / (count of a + extra V), counted where training looks: for
// the extra that suits the held-out part best.
static double loss_of_counts(const Trainer *trainer)
{
    const Data *data = &trainer->data_file;
    const int V = data->size.vocabulary, trained = data->train + data->size.T - 1;
    double *pairs = calloc((size_t)V * (size_t)V, sizeof *pairs), *of = calloc((size_t)V, sizeof *of), best = HUGE_VAL;
    cr_assert(pairs && of);
    for (int i = 0; i < trained; i++) {
        pairs[data->token[i] * V + data->target[i]]++;
        of[data->token[i]]++;
    }
    for (double extra = 1e-3; extra <= 1; extra *= 1.5) {
        double loss = 0;
        const int rows = trainer->held_out.count * data->size.T;
        for (int i = 0; i < rows; i++) {
            const int a = trainer->held_out.token[i], b = trainer->held_out.target[i];
            loss -= log((pairs[a * V + b] + extra) / (of[a] + extra * V)) / rows;
        }
        best = fmin(best, loss);
    }
    free(pairs);
    free(of);
    return best;
}

Test(text, is_learned_by_looking_and_not_by_counting)
{
    const char *asked = getenv("HEED_TEST_SEEDS");
    const long seeds = asked ? strtol(asked, NULL, 10) : 1;
    for (long seed = 1; seed <= seeds && seed <= MOST_SEEDS; seed++) {
        Trainer trainer, frozen;
        const Metrics looking = after_training(&trainer, (uint64_t)seed, NULL);
        const Metrics blind = after_training(&frozen, (uint64_t)seed, "W_Q,W_K");
        const double counted = loss_of_counts(&trainer);
        printf("seed %ld: loss %.3f, by counts %.3f, W_Q and W_K frozen %.3f; on the character before %.2f\n", seed,
               looking.loss, counted, blind.loss, looking.alignment[0]);
        cr_expect(looking.loss < blind.loss - (SLOW ? 0.02 : 0.2), "seed %ld: %g, frozen %g", seed, looking.loss,
                  blind.loss);
        cr_expect(SLOW || looking.loss < counted - 0.2, "seed %ld: %g, by counts %g", seed, looking.loss, counted);
        cr_expect(SLOW || looking.alignment[0] > 0.6, "seed %ld: %g on the character before", seed,
                  looking.alignment[0]);
        trainer_free(&trainer);
        trainer_free(&frozen);
    }
}
