// expect: FORECAST[2], max, says nothing yet of the map
#include "given.h"

extern const Forecast FORECAST[RUNS];

const Forecast FORECAST[RUNS] = {
    {.farthest = W_V, .map = FIRST_COLUMN},
    {.farthest = W_V, .map = BEFORE},
    {.farthest = W_V, .map = NO_MAP},
    {.farthest = W_V, .map = EVEN},
    {.farthest = W_Q_AND_W_K, .map = BY_CONTENT},
    {.farthest = W_V, .map = EVEN},
};
