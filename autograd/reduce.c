// Sets of axes.
#include "autograd/reduce.h"

#include "autograd/write_op.h"

// Which axes of x the set names. False: one that is not there, or one twice.
static bool choose_axes(Shape x, Shape axes, bool chosen[MAX_RANK])
{
    for (int i = 0; i < MAX_RANK; i++)
        chosen[i] = axes.rank < 0 && i < x.rank; // ALL_AXES
    for (int i = 0; i < axes.rank; i++) {
        int axis = axes.n[i];
        if (!shape_axis(x, &axis) || chosen[axis])
            return false;
        chosen[axis] = true;
    }
    return true;
}

bool reduction_of(Tape *tape, const char *name, Shape x, Shape axes, Reduction *reduction)
{
    char text_x[SHAPE_TEXT], text_axes[SHAPE_TEXT];
    bool chosen[MAX_RANK];
    if (!choose_axes(x, axes, chosen)) {
        tape_fail(tape, "%s: x%s: axes %s: one is not there, or is named twice", name, shape_text(x, text_x),
                  shape_text(axes, text_axes));
        return false;
    }
    *reduction = (Reduction){.kept = x, .fallen = 1};
    for (int axis = 0; axis < x.rank; axis++) {
        if (chosen[axis]) {
            reduction->fallen *= x.n[axis];
            reduction->kept.n[axis] = 1;
        } else
            reduction->dropped.n[reduction->dropped.rank++] = x.n[axis];
    }
    return true;
}

Var reduction_var(Tape *tape, const Node *y, const Reduction *reduction, Reduced reduced)
{
    return reduced == KEEP_AXES ? node_var(y) : op_reshape(tape, node_var(y), reduction->dropped);
}
