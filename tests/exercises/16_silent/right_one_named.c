// expect: FINDING[0], of trainer 1
// expect: dW_Q is right: all 16 numbers agree
#include "given.h"

extern const Finding FINDING[TRAINERS];

const Finding FINDING[TRAINERS] = {
    {.where = W_Q, .kind = ZERO},       {.where = W_V, .kind = ONE_WRONG, .row = 2, .column = 0},
    {.where = W_Q, .kind = TRANSPOSED}, {.where = S, .kind = FACTOR, .factor = 2},
    {.where = E, .kind = ONLY_LAST},    {.where = S, .kind = NO_ROW_SUM},
};
