// Each task by hand: what it asks, where it is to be looked, its defaults, its words, and the sizes that it takes.
#include "train/trainer.h"

#include "tests/support.h"

// --- what is asked --------------------------------------------------------------------------------------------------

enum { MOST = 16 };

// Maps are drawn: a row a query, # where it is to look, 2 where the second of two ways leads.
static const struct {
    const char *name;
    TaskSize size;
    int32_t token[MOST], target[MOST];
    const char *expected[MOST], *before[MOST];
} ROWS[] = {
    {"first", {4, 10}, {7, 2, 2, 9}, {7, 7, 7, 7}, {"#...", "#...", "#...", "#..."}, {NULL}},
    {"shift", {4, 10}, {7, 2, 2, 9}, {-1, 7, 2, 2}, {"....", "#...", ".#..", "..#."}, {NULL}},
    {"reverse", {4, 10}, {7, 2, 0, 9}, {9, 0, 2, 7}, {"...#", "..#.", ".#..", "#..."}, {NULL}},
    {"copy", {3, 10}, {7, 2, 0}, {7, 2, 0}, {"#..", ".#.", "..#"}, {NULL}},
    // values 5 0 3, then @2 @0 @2; of 11 tokens the last three are pointers
    {"gather",
     {6, 11},
     {5, 0, 3, 10, 8, 10},
     {-1, -1, -1, 3, 5, 3},
     {"......", "......", "......", "..#...", "#.....", "..#..."},
     {NULL}},
    {"max", {4, 10}, {3, 7, 0, 7}, {-1, -1, -1, 7}, {"....", "....", "....", ".#.#"}, {NULL}},
    {"mode", {5, 3}, {2, 0, 1, 0, 2}, {-1, -1, -1, -1, -1}, {".....", ".....", ".....", ".....", "#####"}, {NULL}},
    {"mode", {5, 3}, {2, 0, 1, 0, 0}, {-1, -1, -1, -1, 0}, {".....", ".....", ".....", ".....", "#####"}, {NULL}},
    {"count", {4, 4}, {1, 3, 1, 1}, {-1, -1, -1, 3}, {"....", "....", "....", "####"}, {NULL}},
    {"dup",
     {6, 5},
     {4, 2, 2, 0, 2, 1},
     {-1, 0, 1, 0, 1, 0},
     {"......", "#.....", ".#....", "#.....", ".##...", "#....."},
     {NULL}},
    {"neighbours", {4, 5}, {3, 1, 0, 4}, {21, 15, 9, 3}, {".2.#", "#.2.", ".#.2", "2.#."}, {NULL}},
    // b 2 a 0, then a b; keys are tokens 0 to 2, values 3 to 5
    {"recall",
     {6, 6},
     {1, 5, 0, 3, 0, 1},
     {-1, -1, -1, -1, 3, 5},
     {"......", "......", "......", "......", "...#..", ".#...."},
     {"......", "#.....", "......", "..#...", "......", "......"}},
    // 0 M 3 1 ?
    {"marker",
     {5, 6},
     {0, 4, 3, 1, 5},
     {-1, -1, -1, -1, 3},
     {".....", ".....", ".....", ".....", "..#.."},
     {".....", ".....", ".#...", ".....", "....."}},
    {"induction",
     {8, 9},
     {3, 8, 0, 5, 3, 8, 0, 5},
     {-1, -1, -1, -1, 8, 0, 5, 3},
     {"........", "........", "........", "........", ".#......", "..#.....", "...#....", "....#..."},
     {"........", "#.......", ".#......", "..#.....", "........", "........", "........", "........"}},
    {"parity", {4, 2}, {1, 0, 1, 1}, {-1, -1, -1, 1}, {"....", "....", "....", "####"}, {NULL}},
};

static void expect_map(const char *name, int T, const uint8_t *cells, const char *const *drawn)
{
    for (int t = 0; t < T; t++)
        for (int j = 0; j < T; j++) {
            const int wanted = drawn[t][j] == '.' ? 0 : drawn[t][j] == '#' ? 1 : 2;
            cr_expect(cells[t * T + j] == wanted, "%s: cell %d,%d is %d", name, t, j, cells[t * T + j]);
        }
}

Test(tasks, answers_and_maps_by_hand)
{
    for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++) {
        const Task *task = task_find(ROWS[row].name);
        const TaskSize size = ROWS[row].size;
        cr_assert(task != NULL, "%s", ROWS[row].name);
        cr_expect_null(task_needs(task, size), "%s", task->name);
        int32_t target[MOST + 1];
        uint8_t cells[MOST * MOST + 1];
        target[size.T] = 77;
        memset(cells, 9, sizeof cells);
        task->answer(size, ROWS[row].token, target);
        for (int t = 0; t < size.T; t++)
            cr_expect_eq(target[t], ROWS[row].target[t], "%s: target %d is %d", task->name, t, (int)target[t]);
        task->expected(size, ROWS[row].token, cells);
        expect_map(task->name, size.T, cells, ROWS[row].expected);
        cr_expect_eq(task->expected_before != NULL, ROWS[row].before[0] != NULL);
        if (task->expected_before) {
            task->expected_before(size, ROWS[row].token, cells);
            expect_map(task->name, size.T, cells, ROWS[row].before);
        }
        cr_expect(target[size.T] == 77 && cells[size.T * size.T] == 9, "%s: beyond the end", task->name);
    }
    for (int i = 0; i < HEED_TASKS_COUNT; i++) {
        bool found = HEED_TASKS[i]->source != SOURCE_SAMPLER; // those of test_data.c
        for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++)
            found = found || strcmp(ROWS[row].name, HEED_TASKS[i]->name) == 0;
        cr_expect(found, "%s has no row", HEED_TASKS[i]->name);
    }
}

// Name, T and vocabulary, mask, steps, rate, layers, heads, residual, W_O, classes, as the curriculum has them.
static const struct {
    const char *name;
    TaskSize size;
    MaskKind mask;
    int steps;
    double rate;
    int layers, heads;
    bool residual, output_projection;
    int classes;
} DEFAULTS[] = {
    {"first", {8, 10}, MASK_NONE, 300, 0.1, 1, 1, false, false, 10},
    {"shift", {8, 10}, MASK_CAUSAL, 300, 0.1, 1, 1, false, false, 10},
    {"reverse", {8, 10}, MASK_NONE, 400, 0.1, 1, 1, false, false, 10},
    {"copy", {8, 10}, MASK_NONE, 1000, 0.3, 1, 1, false, false, 10},
    {"gather", {12, 14}, MASK_NONE, 400, 0.1, 1, 1, false, false, 14},
    {"max", {8, 10}, MASK_NONE, 500, 0.1, 1, 1, false, false, 10},
    {"mode", {9, 3}, MASK_NONE, 400, 0.05, 1, 1, false, false, 3},
    {"count", {8, 4}, MASK_NONE, 2500, 0.03, 1, 1, false, false, 9},
    {"dup", {9, 11}, MASK_STRICT, 1000, 0.1, 1, 1, false, false, 2},
    {"neighbours", {8, 4}, MASK_NONE, 1500, 0.5, 1, 2, false, true, 16},
    {"recall", {12, 16}, MASK_CAUSAL, 800, 0.1, 2, 1, true, false, 16},
    {"marker", {10, 10}, MASK_CAUSAL, 500, 0.1, 2, 1, true, false, 10},
    {"induction", {16, 10}, MASK_CAUSAL, 1800, 0.1, 2, 1, true, false, 10},
    {"parity", {12, 2}, MASK_NONE, 2000, 0.1, 1, 1, false, false, 2},
    {"text", {32, 25}, MASK_CAUSAL, 2000, 0.3, 1, 1, true, false, 25},
};

Test(tasks, defaults_by_the_curriculum)
{
    cr_assert_eq(HEED_TASKS_COUNT, (int)(sizeof DEFAULTS / sizeof DEFAULTS[0]));
    cr_expect(task_find("revers") == NULL && task_find("") == NULL && task_find("reverse2") == NULL);
    for (int row = 0; row < HEED_TASKS_COUNT; row++) {
        const Task *task = HEED_TASKS[row];
        const TrainerOptions o = trainer_defaults(task);
        cr_expect_str_eq(task->name, DEFAULTS[row].name);
        cr_expect(o.size.T == DEFAULTS[row].size.T && o.size.vocabulary == DEFAULTS[row].size.vocabulary &&
                      o.mask == DEFAULTS[row].mask && o.steps == DEFAULTS[row].steps &&
                      o.layers == DEFAULTS[row].layers && o.heads == DEFAULTS[row].heads &&
                      o.residual == DEFAULTS[row].residual && o.output_projection == DEFAULTS[row].output_projection &&
                      o.batch == (task == &TASK_TEXT ? 16 : 32) && o.D == 32 &&
                      o.optimizer.rate == DEFAULTS[row].rate && o.optimizer.kind == OPTIMIZER_SGD &&
                      o.optimizer.momentum == 0,
                  "%s", task->name);
        cr_expect_eq(task_classes(task, o.size), DEFAULTS[row].classes, "%s", task->name);
        cr_expect(task->summary && task->teaches && task->expected_in_words, "%s", task->name);
    }
}

// What must hold of every draw: tokens and answers are there, a supervised row is to look somewhere and can, and where
// it is to copy what it looks at, it does.
static void expect_sound(const Task *task, Rng *rng)
{
    const TaskSize size = task->size;
    const bool copies = !task->uniform && task->ways == 0 && task != &TASK_DUP;
    uint8_t cells[MOST * MOST];
    int32_t token[MOST], target[MOST];
    task->draw(size, rng, token);
    task->answer(size, token, target);
    task->expected(size, token, cells);
    for (int t = 0; t < size.T; t++) {
        int lit = 0;
        for (int j = 0; j < size.T; j++) {
            const bool cell = cells[t * size.T + j] > 0;
            lit += cell;
            cr_expect(!cell || !copies || target[t] == token[j], "%s: row %d looks at %d", task->name, t, j);
            cr_expect(!cell || task->mask == MASK_NONE || j < t + (task->mask == MASK_CAUSAL), "%s: row %d sees %d",
                      task->name, t, j);
        }
        cr_expect_eq(lit > 0, target[t] != IGNORED, "%s: row %d", task->name, t);
        cr_expect(token[t] >= 0 && token[t] < size.vocabulary, "%s: token %d", task->name, (int)token[t]);
        cr_expect(target[t] >= IGNORED && target[t] < task_classes(task, size), "%s: target %d", task->name,
                  (int)target[t]);
    }
}

Test(tasks, what_all_draws_have_in_common)
{
    Rng rng = rng_seed(1, 1);
    for (int i = 0; i < HEED_TASKS_COUNT; i++)
        for (int draw = 0; draw < 500 && HEED_TASKS[i]->source == SOURCE_SAMPLER; draw++)
            expect_sound(HEED_TASKS[i], &rng);
}

// The last answer of max is uniform over 10, that of count over 9, and marker's place over 8: 500 of 5000, 556 and 625,
// each give or take 5 sqrt(n p (1 - p)).
Test(tasks, what_is_to_be_balanced_is)
{
    int max[10] = {0}, count[9] = {0}, marker[8] = {0};
    int32_t token[MOST], target[MOST];
    Rng rng = rng_seed(9, 3);
    for (int i = 0; i < 5000; i++) {
        TASK_MAX.draw(TASK_MAX.size, &rng, token);
        TASK_MAX.answer(TASK_MAX.size, token, target);
        max[target[7]]++;
        TASK_COUNT.draw(TASK_COUNT.size, &rng, token);
        TASK_COUNT.answer(TASK_COUNT.size, token, target);
        count[target[7]]++;
        TASK_MARKER.draw(TASK_MARKER.size, &rng, token);
        for (int t = 0; t < 8; t++)
            marker[t] += token[t] == 8;
    }
    for (int i = 0; i < 10; i++)
        cr_expect(abs(max[i] - 500) <= 106, "the largest is %d: %d times", i, max[i]);
    for (int i = 0; i < 9; i++)
        cr_expect(abs(count[i] - 556) <= 111, "%d ones: %d times", i, count[i]);
    for (int i = 0; i < 8; i++)
        cr_expect(abs(marker[i] - 625) <= 117, "the marker at %d: %d times", i, marker[i]);
}

Test(tasks, sizes_that_do_not_fit)
{
    static const struct {
        const char *name;
        TaskSize size;
        bool fits;
    } rows[] = {
        {"gather", {7, 14}, false}, {"gather", {12, 7}, false},      {"gather", {12, 8}, true},
        {"mode", {4, 1}, false},    {"count", {4, 2}, false},        {"count", {4, 3}, true},
        {"dup", {4, 2}, false},     {"neighbours", {4, 257}, false}, {"recall", {8, 16}, false},
        {"recall", {12, 6}, false}, {"recall", {12, 15}, false},     {"recall", {12, 8}, true},
        {"marker", {4, 3}, false},  {"induction", {16, 7}, false},   {"induction", {16, 8}, true},
        {"parity", {4, 3}, false},  {"reverse", {2, 1}, true},
    };
    for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
        const char *needs = task_needs(task_find(rows[row].name), rows[row].size);
        cr_expect_eq(needs == NULL, rows[row].fits, "%s, row %zu: %s", rows[row].name, row, needs ? needs : "fits");
    }
}

Test(tasks, words)
{
    static const struct {
        const char *name;
        int32_t token;
        bool is_answer;
        const char *word;
    } rows[] = {
        {"reverse", 9, false, "9"},     {"gather", 7, false, "7"},  {"gather", 8, false, "@0"},
        {"gather", 13, false, "@5"},    {"gather", 9, true, "9"},   {"dup", 10, false, "BOS"},
        {"dup", 1, true, "seen"},       {"dup", 0, true, "new"},    {"recall", 0, false, "a"},
        {"recall", 7, false, "h"},      {"recall", 8, false, "0"},  {"recall", 15, true, "7"},
        {"marker", 8, false, "M"},      {"marker", 9, false, "?"},  {"marker", 7, false, "7"},
        {"neighbours", 7, true, "1,3"}, {"parity", 1, true, "odd"}, {"parity", 0, false, "0"},
    };
    char text[TASK_WORD];
    for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
        const Task *task = task_find(rows[row].name);
        cr_expect_str_eq(task_word(task, task->size, rows[row].token, rows[row].is_answer, text), rows[row].word);
    }
}
