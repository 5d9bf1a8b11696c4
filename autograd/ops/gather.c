// Rows of a table, chosen by index: an embedding.
//   forward    y_i = table[index_i]
//   backward   dtable[index_i] += dy_i        a row that is chosen twice gets both; one that is not chosen gets nothing
// table [N,D], index of any shape of rank <= 3, y [..,D].
#include "autograd/ops.h"
#include "autograd/write_op.h"
#include "tensor/rows.h"

typedef struct {
    int count;
    const int32_t *index;
} Chosen;

static void gather_backward(Node *y)
{
    const Chosen *chosen = y->saved;
    const int D = y->value.shape[y->value.rank - 1];
    real *dtable = y->in[0]->grad.data;
    for (int i = 0; i < chosen->count; i++)
        row_add_scaled(dtable + chosen->index[i] * D, 1, y->grad.data + i * D, D);
}

static Var gather_sample(Tape *tape, Sampler *s)
{
    const int32_t index[] = {4, 0, 2, 0, 0, sample_below(s, 5)};
    return op_gather(tape, sample_normal(tape, s, SHAPE(5, 3)), index, SHAPE(2, 3));
}

const Op OP_GATHER = {.name = "gather", .backward = gather_backward, .sample = gather_sample, .samples = 1};

// Keeps a copy of the indices. False: one is out of range, or memory is out.
static bool keep_indices(Node *y, const int32_t *index, int count, int N)
{
    for (int i = 0; i < count; i++)
        if (index[i] < 0 || index[i] >= N) {
            tape_fail(y->tape, "gather: index %d at position %d is not in 0..%d", (int)index[i], i, N - 1);
            return false;
        }
    const Chosen chosen = {count, tape_keep(y->tape, index, (size_t)count * sizeof *index)};
    return chosen.index && node_keep(y, &chosen, sizeof chosen);
}

Var op_gather(Tape *tape, Var table_, const int32_t *index, Shape shape)
{
    Node *y = tape_push(tape, &OP_GATHER, table_);
    if (!y)
        return VAR_NONE;
    const Tensor table = y->in[0]->value;
    char text[SHAPE_TEXT];
    int count = 0;
    if (table.rank != 2)
        return tape_fail(tape, "gather: the table is [rows, D], not %s", shape_text(tensor_shape(table), text));
    if (shape.rank >= MAX_RANK || !shape_count(shape, &count))
        return tape_fail(tape, "gather: the indices' shape %s must have at most 3 axes and 2^31 - 1 elements",
                         shape_text(shape, text));
    if (!keep_indices(y, index, count, table.shape[0]))
        return VAR_NONE;
    Shape of_y = shape;
    of_y.n[of_y.rank++] = table.shape[1];
    y->value = tape_tensor(tape, of_y);
    if (!y->value.data)
        return VAR_NONE;
    const int D = table.shape[1], step = table.stride[1];
    for (int i = 0; i < count; i++) {
        real *y_i = y->value.data + i * D;
        const real *row = table.data + index[i] * table.stride[0];
        if (step == 1)
            row_scale(y_i, 1, row, D);
        for (int j = 0; j < D && step != 1; j++)
            y_i[j] = row[j * step];
    }
    return node_var(y);
}
