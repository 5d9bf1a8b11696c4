// expect: shift, 0 came differently
// expect: You said that W_Q and W_K would move farthest; it was W_V
// expect: Neither can begin without the other
#include "given.h"

extern const Forecast FORECAST[RUNS];

const Forecast FORECAST[RUNS] = {
    {.farthest = W_V, .map = FIRST_COLUMN},       {.farthest = W_V, .map = BEFORE},
    {.farthest = W_V, .map = BY_CONTENT},         {.farthest = W_V, .map = EVEN},
    {.farthest = W_Q_AND_W_K, .map = BY_CONTENT}, {.farthest = W_Q_AND_W_K, .map = BEFORE},
};
