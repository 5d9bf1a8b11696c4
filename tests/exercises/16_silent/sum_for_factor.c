// expect: FINDING[3], of trainer 4
// expect: sums to 0, as it should
#include "given.h"

extern const Finding FINDING[TRAINERS];

const Finding FINDING[TRAINERS] = {
    {.where = W_K, .kind = ZERO},       {.where = W_V, .kind = ONE_WRONG, .row = 2, .column = 0},
    {.where = W_Q, .kind = TRANSPOSED}, {.where = S, .kind = NO_ROW_SUM},
    {.where = E, .kind = ONLY_LAST},    {.where = S, .kind = NO_ROW_SUM},
};
