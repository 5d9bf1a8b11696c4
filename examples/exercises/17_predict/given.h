// What exercise 17 is given: what can be foretold of a run.
#ifndef HEED_EXAMPLES_EXERCISES_17_PREDICT_GIVEN_H
#define HEED_EXAMPLES_EXERCISES_17_PREDICT_GIVEN_H

enum { RUNS = 6 };

// Which matrix has moved farthest from where it began, by the end.
typedef enum { NOT_SAID, W_Q_AND_W_K, W_V } Farthest;

// What the map of attention looks like then. Rows: queries; columns: keys.
typedef enum {
    NO_MAP,
    EVEN,          // each query shares out its weight evenly
    DIAGONAL,      // each looks at its own place
    BEFORE,        // at the place before its own
    ANTI_DIAGONAL, // at its mirror image: the first at the last
    FIRST_COLUMN,  // all at the first place
    BY_CONTENT     // it depends on the tokens: another map for each sequence
} Map;

typedef struct {
    Farthest farthest;
    Map map;
    const char *because; // one line, if it came differently: why?
} Forecast;

#endif
