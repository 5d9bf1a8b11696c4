// The faults. Most take an op's own backward aside (examples/heed/spoil.h), spoil what it gives, and add that.
#include "examples/heed/faults.h"

#include "autograd/ops.h"
#include "examples/heed/spoil.h"
#include "tensor/rows.h"

#include <string.h>
#include <tgmath.h>

// --- softmax --------------------------------------------------------------------------------------------------------

static void softmax_without_scale(Node *y)
{
    const Parts parts = parts_of(y);
    if (parts.dx[0].data)
        tensor_scale(parts.dx[0], 1 / softmax_scale(y, parts.dx[0]), parts.dx[0]);
    parts_add(y, parts);
}

static void softmax_without_row_sum(Node *y)
{
    const Parts parts = parts_of(y);
    const Tensor dx = parts.dx[0];
    const real s = dx.data ? softmax_scale(y, dx) : 0;
    tensor_mul(dx, y->value, y->grad);
    tensor_scale(dx, s, dx);
    parts_add(y, parts);
}

static void softmax_mask_off_by_one(Node *y)
{
    const Parts parts = parts_of(y);
    const int n = last_size(y->value);
    for (int i = 0; parts.dx[0].data && is_causal(y->value) && i < tensor_count(parts.dx[0]); i++)
        if (i % n == i / n % n)
            parts.dx[0].data[i] = 0;
    parts_add(y, parts);
}

// --- the products of attention --------------------------------------------------------------------------------------

// The gradient that the product y = x W gives its weight, if the weight has this last name. No data: it has not.
static Tensor weight_part(const Node *y, const Parts *parts, const char *last_name)
{
    const Node *W = y->in[1];
    const char *name = W->param.store ? param_name(W->param) : "", *dot = strrchr(name, '.');
    return strcmp(dot ? dot + 1 : name, last_name) == 0 ? parts->dx[1] : (Tensor){0};
}

static void query_weight_transposed(Node *y)
{
    const Parts parts = parts_of(y);
    const Tensor dW_Q = weight_part(y, &parts, "W_Q");
    if (dW_Q.data && is_square(dW_Q))
        tensor_copy(dW_Q, tensor_transpose(tape_copy_of(y, dW_Q), -2, -1));
    parts_add(y, parts);
}

static void scale_weight(Node *y, const char *last_name, real factor)
{
    const Parts parts = parts_of(y);
    const Tensor dW = weight_part(y, &parts, last_name);
    tensor_scale(dW, factor, dW);
    parts_add(y, parts);
}

static void key_weight_zero(Node *y)
{
    scale_weight(y, "W_K", 0);
}

static void query_weight_5_percent(Node *y)
{
    scale_weight(y, "W_Q", REAL(1.05));
}

static void output_weight_1_percent(Node *y)
{
    scale_weight(y, "W_O", REAL(1.01));
}

static void value_weight_one_zero(Node *y)
{
    const Parts parts = parts_of(y);
    const Tensor dW_V = weight_part(y, &parts, "W_V");
    if (dW_V.data)
        dW_V.data[tensor_count(dW_V) / 2] = 0;
    parts_add(y, parts);
}

// Whether y is S = Q K^T with Q [B,H,T,d_k].
static bool is_scores(const Node *y)
{
    return y->in[1]->op == &OP_TRANSPOSE && y->in[0]->value.rank == 4 && is_square(y->value);
}

static void last_head_of_queries_zero(Node *y)
{
    const Parts parts = parts_of(y);
    const Tensor dQ = parts.dx[0];
    if (is_scores(y) && dQ.data)
        tensor_fill(tensor_slice(dQ, 1, dQ.shape[1] - 1, dQ.shape[1]), 0);
    parts_add(y, parts);
}

static void keys_as_queries(Node *y)
{
    const Parts parts = parts_of(y);
    if (is_scores(y)) // dK^T = Q^T dS; here Q^T dS^T
        tensor_matmul(parts.dx[1], tensor_transpose(y->in[0]->value, -2, -1), tensor_transpose(y->grad, -2, -1));
    parts_add(y, parts);
}

static void matmul_untransposed(Node *y)
{
    const Parts parts = parts_of(y);
    if (is_square(y->in[0]->value)) // dB = A^T dy; here A dy
        tensor_matmul(parts.dx[1], y->in[0]->value, y->grad);
    parts_add(y, parts);
}

// --- other ops ------------------------------------------------------------------------------------------------------

static void sign_flipped(Node *y)
{
    const Parts parts = parts_of(y);
    tensor_scale(parts.dx[0], -1, parts.dx[0]);
    parts_add(y, parts);
}

static void add_stores(Node *y)
{
    for (int k = 0; k < y->inputs; k++)
        tensor_copy(y->in[k]->grad, y->grad);
}

static void add_without_sum(Node *y)
{
    for (int k = 0; k < y->inputs; k++) {
        const Tensor x = y->in[k]->value;
        Tensor dy = y->grad;
        for (int axis = 0; axis < dy.rank && dy.data == y->grad.data && tensor_count(x) < tensor_count(dy); axis++) {
            const int own = axis - (dy.rank - x.rank);
            if (dy.shape[axis] > 1 && (own < 0 || x.shape[own] == 1)) {
                dy = tensor_slice(dy, axis, 0, 1);
                break;
            }
        }
        tensor_add_scaled(y->in[k]->grad, 1, dy);
    }
}

static void relu_leaks(Node *y)
{
    tensor_add_scaled(y->in[0]->grad, 1, y->grad);
}

static void gelu_of_the_other_form(Node *y)
{
    const Parts parts = parts_of(y);
    const Tensor x = tape_copy_of(y, y->in[0]->value), dx = parts.dx[0];
    for (int i = 0; dx.data && i < tensor_count(x); i++) { // of x (1 + tanh u) / 2
        const real c = REAL(0.7978845608028654), cube = REAL(0.044715), x_i = x.data[i];
        const real t = tanh(c * (x_i + cube * x_i * x_i * x_i)), du = c * (1 + 3 * cube * x_i * x_i);
        dx.data[i] = y->grad.data[i] * ((1 + t) / 2 + x_i / 2 * (1 - t * t) * du);
    }
    parts_add(y, parts);
}

// Gives back the term mean_k(dy_k g_k) / s. s is (x_j - mean) / z_j, and z_j = (y_j - b_j) / g_j.
static void layer_norm_without_mean(Node *y)
{
    const Parts parts = parts_of(y);
    const Tensor x = tape_copy_of(y, y->in[0]->value), g = tape_copy_of(y, y->in[1]->value),
                 b = tape_copy_of(y, y->in[2]->value);
    const int n = last_size(x);
    for (int r = 0; parts.dx[0].data && r < tensor_count(x); r += n) {
        const real mean = row_sum(x.data + r, n) / (real)n;
        real largest = 0, s = 1;
        for (int j = 0; j < n; j++) {
            const real gz = y->value.data[r + j] - b.data[j];
            if (fabs(gz) > largest && gz / g.data[j] != 0) {
                largest = fabs(gz);
                s = (x.data[r + j] - mean) / (gz / g.data[j]);
            }
        }
        for (int j = 0; j < n; j++)
            parts.dx[0].data[r + j] += row_dot(y->grad.data + r, g.data, n) / (real)n / s;
    }
    parts_add(y, parts);
}

// Which row of the table row i of y is, can be seen by its numbers.
static void gather_keeps_last(Node *y)
{
    const Tensor table = tape_copy_of(y, y->in[0]->value), dtable = y->in[0]->grad;
    const int D = last_size(table), rows = D ? tensor_count(y->value) / D : 0;
    const size_t bytes = (size_t)D * sizeof(real);
    for (int r = 0; r < table.shape[0]; r++)
        for (int i = rows - 1; i >= 0; i--)
            if (memcmp(y->value.data + i * D, table.data + r * D, bytes) == 0) {
                tensor_add_scaled(tensor_on(dtable.data + r * D, SHAPE(D)), 1,
                                  tensor_on(y->grad.data + i * D, SHAPE(D)));
                break;
            }
}

static void cross_entropy_divided_twice(Node *loss)
{
    const Parts parts = parts_of(loss);
    const Tensor dlogits = parts.dx[0];
    if (dlogits.rank >= 2)
        tensor_scale(dlogits, 1 / (real)dlogits.shape[dlogits.rank - 2], dlogits);
    parts_add(loss, parts);
}

static void cross_entropy_of_ignored(Node *loss)
{
    const Parts parts = parts_of(loss);
    const Tensor logits = tape_copy_of(loss, loss->in[0]->value), dlogits = parts.dx[0];
    const int C = last_size(logits), rows = tensor_count(logits) / C;
    int counted = 0;
    for (int r = 0; r < rows && dlogits.data; r++)
        counted += row_dot(dlogits.data + r * C, dlogits.data + r * C, C) > 0;
    for (int r = 0; r < rows && dlogits.data; r++)
        if (row_dot(dlogits.data + r * C, dlogits.data + r * C, C) == 0) {
            row_softmax(dlogits.data + r * C, logits.data + r * C, C, 1, NULL);
            const Tensor row = tensor_on(dlogits.data + r * C, SHAPE(C));
            tensor_scale(row, loss->grad.data[0] / (real)(counted ? counted : 1), row);
        }
    parts_add(loss, parts);
}

static void slice_shifted(Node *y)
{
    const Parts parts = parts_of(y);
    const Tensor dx = parts.dx[0];
    int axis = 0;
    for (int i = 0; i < dx.rank; i++)
        if (dx.shape[i] != y->value.shape[i])
            axis = i;
    const int n = dx.data ? dx.shape[axis] : 0;
    if (n > 1) {
        const Tensor before = tape_copy_of(y, dx);
        tensor_copy(tensor_slice(dx, axis, 1, n), tensor_slice(before, axis, 0, n - 1));
        tensor_fill(tensor_slice(dx, axis, 0, 1), 0);
    }
    parts_add(y, parts);
}

// --- the list -------------------------------------------------------------------------------------------------------

const Fault HEED_FAULTS[] = {
    {"no-scale", "softmax goes back without 1/sqrt(d_k): S gets a gradient sqrt(d_k) times too large", &OP_SOFTMAX,
     softmax_without_scale},
    {"no-row-sum", "softmax goes back without its row-sum term: s y dy instead of s y (dy - sum dy y)", &OP_SOFTMAX,
     softmax_without_row_sum},
    {"mask-off-by-one", "the causal mask is off by one in backward: nothing passes on the diagonal", &OP_SOFTMAX,
     softmax_mask_off_by_one},
    {"W_Q-transposed", "the gradient of W_Q is transposed (where W_Q is square)", &OP_MATMUL, query_weight_transposed},
    {"W_K-zero", "the gradient of W_K is zero: the layer learns, but W_K does not", &OP_MATMUL, key_weight_zero},
    {"W_V-one-zero", "one element of the gradient of W_V is zero", &OP_MATMUL, value_weight_one_zero},
    {"W_Q-5-percent", "the gradient of W_Q is 5 % too large", &OP_MATMUL, query_weight_5_percent},
    {"W_O-1-percent", "the gradient of W_O is 1 % too large", &OP_MATMUL, output_weight_1_percent},
    {"head-zero", "the last head of Q gets no gradient", &OP_MATMUL, last_head_of_queries_zero},
    {"K-from-Q", "K gets its gradient as Q does: dS Q instead of dS^T Q", &OP_MATMUL, keys_as_queries},
    {"sign", "the loss goes back with its sign flipped, and so does everything below it", &OP_CROSS_ENTROPY,
     sign_flipped},
    {"add-stores", "add stores its gradients (=) where it must add (+=)", &OP_ADD, add_stores},
    {"no-broadcast-sum", "add forgets the sum over the first axis along which an input is broadcast", &OP_ADD,
     add_without_sum},
    {"matmul-untransposed", "a product gives B the gradient A dy instead of A^T dy (where A is square)", &OP_MATMUL,
     matmul_untransposed},
    {"relu-leaks", "relu passes gradient where x < 0", &OP_RELU, relu_leaks},
    {"gelu-other-form", "gelu by erf goes back as gelu by tanh", &OP_GELU_ERF, gelu_of_the_other_form},
    {"layer-norm-no-mean", "layer norm goes back without its mean term", &OP_LAYER_NORM, layer_norm_without_mean},
    {"gather-keeps-last", "of equal tokens only the last gives its row of E a gradient", &OP_GATHER, gather_keeps_last},
    {"cross-entropy-T", "the gradient of the loss is divided by T twice", &OP_CROSS_ENTROPY,
     cross_entropy_divided_twice},
    {"ignored-targets", "positions that are not supervised get a gradient", &OP_CROSS_ENTROPY,
     cross_entropy_of_ignored},
    {"slice-shifted", "the gradient of a slice lands one position too far", &OP_SLICE, slice_shifted},
};
const int HEED_FAULTS_COUNT = sizeof HEED_FAULTS / sizeof HEED_FAULTS[0];

const Fault *fault_find(const char *name)
{
    for (int i = 0; i < HEED_FAULTS_COUNT; i++)
        if (strcmp(HEED_FAULTS[i].name, name) == 0)
            return &HEED_FAULTS[i];
    return NULL;
}

bool fault_plant(const Fault *fault, Tape *tape)
{
    return tape_replace_backward(tape, fault->op, fault->backward);
}
