// expect: FINDING[2], of trainer 3
// expect: that is not -1 times as much
#include "given.h"

extern const Finding FINDING[TRAINERS];

const Finding FINDING[TRAINERS] = {
    {.where = W_K, .kind = ZERO},
    {.where = W_V, .kind = ONE_WRONG, .row = 2, .column = 0},
    {.where = W_Q, .kind = FACTOR, .factor = -1},
    {.where = S, .kind = FACTOR, .factor = 2},
    {.where = E, .kind = ONLY_LAST},
    {.where = S, .kind = NO_ROW_SUM},
};
