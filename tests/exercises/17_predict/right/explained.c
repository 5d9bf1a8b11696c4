#include "given.h"

extern const Forecast FORECAST[RUNS];

const Forecast FORECAST[RUNS] = {
    {.farthest = W_V, .map = FIRST_COLUMN}, // first
    {.farthest = W_V, .map = BEFORE},       // shift
    {.farthest = W_V, .map = BY_CONTENT},   // max
    {.farthest = W_V, .map = EVEN},         // mode
    {.farthest = W_V, .map = FIRST_COLUMN, .because = "V has only two answers to give"},
    {.farthest = W_V, .map = EVEN}, // shift, 0
};
