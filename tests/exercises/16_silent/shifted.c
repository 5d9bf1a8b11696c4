// expect: FINDING[4], of trainer 5
// expect: should be what is right for
#include "given.h"

extern const Finding FINDING[TRAINERS];

const Finding FINDING[TRAINERS] = {
    {.where = W_K, .kind = ZERO},       {.where = W_V, .kind = ONE_WRONG, .row = 2, .column = 0},
    {.where = W_Q, .kind = TRANSPOSED}, {.where = S, .kind = FACTOR, .factor = 2},
    {.where = E, .kind = SHIFTED},      {.where = S, .kind = NO_ROW_SUM},
};
