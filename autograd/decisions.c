// What the ops on a tape decide.
#include "autograd/inspect.h"

uint64_t tape_decisions(const Tape *tape)
{
    uint64_t signature = UINT64_C(14695981039346656037);
    for (int i = 0; i < tape_nodes(tape); i++) {
        const Node *y = tape_node(tape, i);
        if (y->op && y->op->decisions)
            signature = y->op->decisions(y, signature);
    }
    return signature;
}
