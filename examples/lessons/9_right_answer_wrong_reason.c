// Lesson 9: the right answer for the wrong reason: `copy`.
//
// To be learned: each position is to say its own token, and every answer may be right although no position looks at
// itself. What a map shows is where weight went, not why the answer came out; what tells is to take something away and
// to see whether the answer survives.
#include "autograd/ops.h"
#include "examples/lessons/maps.h"
#include "examples/lessons/task_lesson.h"

#include <math.h>
#include <stdio.h>

enum { SEEDS = 5, HONEST = 5, CLEVER = 3, STEPS = 1500 };
enum { T = 8, VOCABULARY = 10, D = 32 }; // of copy by default

static Trainer trained(int seed)
{
    TrainerOptions options = trainer_defaults(&TASK_COPY);
    options.batch = 8;
    options.steps = STEPS;
    options.schedule.kind = SCHEDULE_COSINE; // the rate falls to 0, so that the end is calm
    options.gain_qk = 1;
    options.seed = (uint64_t)seed;
    Trainer trainer = trainer_started(options);
    train_to(&trainer, STEPS);
    return trainer;
}

// --- what explains a map --------------------------------------------------------------------------------------------

typedef enum { BY_POSITION, BY_TOKEN } Grouping;

// What row r of the held-out maps has in common with others: its query's position, or its query's token.
static int group_of(const Trainer *trainer, int r, Grouping by)
{
    return by == BY_TOKEN ? trainer->held_out.token[r] : r % T;
}

// The mean row of each group, [groups,T], and the share of the rows' variance that they explain: 1 if the rows of a
// group are all alike, 0 if their means do not differ. The caller frees mean.
static double group_rows(Trainer *trainer, Grouping by, Tensor *mean)
{
    const Tensor A = var_value(predicted(trainer, trainer->held_out.count).A[0]);
    const int rows = tensor_count(A) / T;
    int count[VOCABULARY] = {0};
    double all = 0, between = 0, overall[T] = {0};
    *mean = matrix_new(by == BY_TOKEN ? VOCABULARY : T, T);
    for (int r = 0; r < rows; r++)
        count[group_of(trainer, r, by)]++;
    for (int i = 0; i < rows * T; i++) {
        const int group = group_of(trainer, i / T, by);
        mean->data[group * T + i % T] += A.data[i] / (real)count[group];
        overall[i % T] += (double)A.data[i] / rows;
    }
    for (int i = 0; i < rows * T; i++) {
        const double expected = (double)mean->data[group_of(trainer, i / T, by) * T + i % T];
        all += pow((double)A.data[i] - overall[i % T], 2);
        between += pow(expected - overall[i % T], 2);
    }
    return between / all;
}

// --- taking something away ------------------------------------------------------------------------------------------

// The share of right answers if queries and keys are made of X = E + P as always, but values only of E, or only of P.
static double right_with_values_of(Trainer *trainer, Grouping by)
{
    Tape *tape = trainer->tape;
    const int rows = trainer->held_out.count * T;
    const Var A = predicted(trainer, trainer->held_out.count).A[0];
    const Tensor part = weight(trainer, by == BY_TOKEN ? "embed.E" : "embed.P");
    Tensor X = matrix_new(rows, D), x;
    for (int r = 0; r < rows; r++)
        for (int i = 0; i < D; i++)
            X.data[r * D + i] = part.data[group_of(trainer, r, by) * D + i];
    must(tensor_reshape(&x, X, SHAPE(rows / T, 1, T, D)), "X is not [B,1,T,D]");
    const Var V = op_matmul(tape, op_constant(tape, x), op_constant(tape, weight(trainer, "W_V")));
    const Var logits = linear_forward(tape, &trainer->model.head, op_matmul(tape, A, V));
    int right = 0;
    for (int r = 0; r < rows; r++)
        right += row_argmax(var_value(logits).data + r * VOCABULARY, VOCABULARY) == trainer->held_out.target[r];
    tensor_free(&X);
    return (double)right / rows;
}

// Both mean maps of a seed, to be drawn.
typedef struct {
    LessonMap map[2]; // by position, by token
} MeanMaps;

static MeanMaps print_seed(int seed)
{
    MeanMaps mean = {.map = {{.rows = "← query's position"}, {.rows = "← query's token"}}};
    double explained[2];
    Trainer trainer = trained(seed);
    const Metrics metrics = measured(&trainer);
    for (Grouping by = BY_POSITION; by <= BY_TOKEN; by++)
        explained[by] = group_rows(&trainer, by, &mean.map[by].A);
    printf("  %4d  %9.3f  %9.2f      %8.2f  %5.2f      %9.2f  %8.2f\n", seed, metrics.exact, metrics.alignment[0],
           explained[BY_POSITION], explained[BY_TOKEN], right_with_values_of(&trainer, BY_TOKEN),
           right_with_values_of(&trainer, BY_POSITION));
    trainer_free(&trainer);
    return mean;
}

// Of two seeds.
static void draw(const char *path, const MeanMaps *honest, const MeanMaps *clever)
{
    LessonMap map[4] = {honest->map[0], honest->map[1], clever->map[0], clever->map[1]};
    char title[4][48];
    for (int i = 0; i < 4; i++) {
        snprintf(title[i], sizeof title[i], "seed %d, by %s", i < 2 ? HONEST : CLEVER, i % 2 ? "token" : "position");
        map[i].title = title[i];
        map[i].columns = "key's position →";
        map[i].row_label = map[i].column_label = MAP_NUMBERS;
    }
    maps_save(path, "copy · where queries look, on the mean",
              "all answers are right: one looks at itself, the other where its token sends it", map, 4);
}

int main(int argc, char **argv)
{
    const char *picture = picture_path(argc, argv);
    MeanMaps mean[SEEDS];
    printf(
        "copy, %d steps. What explains where a query looks; and answers that are right though values lack a part:\n\n",
        STEPS);
    printf("        exactly right  alignment      explained by          values of\n");
    printf("  seed                            position  token         E alone   P alone\n");
    for (int i = 0; i < SEEDS; i++)
        mean[i] = print_seed(i + 1);
    if (picture)
        draw(picture, &mean[HONEST - 1], &mean[CLEVER - 1]);
    for (int i = 0; i < SEEDS; i++)
        for (int by = 0; by < 2; by++)
            tensor_free(&mean[i].map[by].A);
    return 0;
}
