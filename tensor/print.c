// Printing a tensor as nested brackets.
//   [[1, 0.3333, 2e-05],
//    [4, 5, 6]]
#include "tensor/tensor.h"

#include <math.h>

enum { LONGEST = 8, ENDS = 3 }; // a longer axis shows this many elements at each end

static void between(FILE *out, int below, int depth)
{
    fputs(below == 0 ? ", " : ",", out);
    for (int line = 0; line < below; line++)
        fputc('\n', out);
    for (int space = 0; space < depth && below > 0; space++)
        fputc(' ', out);
}

// Prints the sub-tensor at data, whose first axis is this one.
static void print_from(FILE *out, Tensor x, const real *data, int axis)
{
    if (axis >= x.rank || axis >= MAX_RANK) {
        fprintf(out, "%.4g", isnan(*data) ? (double)NAN : (double)*data); // whatever its sign
        return;
    }
    const int n = x.shape[axis], below = x.rank - axis - 1;
    fputc('[', out);
    for (int i = 0; i < n; i++) {
        const bool cut = n > LONGEST && i >= ENDS && i < n - ENDS;
        if (cut && i > ENDS)
            continue;
        if (i > 0)
            between(out, below, axis + 1);
        if (cut)
            fputs("...", out);
        else
            print_from(out, x, data + i * x.stride[axis], axis + 1);
    }
    fputc(']', out);
}

void tensor_print(FILE *out, Tensor x)
{
    if (!x.data)
        fputs("(no data)\n", out);
    else {
        print_from(out, x, x.data, 0);
        fputc('\n', out);
    }
}
