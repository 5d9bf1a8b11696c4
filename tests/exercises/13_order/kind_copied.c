// expect: of another kind than TINY_MUL
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
    const double value = tape->node[a].value + tape->node[b].value;
    return append(tape, (TinyNode){TINY_ADD, a, b, value, 0});
}

int tiny_mul(TinyTape *tape, int a, int b)
{
    const double value = tape->node[a].value * tape->node[b].value;
    return append(tape, (TinyNode){TINY_ADD, a, b, value, 0});
}

int tiny_exp(TinyTape *tape, int a)
{
    const double value = exp(tape->node[a].value);
    return append(tape, (TinyNode){TINY_EXP, a, 0, value, 0});
}

// One node passes its gradient on. a and b may be the same node: it then gets
// both parts, because each is added.
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

// The scrap paper is cleared first, then y gets its 1, and one loop goes down
// from y. y itself may be a leaf: dy/dy = 1 is then the whole answer, and is
// added like any other.
//
// Popular engines write this as a recursion over the inputs, with a set of
// visited nodes. It finds the same order, by a detour, and a long chain of
// nodes overflows the stack. Without the visited set it is wrong: in the
// diamond above, node b would pass on its gradient once for each of c's two
// uses, the first part twice. heed's own backward is this loop
// (autograd/backward.c).
void tiny_backward(TinyTape *tape, int y)
{
    for (int i = 0; i <= y; i++)
        if (tape->node[i].kind != TINY_LEAF)
            tape->node[i].grad = 0;
    tape->node[y].grad += 1;
    for (int i = y; i >= 0; i--)
        pass_on(tape, &tape->node[i]);
}
