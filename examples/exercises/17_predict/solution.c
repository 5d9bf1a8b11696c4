// Exercise 17: foretell, and then see.
//
// In every run W_V is the first to move: look at the columns after 20 steps.
// Its gradient X^T A^T dY needs nothing but an answer that is wrong. Those of
// W_Q and W_K need a V that is worth looking at, and each other. They move
// alike: what one has gained the other gains too (W_Q^T W_Q - W_K^T W_K does
// not change when steps are small).
//
// Who is ahead in the end is a matter of work: how much has V to tell apart,
// and how much have Q and K?
//
// More to try: heed train dup; heed train count --freeze W_Q,W_K; heed tasks
// --ablations

#include "given.h"

extern const Forecast FORECAST[RUNS];

const Forecast FORECAST[RUNS] = {
    // Ten tokens for V to tell apart; one place for all queries.
    {.farthest = W_V, .map = FIRST_COLUMN},
    // Ten tokens again. The place before is found by P alone, whatever stands
    // there.
    {.farthest = W_V, .map = BEFORE},
    // Ten tokens; and where the largest stands is another place each time.
    {.farthest = W_V, .map = BY_CONTENT},
    // The average says it all, and the even map is the average: nothing for Q
    // and K.
    {.farthest = W_V, .map = EVEN},
    // Two answers for V, but to Q and K each of ten tokens must be like itself
    // and unlike the others.
    {.farthest = W_Q_AND_W_K, .map = BY_CONTENT},
    // A saddle: dW_Q has the factor W_K = 0, and dW_K the factor W_Q = 0. Only
    // V learns.
    {.farthest = W_V, .map = EVEN},
};
