// What the lessons on tasks claim, which their pages say in words, is so. What is expected is proved, or was measured
// with another implementation of the same layer; nothing is copied from these programs.
#include "tests/support.h"

#include <stdlib.h>

#include "tests/folder.h"
#include "tests/told.h"

TestSuite(task_lessons, .init = folder_enter, .fini = folder_leave);

static const char *const SEED[] = {"1", "2", "3", "4", "5"};

// --- 6 --------------------------------------------------------------------------------------------------------------

Test(task_lessons, weights_evolve_as_lesson_6_says)
{
    char *text = told("6_how_weights_evolve", "how_weights_evolve.png");
    for (int i = 0; i < 5; i++) {
        const Row seed = numbers(text, "Five seeds", SEED[i]);
        cr_assert_eq(seed.count, 14);
        const double *soon = seed.x, *late = seed.x + 3, *circuit = seed.x + 8;
        cr_expect_gt(soon[2], 2 * soon[0], "W_V moves first");
        cr_expect_gt(soon[2], 2 * soon[1], "W_V moves first");
        cr_expect_lt(fabs(late[0] - late[1]), 0.06 * late[0], "W_Q and W_K move together");
        cr_expect_gt(seed.x[6], seed.x[7] + 0.3, "W_Q is more like W_Q(0) than like W_Q R");
        cr_expect_lt(fabs(circuit[0]), 0.3);
        cr_expect_gt(circuit[2], 4);
        cr_expect_lt(circuit[3], 0);
        cr_expect(circuit[4] == circuit[2] && circuit[5] == circuit[3], "a turn leaves the circuit");
    }
    // What is left of the conserved matrix's change is in proportion to the rate.
    const Row fast = numbers(text, "Three rates", "0.3"), slow = numbers(text, "Three rates", "0.1"),
              slowest = numbers(text, "Three rates", "0.03");
    cr_expect_lt(fast.x[2], 0.04 * fast.x[1]);
    cr_expect(fast.x[2] / slow.x[2] > 2.5 && fast.x[2] / slow.x[2] < 4);
    cr_expect(slow.x[2] / slowest.x[2] > 2.5 && slow.x[2] / slowest.x[2] < 4.2);
    free(text);
}

// --- 7 --------------------------------------------------------------------------------------------------------------

// Exactly right, alignment and pairs that meet, of three seeds each: all of them are in these ranges.
static void expect_variant(const char *text, const char *variant, double exact_from, double exact_to, double met_from,
                           double met_to)
{
    const Row row = numbers(text, "reverse, 400 steps", variant);
    cr_assert_eq(row.count, 9, "%s", variant);
    for (int i = 0; i < 3; i++) {
        cr_expect(row.x[i] >= exact_from && row.x[i] <= exact_to, "%s: %g exactly right", variant, row.x[i]);
        cr_expect(row.x[6 + i] >= met_from && row.x[6 + i] <= met_to, "%s: %g meet", variant, row.x[6 + i]);
    }
}

Test(task_lessons, matrices_are_three_as_lesson_7_says)
{
    char *text = told("7_why_three_matrices", "three_matrices.png");
    expect_variant(text, "three matrices", 0.99, 1, 0.99, 1);
    expect_variant(text, "W_K = W_Q", 0, 0, 0, 0); // that none meet is proved
    expect_variant(text, "W_V = W_K", 0.99, 1, 0.99, 1);
    expect_variant(text, "three, d_k = 4", 0.99, 1, 0.99, 1);
    expect_variant(text, "W_V = W_K, d_k = 4", 0, 0.2, 0, 0.95);
    expect_variant(text, "W_Q and W_K do not learn", 0, 0.01, 0, 0.2);
    expect_variant(text, "W_V does not learn", 0.99, 1, 0.99, 1);
    expect_variant(text, "nothing but these three learns", 0.99, 1, 0.99, 1);
    const Row apart = numbers(text, "The same of gather", "three matrices"),
              tied = numbers(text, "The same of gather", "W_K = W_Q");
    for (int i = 0; i < 3; i++) {
        cr_expect_gt(tied.x[i], 0.99);
        cr_expect_lt(tied.x[3 + i], apart.x[3 + i], "the map is less sharp");
    }
    free(text);
}

// --- 8 --------------------------------------------------------------------------------------------------------------

Test(task_lessons, scores_are_scaled_as_lesson_8_says)
{
    static const char *const WIDTH[] = {"16", "64", "256"};
    char *text = told("8_why_sqrt_d_k", NULL);
    for (int i = 0; i < 3; i++) {
        const Row row = numbers(text, "Before training", WIDTH[i]);
        cr_expect_lt(fabs(row.x[0] / row.x[1] - 1), 0.15, "scores spread as 2 sqrt(d_k)");
        cr_expect_float_eq(row.x[1], 2 * sqrt(atof(WIDTH[i])), 0.05);
        cr_expect_gt(row.x[2], 0.8, "unscaled, nearly all weight is on one cell");
        cr_expect_lt(row.x[3], 0.6);
        cr_expect_lt(row.x[4], 1.5 / 12, "a soft start is nearly even");
    }
    static const char *const LEARNED[] = {"scaled    soft start", "scaled    full start", "unscaled  soft start"};
    for (int i = 0; i < 3; i++) {
        const Row row = numbers(text, "gather, 250 steps", LEARNED[i]);
        for (int s = 0; s < 5; s++)
            cr_expect(row.x[s] >= 0.99 && row.x[5 + s] == 6, "%s", LEARNED[i]);
    }
    const Row stuck = numbers(text, "gather, 250 steps", "unscaled  full start");
    int failed = 0;
    for (int s = 0; s < 5; s++) {
        cr_expect((stuck.x[s] > 0.99) == (stuck.x[5 + s] == 6), "a lost pointer costs sequences");
        failed += stuck.x[5 + s] < 6;
    }
    cr_expect_geq(failed, 3, "most seeds lose pointers");
    // The pull on a cell has the cell's weight as a factor: next to none on @2, which begins with none.
    const Row dead = numbers(text, "unscaled, full start", "@2"), alive = numbers(text, "unscaled, full start", "@0");
    cr_expect_lt(fabs(dead.x[1]), 1e-4 * fabs(alive.x[1]));
    // Those scores whose e-function is subnormal, of 256 evenly spread ones, counted by hand: in float those between
    // ln 2^-126 = -87.3 and ln 2^-150 = -104.0, steps of 0.426; in double between -708.4 and -745.1, steps of 3.459.
    const char *made = strstr(text, "plain exp makes ");
    cr_assert(made);
    cr_expect_eq(atoi(made + strlen("plain exp makes ")), IN_DOUBLE ? 11 : 39);
    cr_expect(strstr(made, "heed's softmax 0."));
    free(text);
}

// --- 9 --------------------------------------------------------------------------------------------------------------

Test(task_lessons, answers_are_right_for_wrong_reasons_as_lesson_9_says)
{
    char *text = told("9_right_answer_wrong_reason", "copy.png");
    int honest = 0, clever = 0;
    for (int i = 0; i < 5; i++) {
        const Row seed = numbers(text, "copy, 1500 steps", SEED[i]);
        const double alignment = seed.x[1], by_position = seed.x[2], by_token = seed.x[3], of_E = seed.x[4],
                     of_P = seed.x[5];
        cr_expect_geq(seed.x[0], 0.99, "seed %s answers right", SEED[i]);
        honest += alignment > 0.85 && by_position > 0.9 && by_token < 0.1 && of_E > 0.99 && of_P < 0.2;
        clever += alignment < 0.5 && by_position < 0.1 && by_token > 0.7 && of_E < 0.5 && of_P > 0.7;
    }
    cr_expect_eq(honest + clever, 5, "%d look at themselves, %d have a code book", honest, clever);
    cr_expect(honest >= 1 && clever >= 1);
    free(text);
}

// --- 10 -------------------------------------------------------------------------------------------------------------

Test(task_lessons, two_layers_snap_as_lesson_10_says)
{
    static const char *const SHELF[] = {"75", "100", "125", "150", "175"};
    char *text = told("10_two_layers", NULL);
    for (int i = 0; i < 5; i++) {
        const Row row = numbers(text, "recall, two layers", SHELF[i]);
        cr_expect(fabs(row.x[0] - log(4)) < 0.1 && row.x[1] < 0.1, "a plateau at ln 4, at step %s", SHELF[i]);
    }
    const Row before = numbers(text, "recall, two layers", "200"), after = numbers(text, "recall, two layers", "275");
    cr_expect(before.x[1] < 0.3 && after.x[1] > 0.9, "the snap");
    const Row first = numbers(text, "induction, two layers", "0"), soon = numbers(text, "induction, two layers", "100");
    cr_expect_gt(soon.x[2] - first.x[2], soon.x[3] - first.x[3], "layer 0 leads");
    for (int i = 0; i < 3; i++) {
        const Row recall = numbers(text, "exactly right after 300", SEED[i]),
                  induction = numbers(text, "exactly right after 250", SEED[i]);
        cr_expect(recall.x[0] > 0.95 && induction.x[0] > 0.95, "two layers learn");
        cr_expect(recall.x[1] < 0.4 && induction.x[1] < 0.1, "layer 0 matters");
        cr_expect(recall.x[2] < 0.15 && induction.x[2] < 0.1, "layer 1 matters");
        cr_expect(recall.x[3] < 0.15 && induction.x[3] < 0.5, "one layer does not do");
        cr_expect_lt(fabs(recall.x[4] - log(4)), 0.15, "it stays on the plateau");
    }
    free(text);
}

// --- 11 -------------------------------------------------------------------------------------------------------------

// What the fixed rule and heed say of this row.
static void expect_verdicts(const char *text, const char *heading, const char *label, const char *rule,
                            const char *heed)
{
    char said_rule[16] = "", said_heed[16] = "";
    const char *row = row_of(text, heading, label);
    while (*row && !(strncmp(row, "pass ", 5) == 0 || strncmp(row, "FAIL ", 5) == 0))
        row++;
    cr_assert_eq(sscanf(row, "%15s %12[a-zA-Z]", said_rule, said_heed), 2);
    cr_expect_str_eq(said_rule, rule, "the rule on %s: %s", label, said_rule);
    cr_expect_str_eq(said_heed, heed, "heed on %s: %s", label, said_heed);
}

Test(task_lessons, a_check_sees_what_lesson_11_says)
{
    static const double W[] = {1e-2, 1e-5, 5e-6, 1e-6, 1e-12};
    static const char *const KINK[] = {"1e-02", "1e-05", "5e-06", "1e-06", "1e-12"};
    char *text = told("11_what_a_check_sees", NULL);
    for (int i = 0; i < 5; i++) { // (1 + w/h) / 2 where h reaches across the kink
        const Row row = numbers(text, "relu at w", KINK[i]);
        cr_expect_float_eq(row.x[1], fmin(1, (1 + W[i] / 1e-5) / 2), 0.0051);
        cr_expect(strstr(row_of(text, "relu at w", KINK[i]), i < 4 ? "pass" : "inconclusive"));
    }
    const char *sums = "softmax with four backwards", *small = "attention whose W_K gets no gradient";
    expect_verdicts(text, sums, "sum of y       right", "pass", "inconclusive");
    expect_verdicts(text, sums, "sum of y       twice too large", "pass", "inconclusive");
    expect_verdicts(text, sums, "sum of y       no gradient at all", "pass", "inconclusive");
    expect_verdicts(text, sums, "random sum     right", "pass", "pass");
    expect_verdicts(text, sums, "random sum     twice too large", "FAIL", "FAIL");
    expect_verdicts(text, sums, "random sum     no gradient at all", "FAIL", "FAIL");
    expect_verdicts(text, small, "x 1", "FAIL", "FAIL");
    expect_verdicts(text, small, "x 0.1", "FAIL", "FAIL");
    expect_verdicts(text, small, "x 0.01", "pass", "FAIL");
    expect_verdicts(text, small, "x 0.001", "pass", "FAIL");
    const Row tenth = numbers(text, small, "x 0.01"), hundredth = numbers(text, small, "x 0.001");
    cr_expect_float_eq(tenth.x[0] / hundredth.x[0], 1000, 300, "W_Q's goes with the cube");
    cr_expect_float_eq(tenth.x[1] / hundredth.x[1], 10, 3, "W_V's goes with U alone");
    free(text);
}
