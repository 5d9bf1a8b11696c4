// Goals: which texts are goals, and when they are met.
#include "train/goal.h"

#include "tests/numbers.h"

Test(goal, texts)
{
    static const char *const GOOD[] = {"exact=0.99", "accuracy=1", "alignment=.5", "loss=2.5", "loss=1e-3", "exact=0"};
    static const char *const BAD[] = {"",         "exact",     "exact=",   "exact=x",   "exact=1.5",
                                      "exact=-1", "exakt=0.5", "loss=nan", "loss=0x1",  "exact =1",
                                      "=0.5",     "loss=1 ",   "loss=inf", "exact=0.5,"};
    Goal goal;
    for (size_t i = 0; i < sizeof GOOD / sizeof GOOD[0]; i++)
        cr_expect(goal_parse(GOOD[i], &goal), "%s", GOOD[i]);
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++)
        cr_expect(!goal_parse(BAD[i], &goal), "%s", BAD[i]);
    cr_assert(goal_parse("alignment=0.25", &goal));
    cr_expect(goal.of == GOAL_ALIGNMENT && goal.at == 0.25);
}

Test(goal, met)
{
    const Metrics metrics = {.loss = 0.5, .accuracy = 0.9, .exact = 0.7, .alignment = {0.2, 0.6}};
    static const struct {
        Goal goal;
        bool met;
    } rows[] = {
        {{GOAL_EXACT, 0.7}, true},     {{GOAL_EXACT, 0.71}, false},    {{GOAL_ACCURACY, 0.9}, true},
        {{GOAL_ACCURACY, 1}, false},   {{GOAL_LOSS, 0.5}, true},       {{GOAL_LOSS, 0.49}, false},
        {{GOAL_ALIGNMENT, 0.6}, true}, {{GOAL_ALIGNMENT, 0.7}, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        cr_expect_eq(goal_met(&rows[i].goal, &metrics, 2), rows[i].met, "row %zu", i);
    const Metrics unknown = {.alignment = {(double)NAN}};
    cr_expect(!goal_met(&(Goal){GOAL_ALIGNMENT, 0}, &unknown, 1), "where nobody knows the right map");
}
