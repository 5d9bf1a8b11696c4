// Layer normalization of each row.
//   forward    y_j = g_j z_j + b_j,   z_j = (x_j - m) / s,   s = sqrt(v + epsilon)
//              m the mean of the row and v the mean of (x_j - m)^2: two passes, so that a mean of 1000 loses nothing
//   backward   db_j += dy_j,   dg_j += dy_j z_j                                           summed over the rows
//              dx_j += (h_j - mean_k h_k - z_j mean_k h_k z_k) / s,   h_j = dy_j g_j
// x, y [..,n]; g, b [n]. Ba, Kiros and Hinton (2016), Layer normalization, equation 4.
#include "autograd/ops.h"
#include "autograd/write_op.h"
#include "tensor/maths.h"
#include "tensor/rows.h"

typedef struct {
    int rows, n;
    real *z, *one_over_s; // [rows,n] and [rows]
    const real *g;        // [n], one after the other
} Normalized;

static void layer_norm_backward(Node *y)
{
    const Normalized *normalized = y->saved;
    const Node *x = y->in[0], *g = y->in[1], *b = y->in[2];
    const int n = normalized->n;
    for (int r = 0; r < normalized->rows && x->needs_grad; r++)
        row_add_layer_norm_slope(x->grad.data + r * n, y->grad.data + r * n, normalized->g, normalized->z + r * n,
                                 normalized->one_over_s[r], n);
    tensor_add_product(g->grad, y->grad, tensor_on(normalized->z, tensor_shape(y->value)));
    tensor_add_scaled(b->grad, 1, y->grad);
}

static Var layer_norm_sample(Tape *tape, Sampler *s)
{
    const Var x = sample_rows(tape, s);
    const Shape n = SHAPE(var_size(x, -1));
    const Var g = sample_positive(tape, s, n);
    return op_layer_norm(tape, x, g, sample_normal(tape, s, n), REAL(1e-5));
}

const Op OP_LAYER_NORM = {
    .name = "layer_norm", .backward = layer_norm_backward, .sample = layer_norm_sample, .samples = SAMPLE_ROWS};

// Room for what backward needs. NULL: memory is out.
static Normalized *make_normalized(Tape *tape, Tensor x, Tensor g)
{
    const int n = x.shape[x.rank - 1], rows = n ? tensor_count(x) / n : 0;
    Normalized *normalized = tape_alloc(tape, sizeof *normalized);
    real *z = tape_alloc(tape, (size_t)tensor_count(x) * sizeof *z);
    real *one_over_s = tape_alloc(tape, (size_t)rows * sizeof *one_over_s);
    const real *g_row = tape_row_major(tape, g).data;
    if (!normalized || !z || !one_over_s || !g_row)
        return NULL;
    *normalized = (Normalized){.rows = rows, .n = n, .z = z, .one_over_s = one_over_s, .g = g_row};
    return normalized;
}

Var op_layer_norm(Tape *tape, Var x_, Var g_, Var b_, real epsilon)
{
    Node *y = tape_push(tape, &OP_LAYER_NORM, x_, g_, b_);
    if (!y)
        return VAR_NONE;
    const Tensor x = tape_row_major(tape, y->in[0]->value), g = y->in[1]->value, b = y->in[2]->value;
    char text_x[SHAPE_TEXT], text_g[SHAPE_TEXT], text_b[SHAPE_TEXT];
    const Shape n = SHAPE(x.rank > 0 ? x.shape[x.rank - 1] : -1);
    if (!shape_equal(tensor_shape(g), n) || !shape_equal(tensor_shape(b), n))
        return tape_fail(tape, "layer_norm: x%s needs g and b as long as its rows, not g%s and b%s",
                         shape_text(tensor_shape(x), text_x), shape_text(tensor_shape(g), text_g),
                         shape_text(tensor_shape(b), text_b));
    Normalized *normalized = x.data ? make_normalized(tape, x, g) : NULL;
    const real *b_row = tape_row_major(tape, b).data;
    y->saved = normalized;
    y->value = normalized && b_row ? tape_tensor(tape, tensor_shape(x)) : (Tensor){0};
    if (!y->value.data)
        return VAR_NONE;
    for (int r = 0, at = 0; r < normalized->rows; r++, at += normalized->n)
        normalized->one_over_s[r] = row_layer_norm(y->value.data + at, normalized->z + at, x.data + at, normalized->g,
                                                   b_row, normalized->n, epsilon);
    return node_var(y);
}
