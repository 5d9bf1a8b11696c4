// expect: dup came differently
// expect: You said that W_V would move farthest; it was W_Q and W_K
// expect: There are only two answers
// expect: 1 of 6 came differently
#include "given.h"

extern const Forecast FORECAST[RUNS];

const Forecast FORECAST[RUNS] = {
    {.farthest = W_V, .map = FIRST_COLUMN}, {.farthest = W_V, .map = BEFORE},     {.farthest = W_V, .map = BY_CONTENT},
    {.farthest = W_V, .map = EVEN},         {.farthest = W_V, .map = BY_CONTENT}, {.farthest = W_V, .map = EVEN},
};
