// expect: mode came differently
// expect: You said that the map would be: by content; it was: even
// expect: is there from the start
#include "given.h"

extern const Forecast FORECAST[RUNS];

const Forecast FORECAST[RUNS] = {
    {.farthest = W_V, .map = FIRST_COLUMN},       {.farthest = W_V, .map = BEFORE},
    {.farthest = W_V, .map = BY_CONTENT},         {.farthest = W_V, .map = BY_CONTENT},
    {.farthest = W_Q_AND_W_K, .map = BY_CONTENT}, {.farthest = W_V, .map = EVEN},
};
