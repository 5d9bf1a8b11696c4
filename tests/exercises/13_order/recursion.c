// expect: dc/da of b = a + a
// expect: passed its gradient on before it was complete
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

static void pass_on(TinyTape *tape, int i)
{
    const TinyNode y = tape->node[i];
    if (y.kind == TINY_LEAF)
        return;
    tape->node[y.a].grad += y.kind == TINY_MUL   ? y.grad * tape->node[y.b].value
                            : y.kind == TINY_EXP ? y.grad * y.value
                                                 : y.grad;
    pass_on(tape, y.a);
    if (y.kind == TINY_EXP)
        return;
    tape->node[y.b].grad += y.kind == TINY_MUL ? y.grad * tape->node[y.a].value : y.grad;
    pass_on(tape, y.b);
}

void tiny_backward(TinyTape *tape, int y)
{
    for (int i = 0; i <= y; i++)
        if (tape->node[i].kind != TINY_LEAF)
            tape->node[i].grad = 0;
    tape->node[y].grad += 1;
    pass_on(tape, y);
}
