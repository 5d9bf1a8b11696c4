// Lesson 7: why three matrices, W_Q, W_K and W_V: what is left when two of them are one, or when they do not learn.
//
// To be learned: with W_K = W_Q two positions can never both prefer each other, so that `reverse` cannot be learned at
// any width; W_V = W_K costs little while d_k is large; W_Q and W_K must learn, W_V need not; and those three alone are
// enough.
#include "examples/lessons/maps.h"
#include "examples/lessons/task_lesson.h"

#include <stdio.h>

enum { SEEDS = 3, BATCH = 4, LOOKED_AT = 64, T = 8 };

typedef struct {
    const char *name;
    Tie tie;
    int key_size;
    const char *freeze;
} Variant;

static const Variant VARIANTS[] = {
    {.name = "three matrices"},
    {.name = "W_K = W_Q", .tie = TIE_K_Q},
    {.name = "W_V = W_K", .tie = TIE_V_K},
    {.name = "three, d_k = 4", .key_size = 4},
    {.name = "W_V = W_K, d_k = 4", .tie = TIE_V_K, .key_size = 4},
    {.name = "W_Q and W_K do not learn", .freeze = "W_Q,W_K"},
    {.name = "W_V does not learn", .freeze = "W_V"},
    {.name = "nothing but these three learns", .freeze = "E,P,U,b"},
};

static Trainer trained(const Task *task, const Variant *variant, int seed)
{
    TrainerOptions options = trainer_defaults(task);
    options.batch = BATCH;
    options.tie = variant->tie;
    options.key_size = variant->key_size;
    options.freeze = variant->freeze;
    options.seed = (uint64_t)seed;
    Trainer trainer = trainer_started(options);
    train_to(&trainer, options.steps);
    return trainer;
}

// Where the row looks hardest.
static int looks_at(Tensor A, int b, int t)
{
    int best = 0;
    for (int j = 1; j < T; j++)
        if (tensor_at(A, SHAPE(b, 0, t, j)) > tensor_at(A, SHAPE(b, 0, t, best)))
            best = j;
    return best;
}

// Of the pairs t and T - 1 - t of some sequences, the share in which both rows look hardest at each other.
static double pairs_that_meet(Trainer *trainer)
{
    const Tensor A = var_value(predicted(trainer, LOOKED_AT).A[0]);
    int met = 0;
    for (int b = 0; b < LOOKED_AT; b++)
        for (int t = 0; t < T / 2; t++)
            met += looks_at(A, b, t) == T - 1 - t && looks_at(A, b, T - 1 - t) == t;
    return 2.0 * met / (LOOKED_AT * T);
}

static void print_variant(const Task *task, const Variant *variant)
{
    double exact[SEEDS], alignment[SEEDS], met[SEEDS];
    for (int i = 0; i < SEEDS; i++) {
        Trainer trainer = trained(task, variant, i + 1);
        const Metrics metrics = measured(&trainer);
        exact[i] = metrics.exact;
        alignment[i] = metrics.alignment[0];
        met[i] = pairs_that_meet(&trainer);
        trainer_free(&trainer);
    }
    printf("  %-30s   %.2f  %.2f  %.2f   %.2f  %.2f  %.2f", variant->name, exact[0], exact[1], exact[2], alignment[0],
           alignment[1], alignment[2]);
    if (task == &TASK_REVERSE)
        printf("   %.2f  %.2f  %.2f", met[0], met[1], met[2]);
    printf("\n");
}

// The map of the first held-out sequence, in percent, for the first two variants side by side.
static void print_maps(const char *picture)
{
    Trainer trainer[2];
    LessonMap map[2];
    char word[T][TASK_WORD];
    const char *label[T];
    printf("\nWhere each position of one sequence (a row) looks, in percent, seed 1:\n\n");
    for (int v = 0; v < 2; v++) {
        trainer[v] = trained(&TASK_REVERSE, &VARIANTS[v], 1);
        const Tensor A = tensor_on(var_value(predicted(&trainer[v], 1).A[0]).data, SHAPE(T, T));
        map[v] = (LessonMap){VARIANTS[v].name, "← query", "key →", A, label, label};
        printf("  %-36s%s", VARIANTS[v].name, v == 1 ? "\n" : "");
    }
    for (int t = 0; t < T; t++) {
        label[t] = trainer_word(&trainer[0], trainer[0].held_out.token[t], false, word[t]);
        for (int v = 0; v < 2; v++) {
            for (int j = 0; j < T; j++)
                printf("%4.0f", 100 * (double)tensor_at(map[v].A, SHAPE(t, j)));
            printf(v == 0 ? "    " : "\n");
        }
    }
    if (picture)
        maps_save(picture, "reverse · with three matrices, and with W_K = W_Q",
                  "seed 1, 400 steps: with W_K = W_Q, of two positions that should look at each other one cannot", map,
                  2);
    for (int v = 0; v < 2; v++)
        trainer_free(&trainer[v]);
}

int main(int argc, char **argv)
{
    const char *picture = picture_path(argc, argv);
    printf("reverse, 400 steps of %d sequences, from seeds 1, 2 and 3 side by side:\n\n", BATCH);
    printf("  %-30s   %-16s   %-16s   %s\n", "", "exactly right", "alignment", "pairs that meet");
    for (size_t i = 0; i < sizeof VARIANTS / sizeof VARIANTS[0]; i++)
        print_variant(&TASK_REVERSE, &VARIANTS[i]);
    printf("\nThe same of gather, where pointers look at positions that do not look back:\n\n");
    for (int i = 0; i < 2; i++)
        print_variant(&TASK_GATHER, &VARIANTS[i]);
    print_maps(picture);
    return 0;
}
