// expect: FINDING[5], of trainer 6
// expect: that is not 2 times as much
#include "given.h"

extern const Finding FINDING[TRAINERS];

const Finding FINDING[TRAINERS] = {
    {.where = W_K, .kind = ZERO},       {.where = W_V, .kind = ONE_WRONG, .row = 2, .column = 0},
    {.where = W_Q, .kind = TRANSPOSED}, {.where = S, .kind = FACTOR, .factor = 2},
    {.where = E, .kind = ONLY_LAST},    {.where = S, .kind = FACTOR, .factor = 2},
};
