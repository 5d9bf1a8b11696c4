// expect: dc/da of b = a + a
// expect: does the walk go from y down to 0?
#include "given.h"

#include <math.h>

int tiny_leaf(TinyTape *tape, double value);
int tiny_add(TinyTape *tape, int a, int b);
int tiny_mul(TinyTape *tape, int a, int b);
int tiny_exp(TinyTape *tape, int a);
void tiny_backward(TinyTape *tape, int y);

static int append(TinyTape *tape, TinyNode node)
{
    tape->node[tape->count] = node;
    return tape->count++;
}

int tiny_leaf(TinyTape *tape, double value)
{
    return append(tape, (TinyNode){.kind = TINY_LEAF, .value = value});
}

int tiny_add(TinyTape *tape, int a, int b)
{
    return append(tape, (TinyNode){TINY_ADD, a, b, tape->node[a].value + tape->node[b].value, 0});
}

int tiny_mul(TinyTape *tape, int a, int b)
{
    return append(tape, (TinyNode){TINY_MUL, a, b, tape->node[a].value * tape->node[b].value, 0});
}

int tiny_exp(TinyTape *tape, int a)
{
    return append(tape, (TinyNode){.kind = TINY_EXP, .a = a, .value = exp(tape->node[a].value)});
}

static void pass_on(TinyTape *tape, const TinyNode *y)
{
    TinyNode *a = &tape->node[y->a], *b = &tape->node[y->b];
    switch (y->kind) {
    case TINY_LEAF: break;
    case TINY_ADD:
        a->grad += y->grad;
        b->grad += y->grad;
        break;
    case TINY_MUL:
        a->grad += y->grad * b->value;
        b->grad += y->grad * a->value;
        break;
    case TINY_EXP: a->grad += y->grad * y->value; break;
    }
}

void tiny_backward(TinyTape *tape, int y)
{
    for (int i = 0; i <= y; i++)
        if (tape->node[i].kind != TINY_LEAF)
            tape->node[i].grad = 0;
    tape->node[y].grad += 1;
    for (int i = 0; i <= y; i++)
        pass_on(tape, &tape->node[i]);
}
