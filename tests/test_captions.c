// train/captions: what a head looks at, in words; maps made by hand.

#include <criterion/criterion.h>

#include <math.h>

#include "train/captions.h"

enum { T = 4 };

// Each row has `share` on column of[t], and the rest evenly on the others.
static void expect_caption(const int of[T], double share, const int wanted[T], const char *const *targets,
                           const char *says)
{
    real map[T * T], cells[T * T] = {0};
    char text[CAPTION_HEAD];
    for (int t = 0; t < T; t++)
        for (int j = 0; j < T; j++)
            map[t * T + j] = (real)(j == of[t] ? share : (1 - share) / (T - 1));
    for (int t = 0; wanted && t < T; t++)
        cells[t * T + wanted[t]] = 1;
    caption_head(text, tensor_on(map, SHAPE(T, T)), wanted ? tensor_on(cells, SHAPE(T, T)) : (Tensor){.data = NULL},
                 targets);
    cr_expect_str_eq(text, says);
}

Test(captions, a_head_is_named_by_where_its_weight_is)
{
    static const int MIRROR[T] = {3, 2, 1, 0}, BEFORE[T] = {0, 0, 1, 2}, FIRST[T] = {0, 0, 0, 0}, ODD[T] = {2, 0, 3, 1};
    static const char *const NOT_THE_FIRST[T] = {NULL, "a", "b", "c"};
    expect_caption(MIRROR, 0.97, MIRROR, NULL, "attends to the mirror position, 97 % of its weight");
    expect_caption(MIRROR, 0.97, NULL, NULL, "attends to the mirror position, 97 % of its weight");
    expect_caption(BEFORE, 0.9, BEFORE, NOT_THE_FIRST, "attends to the position before, 90 % of its weight");
    expect_caption(FIRST, 1, NULL, NULL, "attends to the first position, 100 % of its weight");
    expect_caption(ODD, 0.7, ODD, NULL, "attends to the expected positions, 70 % of its weight");
    expect_caption(ODD, 0.75, NULL, NULL, "looks at one position at a time, 75 % of its weight");
    expect_caption(ODD, 0.65, NULL, NULL,
                   "spreads its weight (entropy 1.03 of at most 1.39 nats)"); // -.65 ln .65 - .35 ln(.35 / 3)
    expect_caption(MIRROR, 0.25, MIRROR, NULL, "spreads its weight (entropy 1.39 of at most 1.39 nats)"); // ln 4
    expect_caption(MIRROR, 0.97, MIRROR, (const char *const[T]){NULL, NULL, NULL, NULL},
                   "spreads its weight (entropy 0.17 of at most 1.39 nats)"); // no row counts
    expect_caption(MIRROR, (double)NAN, MIRROR, NULL, "has weights that are not numbers");
}
