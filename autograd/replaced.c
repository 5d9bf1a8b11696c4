// Backwards that stand in the place of an op's own.
#include "autograd/tape_inner.h"

#include <stdlib.h>

static Replaced *find(const Tape *tape, const Op *op)
{
    Replaced *replaced = tape->replaced;
    while (replaced && replaced->op != op)
        replaced = replaced->next;
    return replaced;
}

bool tape_replace_backward(Tape *tape, const Op *op, void (*backward)(Node *y))
{
    Replaced *replaced = find(tape, op);
    if (!replaced) {
        replaced = malloc(sizeof *replaced);
        if (!replaced)
            return false;
        *replaced = (Replaced){.op = op, .next = tape->replaced};
        tape->replaced = replaced;
    }
    replaced->backward = backward ? backward : op->backward;
    return true;
}

void node_go_back(Node *y)
{
    const Replaced *replaced = find(y->tape, y->op);
    (replaced ? replaced->backward : y->op->backward)(y);
}

void replaced_free(Tape *tape)
{
    while (tape->replaced) {
        Replaced *next = tape->replaced->next;
        free(tape->replaced);
        tape->replaced = next;
    }
}
