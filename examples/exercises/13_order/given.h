// What exercise 13 is given: a tape of single numbers.
#ifndef HEED_EXAMPLES_EXERCISES_13_ORDER_GIVEN_H
#define HEED_EXAMPLES_EXERCISES_13_ORDER_GIVEN_H

typedef enum { TINY_LEAF, TINY_ADD, TINY_MUL, TINY_EXP } TinyKind;

typedef struct {
    TinyKind kind;
    int a, b; // the indices of its inputs; a leaf has none, exp only a
    double value, grad; // grad: dL/dvalue
} TinyNode;

enum { TINY_NODES = 256 };

typedef struct {
    TinyNode node[TINY_NODES];
    int count;
} TinyTape;

#endif
