// expect: FINDING[1], of trainer 2
// expect: dW_V[0][2] is right
#include "given.h"

extern const Finding FINDING[TRAINERS];

const Finding FINDING[TRAINERS] = {
    {.where = W_K, .kind = ZERO},       {.where = W_V, .kind = ONE_WRONG, .row = 0, .column = 2},
    {.where = W_Q, .kind = TRANSPOSED}, {.where = S, .kind = FACTOR, .factor = 2},
    {.where = E, .kind = ONLY_LAST},    {.where = S, .kind = NO_ROW_SUM},
};
