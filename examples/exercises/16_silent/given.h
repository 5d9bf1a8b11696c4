// What exercise 16 is given: what can be said of a trainer's gradients.
#ifndef HEED_EXAMPLES_EXERCISES_16_SILENT_GIVEN_H
#define HEED_EXAMPLES_EXERCISES_16_SILENT_GIVEN_H

enum { TRAINERS = 6 };

// Whose gradient is wrong, in the order in which gradients are made: from the
// loss back to the tokens.
typedef enum { NOWHERE, U, BIAS, W_V, S, W_Q, W_K, P, E } Where;

typedef enum {
    NO_KIND,
    ZERO,       // all of it is zero
    FACTOR,     // each number is factor times what it must be
    TRANSPOSED, // rows and columns are exchanged
    ONE_WRONG,  // only the number in this row and column is wrong
    NO_ROW_SUM, // softmax went back without its sum: the rows do not sum to 0
    ONLY_LAST,  // of a token that is there twice only the last place counts
    SHIFTED     // each row has what belongs to the row before it
} Kind;

typedef struct {
    Where where;
    Kind kind;
    double factor;   // of FACTOR
    int row, column; // of ONE_WRONG, from 0 on
} Finding;

#endif
