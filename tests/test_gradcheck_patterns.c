// What the gradient checker says of a gradient by its numbers alone: numbers made by hand.
#include "autograd/gradcheck/inner.h"

#include <criterion/criterion.h>

enum { NUMBERS = 8 };

static void expect_pattern(const double analytic[NUMBERS], const double numeric[NUMBERS], int kink, const char *words)
{
    CheckElement element[NUMBERS];
    char text[CHECK_TEXT] = "";
    for (int i = 0; i < NUMBERS; i++)
        element[i] = (CheckElement){
            .analytic = analytic[i], .numeric = numeric[i], .error = 1e-9, .tolerance = 1e-8, .kink = i == kink};
    const Wrong wrong = {.shape = SHAPE(NUMBERS), .element = element, .n = NUMBERS};
    cr_expect(wrong_pattern(&wrong, text), "%s", words);
    cr_expect_str_eq(text, words);
}

Test(gradcheck_patterns, what_is_wrong_where_it_must_be_zero)
{
    expect_pattern((double[]){1, 0.5, -3, 7, 0.25, -2, 9, 4}, (double[]){1, 0, -3, 0, 0, -2, 0, 4}, -1,
                   "is wrong only where it must be zero");
}

// A kink has no numeric side: what is beside it tells the shift.
Test(gradcheck_patterns, a_shift_is_seen_past_a_kink)
{
    expect_pattern((double[]){0, 5, -2, 7, 3, -9, 4, 6}, (double[]){5, -2, 7, 0, -9, 4, 6, 8}, 3,
                   "is shifted by one forward along axis 0");
}
