// Exercise 16: six silent bugs.
//
// How would you have found them without the two tables? Not by the loss: that
// of trainer 4 and trainer 6 falls faster than the right one. `heed check` does
// what you did here, for every gradient, and names the op; `heed train reverse
// --fault W_K-zero` plants these in a real training run (`--fault list` names
// them all).

#include "given.h"

extern const Finding FINDING[TRAINERS];

const Finding FINDING[TRAINERS] = {
    // A whole table of zeros. The other gradients are right, so that dK was
    // there; only the product X^T dK is missing.
    {.where = W_K, .kind = ZERO},
    // 15 numbers of 16 agree to three digits. One is zero, and should not be.
    {.where = W_V, .kind = ONE_WRONG, .row = 2, .column = 0},
    // The diagonal agrees, and left [0][1] stands on the right in [1][0].
    {.where = W_Q, .kind = TRANSPOSED},
    // From dS on all is wrong, so it begins in dS. There each number is twice
    // what it should be. Where is a 2 in the model? In sqrt(d_k).
    {.where = S, .kind = FACTOR, .factor = 2},
    // dP is right, so dX is right, and only the way from dX into dE can be
    // wrong. Token 2 stands in places 0 and 2: its row should be the sum of
    // rows 0 and 2 of dP, and is row 2 alone.
    {.where = E, .kind = ONLY_LAST},
    // Again all is wrong from dS on. But left / right is another number
    // everywhere; and the rows do not sum to 0.
    {.where = S, .kind = NO_ROW_SUM},
};
