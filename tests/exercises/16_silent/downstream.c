// expect: FINDING[3], of trainer 4
// expect: is made from gradients above it
#include "given.h"

extern const Finding FINDING[TRAINERS];

const Finding FINDING[TRAINERS] = {
    {.where = W_K, .kind = ZERO},       {.where = W_V, .kind = ONE_WRONG, .row = 2, .column = 0},
    {.where = W_Q, .kind = TRANSPOSED}, {.where = W_Q, .kind = FACTOR, .factor = 2},
    {.where = E, .kind = ONLY_LAST},    {.where = S, .kind = NO_ROW_SUM},
};
