// Moving one input of one op, for that op alone.
#include "autograd/tape_inner.h"

void probe_enter(Node *y)
{
    Probe *probe = y->tape->probe;
    if (y->index != probe->node || probe->input >= y->inputs || probe->entered)
        return;
    probe->entered = true;
    Node *input = y->in[probe->input];
    probe->own = input->value;
    input->value = probe->x;
}

void probe_leave(const Node *y)
{
    Probe *probe = y->tape->probe;
    if (y->index != probe->node || !probe->entered || probe->seen)
        return;
    probe->seen = true;
    probe->decisions = y->op->decisions ? y->op->decisions(y, 0) : 0;
    if (tensor_count(y->value) == tensor_count(probe->y))
        tensor_copy(probe->y, y->value);
    y->in[probe->input]->value = probe->own;
}
