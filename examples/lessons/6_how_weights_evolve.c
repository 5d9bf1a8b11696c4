// Lesson 6: how the weights evolve while `reverse` is learned.
//
// To be learned: W_V moves first; W_Q and W_K move together, because W_Q^T W_Q - W_K^T W_K hardly changes; and what was
// learned cannot be seen in either of them, since both may be turned at will, but in their product, the circuit.
#include "examples/lessons/maps.h"
#include "examples/lessons/task_lesson.h"
#include "train/circuits.h"
#include "train/figures/panels.h"

#include <math.h>
#include <stdio.h>

enum { SEEDS = 5, STEPS = 200, SOON = 10 };

static Trainer begun(int seed, double rate)
{
    TrainerOptions options = trainer_defaults(&TASK_REVERSE);
    options.batch = 16;
    options.optimizer.rate = rate;
    options.seed = (uint64_t)seed;
    return trainer_started(options);
}

static void print_story(void)
{
    static const int SHOWN[] = {0, 5, 10, 20, 40, 60, 80, 100, 200};
    Trainer trainer = begun(1, 0.1);
    printf("reverse, seed 1. How far each matrix is from where it began, |W - W(0)|:\n\n");
    printf("  step   loss   alignment    W_Q    W_K    W_V\n");
    for (size_t i = 0; i < sizeof SHOWN / sizeof SHOWN[0]; i++) {
        train_to(&trainer, SHOWN[i]);
        const Metrics metrics = measured(&trainer);
        printf("  %4d  %5.2f  %10.2f  %5.2f  %5.2f  %5.2f\n", trainer.step, metrics.loss, metrics.alignment[0],
               moved(&trainer, "W_Q"), moved(&trainer, "W_K"), moved(&trainer, "W_V"));
    }
    trainer_free(&trainer);
}

// --- what stays the same --------------------------------------------------------------------------------------------

// How far W_Q^T W_Q, or W_Q^T W_Q - W_K^T W_K, is from what it was at step 0.
static double change_of_square(const Trainer *trainer, bool less_keys)
{
    Tensor change = matrix_new(trainer->options.D, trainer->options.D); // d_k is D
    for (int keys = 0; keys <= less_keys; keys++)
        for (int first = 0; first < 2; first++) {
            const char *name = keys ? "W_K" : "W_Q";
            const Tensor W = first ? weight_at_first(trainer, name) : weight(trainer, name);
            Tensor square = product(tensor_transpose(W, 0, 1), W);
            tensor_add_scaled(change, keys == first ? 1 : -1, square);
            tensor_free(&square);
        }
    const double size = distance(change, (Tensor){.data = NULL});
    tensor_free(&change);
    return size;
}

static void print_conserved(void)
{
    static const double RATE[] = {0.3, 0.1, 0.03};
    static const int AS_FAR[] = {50, 150, 500};
    printf("\nThree rates, equally far: rate times steps is 15. How far these have changed:\n\n");
    printf("  rate   steps   W_Q^T W_Q   W_Q^T W_Q - W_K^T W_K\n");
    for (int i = 0; i < 3; i++) {
        Trainer trainer = begun(1, RATE[i]);
        train_to(&trainer, AS_FAR[i]);
        printf("  %4g   %5d   %9.2f   %21.4f\n", RATE[i], AS_FAR[i], change_of_square(&trainer, false),
               change_of_square(&trainer, true));
        trainer_free(&trainer);
    }
}

// --- matrices and circuits ------------------------------------------------------------------------------------------

// A random turn, R R^T = 1: each row is drawn, freed of what it shares with those above it, and brought to length 1.
static Tensor random_turn(int n)
{
    Tensor R = matrix_new(n, n);
    Rng rng = rng_seed(1, 0);
    for (int i = 0; i < n; i++) {
        const Tensor row = tensor_slice(R, 0, i, i + 1);
        for (int j = 0; j < n; j++)
            row.data[j] = rng_normal(&rng);
        for (int above = 0; above < i; above++) {
            const Tensor other = tensor_slice(R, 0, above, above + 1);
            tensor_add_scaled(row, (real)-dot(row, other), other);
        }
        tensor_scale(row, (real)(1 / sqrt(dot(row, row))), row);
    }
    return R;
}

// W_Q and the QK circuit of positions, P W_Q W_K^T P^T / sqrt(d_k): at step 0, at the last one, and with W_Q R and W_K
// R in the place of W_Q and W_K.
enum { FIRST, LAST, TURNED, VIEWS };
typedef struct {
    Tensor R, W_Q[VIEWS], W_K[VIEWS], circuit[VIEWS];
} Views;

static Views views_of(Trainer *trainer)
{
    Views v = {.R = random_turn(trainer->options.D),
               .W_Q = {weight_at_first(trainer, "W_Q"), weight(trainer, "W_Q")},
               .W_K = {weight_at_first(trainer, "W_K"), weight(trainer, "W_K")}};
    v.W_Q[TURNED] = product(v.W_Q[LAST], v.R);
    v.W_K[TURNED] = product(v.W_K[LAST], v.R);
    for (int i = 0; i < VIEWS; i++) {
        const CircuitWeights weights = {.P = i == FIRST ? weight_at_first(trainer, "embed.P")
                                                        : weight(trainer, "embed.P"),
                                        .W_Q = v.W_Q[i],
                                        .W_K = v.W_K[i],
                                        .model = trainer->model.options};
        must(circuit_qk(&v.circuit[i], &weights, (CircuitKind){SIDE_POSITIONS, SIDE_POSITIONS}, 0), "out of memory");
    }
    return v;
}

static void views_free(Views *v)
{
    tensor_free(&v->R);
    tensor_free(&v->W_Q[TURNED]);
    tensor_free(&v->W_K[TURNED]);
    for (int i = 0; i < VIEWS; i++)
        tensor_free(&v->circuit[i]);
}

// The mean where reverse is to look, on the anti-diagonal; or everywhere else.
static double mean_of(Tensor S, bool anti_diagonal)
{
    const int T = S.shape[0];
    double sum = 0;
    for (int i = 0; i < T; i++)
        for (int j = 0; j < T; j++)
            sum += (i + j == T - 1) == anti_diagonal ? (double)tensor_at(S, SHAPE(i, j)) : 0;
    return sum / (anti_diagonal ? T : T * (T - 1));
}

static void draw(const Views *v, const char *path)
{
    static const char *const HEADING[] = {"step 0", "step 200", "step 200, turned"};
    const FigureSubject subject = {"reverse", 1, 0.1, .T = 8, .D = 32, .H = 1, .layers = 1, .scale = 1};
    const PanelRow row[] = {
        {"W_Q", "inputs × outputs", .rows = 32, .columns = 32, .parts = 1, .bar = BAR_RIGHT},
        {"QK circuit", "position × position", 8, 8, .parts = 1, MAP_NUMBERS, MAP_NUMBERS, BAR_RIGHT}};
    Panel panel[2 * VIEWS];
    for (int i = 0; i < 2 * VIEWS; i++) {
        const Tensor *views = i < VIEWS ? v->W_Q : v->circuit;
        const double limit = fmax(panel_limit(views[LAST]), panel_limit(views[TURNED])); // those at first are smaller
        panel[i] = (Panel){views[i % VIEWS], limit};
    }
    Words words = {.title = "reverse · a matrix and its circuit"};
    words_subject(&words, &subject);
    facts_add(&words.legend, COLOR_TEXT, "QK circuit: P W_Q W_Kᵀ Pᵀ / √d_k, a row is the query's position");
    facts_add(&words.legend, COLOR_TEXT, "turned: W_Q R and W_K R for W_Q and W_K, with a random R Rᵀ = 1");
    const Panels panels = {&subject, &words, 2, VIEWS, row, HEADING, .panel = panel, .side = 192};
    Canvas canvas;
    Message message;
    must(panels_draw(&panels, &canvas, &message), message.text);
    picture_save(&canvas, path);
}

static void print_seed(int seed, const char *picture)
{
    Trainer trainer = begun(seed, 0.1);
    train_to(&trainer, SOON);
    printf("  %4d  %.2f  %.2f  %.2f", seed, moved(&trainer, "W_Q"), moved(&trainer, "W_K"), moved(&trainer, "W_V"));
    train_to(&trainer, STEPS);
    Views v = views_of(&trainer);
    printf("   %.2f  %.2f  %.2f", moved(&trainer, "W_Q"), moved(&trainer, "W_K"), moved(&trainer, "W_V"));
    printf("   %7.2f  %6.2f", cosine(v.W_Q[FIRST], v.W_Q[LAST]), cosine(v.W_Q[LAST], v.W_Q[TURNED]));
    for (int i = 0; i < VIEWS; i++)
        printf("   %5.2f %5.2f", mean_of(v.circuit[i], true), mean_of(v.circuit[i], false));
    printf("\n");
    if (picture)
        draw(&v, picture);
    views_free(&v);
    trainer_free(&trainer);
}

int main(int argc, char **argv)
{
    const char *picture = picture_path(argc, argv);
    print_story();
    print_conserved();
    printf("\nFive seeds: how far at two steps; W_Q beside W_Q(0), and beside W_Q R; and the QK circuit on its\n"
           "anti-diagonal and elsewhere, at step 0, at step %d, and turned:\n\n",
           STEPS);
    printf("        step %d             step %d           cosine of W_Q     step 0        step %d       turned\n", SOON,
           STEPS, STEPS);
    printf(
        "  seed   W_Q   W_K   W_V    W_Q   W_K   W_V     W_Q(0)  W_Q R     anti  else    anti  else    anti  else\n");
    for (int seed = 1; seed <= SEEDS; seed++)
        print_seed(seed, seed == 1 ? picture : NULL);
    return 0;
}
