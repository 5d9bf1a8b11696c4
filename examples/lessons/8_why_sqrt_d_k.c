// Lesson 8: why scores are divided by sqrt(d_k).
//
// To be learned: sums of d_k products spread as sqrt(d_k); softmax of widely spread scores puts all weight on one cell,
// right or wrong, and there its gradient is 0, so that such a row never learns; small initial weights ("soft start")
// keep scores small too; and weights that are almost 0 make numbers that some processors are slow with.
#include "examples/lessons/task_lesson.h"
#include "tensor/rows.h"

#include <math.h>
#include <stdio.h>
#include <time.h>

enum { SEEDS = 5, BATCH = 8, LOOKED_AT = 64, SOON = 50, STEPS = 250, POINTERS = 6 };

static const double SOFT = 0.3; // of the usual scale: where W_Q and W_K begin by default

static TrainerOptions options_of(bool scaled, double gain, int seed)
{
    TrainerOptions options = trainer_defaults(&TASK_GATHER);
    options.batch = BATCH;
    options.no_scale = !scaled;
    options.gain_qk = gain;
    options.seed = (uint64_t)seed;
    return options;
}

// --- how wide scores spread -----------------------------------------------------------------------------------------

// The root of the mean square of Q K^T over some sequences.
static double spread(const Prediction *out)
{
    const Tensor Q = var_value(out->Q[0]), K = var_value(out->K[0]); // [B,1,T,d_k]
    const int B = Q.shape[0], T = Q.shape[2];
    Tensor S;
    must(tensor_new(&S, SHAPE(B, 1, T, T)), "out of memory");
    tensor_matmul(S, Q, tensor_transpose(K, 2, 3));
    double square = 0;
    for (int i = 0; i < tensor_count(S); i++)
        square += (double)S.data[i] * (double)S.data[i];
    square /= tensor_count(S);
    tensor_free(&S);
    return sqrt(square);
}

static double mean_largest_weight(const Prediction *out)
{
    const Tensor A = var_value(out->A[0]);
    const int T = A.shape[3], rows = tensor_count(A) / T;
    double sum = 0;
    for (int r = 0; r < rows; r++)
        sum += (double)A.data[r * T + row_argmax(A.data + r * T, T)];
    return sum / rows;
}

static void print_spread(void)
{
    printf("Before training: how wide scores spread, and the largest weight of a row of %d:\n\n", TASK_GATHER.size.T);
    printf("                 spread of           largest weight\n");
    printf("   d_k   Q K^T  2 sqrt(d_k)    unscaled  scaled  soft start\n");
    for (int d_k = 16; d_k <= 256; d_k *= 4) {
        double largest[3], S = 0;
        for (int i = 0; i < 3; i++) {
            TrainerOptions options = options_of(i > 0, i < 2 ? 1 : SOFT, 1);
            options.D = d_k;
            Trainer trainer = trainer_started(options);
            const Prediction out = predicted(&trainer, 64);
            S = i == 0 ? spread(&out) : S;
            largest[i] = mean_largest_weight(&out);
            trainer_free(&trainer);
        }
        printf("  %4d  %6.1f  %11.1f  %10.2f  %6.2f  %10.2f\n", d_k, S, 2 * sqrt(d_k), largest[0], largest[1],
               largest[2]);
    }
}

// --- rows that never learn ------------------------------------------------------------------------------------------

// Of the rows of each pointer, on the mean: the weight on the cell that it points at, and -dL/dS there, which is how
// hard training pulls that score up.
typedef struct {
    double weight[POINTERS], pull[POINTERS];
} Pointers;

static Pointers look(Trainer *trainer)
{
    const int T = trainer->options.size.T, values = T - POINTERS;
    Pointers mean = {.weight = {0}};
    int rows[POINTERS] = {0};
    tape_reset(trainer->tape);
    tape_record_gradients(trainer->tape, true);
    tape_keep_gradients(trainer->tape, true); // that of the scores is looked at
    const Prediction out = model_forward(trainer->tape, &trainer->model, trainer->held_out.token, LOOKED_AT);
    const Var loss = op_cross_entropy(trainer->tape, out.logits, trainer->held_out.target);
    must(tape_backward(trainer->tape, loss), tape_error(trainer->tape));
    params_clear_grads(trainer->params);
    const Node *softmax = tape_node(trainer->tape, (int)out.A[0].index);
    for (int r = 0; r < LOOKED_AT * T; r++) {
        if (r % T < values)
            continue;
        const int p = trainer->held_out.token[r] - (trainer->options.size.vocabulary - POINTERS), cell = r * T + p;
        rows[p]++;
        mean.weight[p] += (double)softmax->value.data[cell];
        mean.pull[p] -= (double)softmax->in[0]->grad.data[cell] * LOOKED_AT * POINTERS; // the loss is a mean over these
    }
    tape_keep_gradients(trainer->tape, false);
    for (int p = 0; p < POINTERS; p++) {
        mean.weight[p] /= rows[p];
        mean.pull[p] /= rows[p];
    }
    return mean;
}

static void print_outcomes(void)
{
    printf("\ngather, %d steps of %d sequences, from seeds 1 to %d side by side:\n\n", STEPS, BATCH, SEEDS);
    printf("                         exactly right                      pointers, of %d, that find their cell\n",
           POINTERS);
    for (int i = 0; i < 4; i++) {
        int found[SEEDS] = {0};
        const bool scaled = i < 2, soft = i % 2 == 0;
        printf("  %-8s  %-10s ", scaled ? "scaled" : "unscaled", soft ? "soft start" : "full start");
        for (int s = 0; s < SEEDS; s++) {
            Trainer trainer = trainer_started(options_of(scaled, soft ? SOFT : 1, s + 1));
            train_to(&trainer, STEPS);
            printf("  %.2f", measured(&trainer).exact);
            const Pointers last = look(&trainer);
            for (int p = 0; p < POINTERS; p++)
                found[s] += last.weight[p] > 0.5;
            trainer_free(&trainer);
        }
        printf("   ");
        for (int s = 0; s < SEEDS; s++)
            printf("  %d", found[s]);
        printf("\n");
    }
}

static void print_dead_rows(void)
{
    Pointers at[3];
    Trainer trainer = trainer_started(options_of(false, 1, 1));
    for (int i = 0; i < 3; i++) {
        train_to(&trainer, i == 0 ? 0 : i == 1 ? SOON : STEPS);
        at[i] = look(&trainer);
    }
    trainer_free(&trainer);
    printf("\nunscaled, full start, seed 1: each pointer's weight on its cell, and the pull on that score:\n\n");
    printf("             step 0            step %d           step %d\n", SOON, STEPS);
    printf("         weight     pull   weight     pull   weight     pull\n");
    for (int p = 0; p < POINTERS; p++) {
        printf("    @%d ", p);
        for (int i = 0; i < 3; i++)
            printf("  %7.5f  %7.0e", at[i].weight[p], at[i].pull[p]);
        printf("\n");
    }
}

// --- numbers that are almost 0 --------------------------------------------------------------------------------------

enum { NUMBERS = 256, REPEATS = 2000, TRIES = 5 };

// How long y += s x takes for one element, in ns; the best of a few tries.
static double time_of(real s)
{
    real x[NUMBERS], y[NUMBERS] = {0};
    double best = HUGE_VAL;
    for (int i = 0; i < NUMBERS; i++)
        x[i] = (real)(i + 1) / NUMBERS;
    for (int i = 0; i < TRIES; i++) {
        const clock_t begun = clock();
        for (int repeat = 0; repeat < REPEATS; repeat++)
            tensor_add_scaled(tensor_on(y, SHAPE(NUMBERS)), s, tensor_on(x, SHAPE(NUMBERS)));
        best = fmin(best, (double)(clock() - begun) / CLOCKS_PER_SEC);
    }
    return best / REPEATS / NUMBERS * 1e9;
}

static void print_subnormal(void)
{
    const real least = (real)(sizeof(real) == sizeof(float) ? (double)FLT_MIN : DBL_MIN);
    const double log_of_least = log((double)least);
    real S[NUMBERS], A[NUMBERS];
    int plain = 0, cut = 0;
    for (int i = 0; i < NUMBERS; i++) // scores from 0 down to what is 0 in any case
        S[i] = (real)(log_of_least * 1.25 * i / NUMBERS);
    row_softmax(A, S, NUMBERS, 1, NULL);
    for (int i = 0; i < NUMBERS; i++) {
        const real weight = (real)exp((double)S[i]); // but for the sum, which does not matter here
        plain += weight > 0 && weight < least;
        cut += A[i] > 0 && A[i] < least;
    }
    printf("\nSubnormal numbers, those above 0 and below %.2g, in a row of %d weights whose scores go down to %.0f:\n"
           "plain exp makes %d, heed's softmax %d.\n",
           (double)least, NUMBERS, (double)S[NUMBERS - 1], plain, cut);
    const double normal = time_of(REAL(0.25)), slow = time_of(least / 65536);
    printf(
        "y += s x takes this processor %.2f ns an element, and %.2f ns where all are subnormal: %.1f times as long.\n",
        normal, slow, slow / normal);
}

int main(void)
{
    print_spread();
    print_outcomes();
    print_dead_rows();
    print_subnormal();
    return 0;
}
