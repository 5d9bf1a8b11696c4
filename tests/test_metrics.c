// Metrics of predictions made by hand.
#include "train/metrics.h"

#include "autograd/ops.h"
#include "tests/support.h"

// Two sequences of 3 tokens of shift: row 0 is not supervised; rows 1 and 2 are to look at columns 0 and 1.
enum { B = 2, T = 3, C = 4, H = 2, LAYERS = 2 };

static const int32_t TOKEN[B * T] = {3, 1, 0, 2, 2, 1}, TARGET[B * T] = {-1, 3, 1, -1, 2, 2};

// Sequence 0: both right. Sequence 1: row 1 right, row 2 wrong. The rows 0 would be wrong.
static const real LOGITS[B * T][C] = {
    {9, 0, 0, 0}, {0, 1, 2, 3},     {0, 5, 4, 4}, //
    {9, 0, 0, 0}, {-4, -3, -1, -2}, {0, 0, 1, 2},
};

#define THIRD ((real)1 / 3)
static const real MAPS[LAYERS][B * H][T][T] = {
    {
        {{0.5, 0.5, 0}, {0.25, 0.75, 0}, {0.75, 0.25, 0}}, // sequence 0, head 0: a quarter is right
        {{0.5, 0.5, 0}, {1, 0, 0}, {0, 1, 0}},             // head 1: all
        {{0.5, 0.5, 0}, {1, 0, 0}, {0, 1, 0}},             // sequence 1, head 0: all
        {{0.5, 0.5, 0}, {0.5, 0.5, 0}, {0.5, 0.5, 0}},     // head 1: half
    },
    {
        {{0.5, 0.5, 0}, {THIRD, THIRD, THIRD}, {THIRD, THIRD, THIRD}}, // head 0: everywhere alike
        {{0.5, 0.5, 0}, {0, 1, 0}, {1, 0, 0}},                         // head 1: only where it is wrong
        {{0.5, 0.5, 0}, {THIRD, THIRD, THIRD}, {THIRD, THIRD, THIRD}},
        {{0.5, 0.5, 0}, {0, 1, 0}, {1, 0, 0}},
    },
};

static const ModelOptions OPTIONS = {
    .vocabulary = C, .classes = C, .T = T, .layers = LAYERS, .attention = {.D = 8, .H = H, .d_k = 4}};

// The prediction for sequences first .. first + count - 1.
static Prediction predict(Tape *tape, int first, int count)
{
    real copy[B * H * T * T];
    Prediction out = {0};
    memcpy(copy, LOGITS, sizeof LOGITS);
    out.logits = op_constant(tape, tensor_on(copy + first * T * C, SHAPE(count, T, C)));
    for (int l = 0; l < LAYERS; l++) {
        memcpy(copy, MAPS[l], sizeof copy);
        out.A[l] = op_constant(tape, tensor_on(copy + first * H * T * T, SHAPE(count, H, T, T)));
    }
    return out;
}

static void expect_metrics(Metrics m, double loss)
{
    // Entropies: quarters H(1/4), halves ln 2, thirds ln 3, the rest 0; the mean over 4 rows, then over both heads.
    const double quarter = 0.25 * log(4) + 0.75 * log(4 / 3.0);
    const double expected[] = {loss,      3 / 4.0, 1 / 2.0, 0.75, 1 / 3.0, (2 * quarter / 4 + 2 * log(2) / 4) / 2,
                               log(3) / 2};
    const double got[] = {m.loss, m.accuracy, m.exact, m.alignment[0], m.alignment[1], m.entropy[0], m.entropy[1]};
    const char *names[] = {"loss", "accuracy", "exact", "alignment 0", "alignment 1", "entropy 0", "entropy 1"};
    for (int i = 0; i < 7; i++)
        cr_expect(is_near((real)got[i], expected[i], 1), "%s: %.9g, expected %.9g", names[i], got[i], expected[i]);
}

// Alignment of layer 0: head 0 (1/4 + 1/4 + 1 + 1) / 4 = 5/8, head 1 (1 + 1 + 1/2 + 1/2) / 4 = 3/4, the best. Of layer
// 1: 1/3 and 0.
Test(metrics, by_hand)
{
    Tape *tape = quiet_tape();
    Tally tally;
    cr_assert(tally_new(&tally, &TASK_SHIFT, &OPTIONS));
    Prediction out = predict(tape, 0, 2);
    tally_add(&tally, &out, 1.5, TOKEN, TARGET, 2);
    expect_metrics(tally_mean(&tally), 1.5);
    cr_expect(tally.sequences == 2 && tally.exact == 1 && tally.rows == 4 && tally.right == 3);

    // Batch by batch it is the same, and the loss the mean over rows. Clearing forgets what was there.
    tally_clear(&tally);
    for (int b = 0; b < 2; b++) {
        out = predict(tape, b, 1);
        tally_add(&tally, &out, b == 0 ? 1 : 3, TOKEN + b * T, TARGET + b * T, 1);
    }
    expect_metrics(tally_mean(&tally), 2);
    tally_free(&tally);
    tape_free(tape);
}

// A batch counts as much as it has supervised rows.
Test(metrics, the_loss_is_weighted_by_supervised_rows)
{
    static const int32_t fewer[T] = {-1, 3, -1}, none[T] = {-1, -1, -1};
    Tape *tape = quiet_tape();
    Tally tally;
    cr_assert(tally_new(&tally, &TASK_SHIFT, &OPTIONS));
    Prediction out = predict(tape, 0, 1);
    tally_add(&tally, &out, 1, TOKEN, TARGET, 1); // 2 rows
    tally_add(&tally, &out, 4, TOKEN, fewer, 1);  // 1 row, right
    Metrics mean = tally_mean(&tally);
    cr_expect(mean.loss == 2 && mean.accuracy == 1 && mean.exact == 1, "%g", mean.loss);
    tally_add(&tally, &out, 0, TOKEN, none, 1); // says nothing wrong
    mean = tally_mean(&tally);
    cr_expect(mean.loss == 2 && mean.accuracy == 1 && mean.exact == 1, "%g", mean.loss);
    tally_free(&tally);
    tape_free(tape);
}

Test(metrics, rows)
{
    const real x[] = {-3, 2, 5, 5, -7};
    cr_expect(row_argmax(x, 5) == 2 && row_argmax(x, 2) == 1 && row_argmax(x, 1) == 0, "the first of the largest");
    const real a[] = {REAL(0.5), 0, REAL(0.25), REAL(0.25)}, one[] = {0, 1, 0};
    cr_expect(is_near((real)row_entropy(a, 4), 1.5 * log(2), 1)); // 1/2 ln 2 + 2/4 ln 4
    cr_expect(row_entropy(one, 3) == 0);
}

// --- other kinds of right maps --------------------------------------------------------------------------------------

// One sequence of 3 tokens, two heads, two layers; only row 2 is asked.
static Metrics one_map(const Task *task, const real (*maps)[2][3][3])
{
    const ModelOptions model = {
        .vocabulary = 3, .classes = 3, .T = 3, .layers = 2, .attention = {.D = 4, .H = 2, .d_k = 2}};
    static const int32_t token[3] = {0, 1, 2}, target[3] = {-1, -1, 1};
    real copy[2 * 3 * 3];
    Tally tally;
    Tape *tape = quiet_tape();
    Prediction out = {.logits = op_constant(tape, TENSOR(SHAPE(1, 3, 3), 0, 0, 0, 0, 0, 0, 0, 1, 0))};
    for (int l = 0; l < 2; l++) {
        memcpy(copy, maps[l], sizeof copy);
        out.A[l] = op_constant(tape, tensor_on(copy, SHAPE(1, 2, 3, 3)));
    }
    cr_assert(tally_new(&tally, task, &model));
    tally_add(&tally, &out, 0, token, target, 1);
    const Metrics metrics = tally_mean(&tally);
    tally_free(&tally);
    tape_free(tape);
    return metrics;
}

static void left_and_right(TaskSize size, const int32_t *token, uint8_t *cells)
{
    task_no_cells(size, cells);
    (void)token;
    cells[6] = 1;
    cells[8] = 2;
}

static const real TWO_HEADS[2][2][3][3] = {
    {{{1, 0, 0}, {0.25, 0.75, 0}, {0.5, 0.25, 0.25}}, {{1, 0, 0}, {1, 0, 0}, {0.125, 0.125, 0.75}}},
    {{{1, 0, 0}, {0.25, 0.75, 0}, {0.25, 0.5, 0.25}}, {{1, 0, 0}, {1, 0, 0}, {0, 0.125, 0.875}}},
};

// Left is best seen by head 0 and right by head 1: (1/2 + 3/4) / 2, and (1/4 + 7/8) / 2.
Test(metrics, each_way_by_its_own_best_head)
{
    const Task task = {.expected = left_and_right, .ways = 2};
    const Metrics metrics = one_map(&task, TWO_HEADS);
    cr_expect(is_near((real)metrics.alignment[0], 0.625, 1), "%g", metrics.alignment[0]);
    cr_expect(is_near((real)metrics.alignment[1], 0.5625, 1), "%g", metrics.alignment[1]);
}

// Of 1/2 1/4 1/4 a third counts, then 1/4 and 1/4; of 1/4 1/2 1/4 the same.
Test(metrics, an_even_map_by_what_it_shares_with_it)
{
    const Task task = {.expected = task_last_row, .uniform = true};
    const Metrics metrics = one_map(&task, TWO_HEADS);
    cr_expect(is_near((real)metrics.alignment[0], 1 / 3.0 + 0.5, 1), "%g", metrics.alignment[0]);
    cr_expect(is_near((real)metrics.alignment[1], 1 / 3.0 + 0.5, 1), "%g", metrics.alignment[1]);
}

// Layer 0 is to look one back from rows 1 and 2: (1/4 + 1/4) / 2 by head 0, (1 + 1/8) / 2 by head 1; and its entropy is
// the mean of those rows, (H(1/4) + H(1/2,1/4,1/4)) / 2 and (0 + H(1/8,1/8,3/4)) / 2.
Test(metrics, a_layer_before_the_last_by_its_own_map)
{
    const Task task = {.expected = task_last_row, .expected_before = task_token_before};
    const Metrics metrics = one_map(&task, TWO_HEADS);
    const double quarter = 0.25 * log(4) + 0.75 * log(4 / 3.0), half = 0.5 * log(2) + 0.5 * log(4);
    const double eighths = 0.25 * log(8) + 0.75 * log(4 / 3.0);
    cr_expect(is_near((real)metrics.alignment[0], 0.5625, 1), "%g", metrics.alignment[0]);
    cr_expect(is_near((real)metrics.entropy[0], ((quarter + half) / 2 + eighths / 2) / 2, 1), "%g", metrics.entropy[0]);
    cr_expect(is_near((real)metrics.alignment[1], 1, 1), "%g", metrics.alignment[1]);
}

Test(metrics, a_wrong_reason)
{
    const Metrics rows[] = {
        {.exact = 0.99, .alignment = {0.9, 0.49}},
        {.exact = 0.98, .alignment = {0.9, 0.49}},
        {.exact = 1, .alignment = {0.1, 0.5}},
    };
    cr_expect(metrics_wrong_reason(&rows[0], 2) && !metrics_wrong_reason(&rows[0], 1));
    cr_expect(!metrics_wrong_reason(&rows[1], 2), "the answers are not right");
    cr_expect(!metrics_wrong_reason(&rows[2], 2), "the map is");
}
