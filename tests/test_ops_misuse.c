// Everything an op refuses, with the message in full. One row of the table is one misuse: what is called, and what the
// tape must say, followed by this file and the row's own line.
#include "autograd/ops.h"
#include "autograd/write_op.h"

#include "tensor/mask.h"
#include "tests/support.h"

static Var zeros(Tape *tape, Shape shape)
{
    static real data[64];
    return (op_constant)(tape, tensor_on(data, shape)); // without noting this line
}

static Var one, x3, x20, x23, x42, x234, x342, tall, wide; // named by their shapes
static Tape *stranger;                                     // another tape
static Var stale, foreign;                                 // from before the reset, and of the other tape

// They are made anew for each row, since the error of the row before has made an end of them.
static void make_operands(Tape *tape)
{
    tape_reset(tape);
    stale = zeros(tape, SCALAR);
    tape_reset(tape);
    one = zeros(tape, SCALAR);
    x3 = zeros(tape, SHAPE(3));
    x20 = zeros(tape, SHAPE(2, 0));
    x23 = zeros(tape, SHAPE(2, 3));
    x42 = zeros(tape, SHAPE(4, 2));
    x234 = zeros(tape, SHAPE(2, 3, 4));
    x342 = zeros(tape, SHAPE(3, 4, 2));
    tall = op_broadcast(tape, zeros(tape, SHAPE(1, 1)), SHAPE(65536, 1));
    wide = op_broadcast(tape, zeros(tape, SHAPE(1, 1)), SHAPE(1, 65536));
}

// A macro, so that the call and the expected line are those of the row.
#define ROW(call, text)                                                                                                \
    do {                                                                                                               \
        make_operands(tape);                                                                                           \
        const Var y = call;                                                                                            \
        cr_expect(y.tape == NULL, "line %d: a failed op returns VAR_NONE", __LINE__);                                  \
        expect_error(tape_error(tape), text, __FILE__, __LINE__);                                                      \
    } while (0)

// The same for what returns no Var.
#define ROW_FALSE(call, text)                                                                                          \
    do {                                                                                                               \
        make_operands(tape);                                                                                           \
        cr_expect(!(call), "line %d: it is refused", __LINE__);                                                        \
        expect_error(tape_error(tape), text, __FILE__, __LINE__);                                                      \
    } while (0)

#define NO_BROADCAST " do not broadcast: from the last axis on, sizes must be equal or 1"
#define TWO_AXES ": both need at least two axes; reshape a vector to [1,n] or [n,1]"
#define TRANSPOSE "; did you mean the transpose of B?"
#define NOT_A_CLASS " is not in 0..2, nor -1 (left out)"
#define TOO_LARGE " has a negative size, too many axes or more than 2^31 - 1 elements"
#define AXES_WRONG ": one is not there, or is named twice"
#define NOT_ITS_ROWS "it broadcasts, but for the last axis"
#define NO_LENGTH " needs g and b as long as its rows, not "
#define MISSING " is missing: it was never set, or comes from a failed op"

// clang-format off
static void arithmetic(Tape *tape)
{
    ROW(op_add(tape, x23, x42), "add: a[2,3] and b[4,2]" NO_BROADCAST);
    ROW(op_sub(tape, x42, x3), "sub: a[4,2] and b[3]" NO_BROADCAST);
    ROW(op_mul(tape, x234, x23), "mul: a[2,3,4] and b[2,3]" NO_BROADCAST);
    ROW(op_div(tape, x3, x20), "div: a[3] and b[2,0]" NO_BROADCAST);
    ROW(op_add(tape, VAR_NONE, x3), "add: input 0" MISSING);
    ROW(op_sub(tape, x3, VAR_NONE), "sub: input 1" MISSING);
    ROW(op_scale(tape, VAR_NONE, 2), "scale: input 0" MISSING);
    ROW(op_pow(tape, VAR_NONE, 2), "pow: input 0" MISSING);
    ROW(op_relu(tape, VAR_NONE), "relu: input 0" MISSING);
    ROW(op_add(tape, tall, wide), "add: the shape [65536,65536]" TOO_LARGE);
    ROW(op_maximum(tape, x23, x42), "maximum: a[2,3] and b[4,2]" NO_BROADCAST);
    ROW(op_maximum(tape, x23, VAR_NONE), "maximum: input 1" MISSING);
    ROW(op_maximum(tape, tall, wide), "maximum: the shape [65536,65536]" TOO_LARGE);
    ROW(op_mean_squared_error(tape, x23, x42), "sub: a[2,3] and b[4,2]" NO_BROADCAST);
    ROW(op_mean_squared_error(tape, x20, x20), "mean: x[2,0]: the mean of no elements");
}

static void maps(Tape *tape)
{
    ROW(op_neg(tape, VAR_NONE), "neg: input 0" MISSING);
    ROW(op_exp(tape, VAR_NONE), "exp: input 0" MISSING);
    ROW(op_log(tape, VAR_NONE), "log: input 0" MISSING);
    ROW(op_sqrt(tape, VAR_NONE), "sqrt: input 0" MISSING);
    ROW(op_tanh(tape, VAR_NONE), "tanh: input 0" MISSING);
    ROW(op_sigmoid(tape, VAR_NONE), "sigmoid: input 0" MISSING);
    ROW(op_abs(tape, VAR_NONE), "abs: input 0" MISSING);
    ROW(op_gelu(tape, VAR_NONE, GELU_ERF), "gelu_erf: input 0" MISSING);
    ROW(op_gelu(tape, VAR_NONE, GELU_TANH), "gelu_tanh: input 0" MISSING);
    ROW(op_clamp(tape, VAR_NONE, 0, 1), "clamp: input 0" MISSING);
    ROW(op_clamp(tape, x3, 2, REAL(1.5)), "clamp: the lower bound 2 is above the upper bound 1.5");
    ROW(op_dropout(tape, VAR_NONE, 0, rng_seed(1, 1)), "dropout: input 0" MISSING);
    ROW(op_dropout(tape, x3, 1, rng_seed(1, 1)), "dropout: p = 1 is not in [0, 1)");
    ROW(op_dropout(tape, x3, REAL(-0.5), rng_seed(1, 1)), "dropout: p = -0.5 is not in [0, 1)");
    ROW(op_dropout(tape, x3, (real)NAN, rng_seed(1, 1)), "dropout: p = nan is not in [0, 1)");
}

static void products(Tape *tape)
{
    ROW(op_matmul(tape, x23, x42), "matmul: A[2,3] x B[4,2]: inner sizes 3 and 4 differ");
    ROW(op_matmul(tape, x23, x23), "matmul: A[2,3] x B[2,3]: inner sizes 3 and 2 differ" TRANSPOSE);
    ROW(op_matmul(tape, x23, x3), "matmul: A[2,3] x B[3]" TWO_AXES);
    ROW(op_matmul(tape, one, x23), "matmul: A[] x B[2,3]" TWO_AXES);
    ROW(op_matmul(tape, x234, x342), "matmul: A[2,3,4] x B[3,4,2]: the leading axes do not broadcast");
    ROW(op_matmul(tape, VAR_NONE, x23), "matmul: input 0" MISSING);
}

static void views(Tape *tape)
{
    ROW(op_transpose(tape, x23, 0, 2), "transpose: x[2,3] has no axes 0 and 2");
    ROW(op_transpose(tape, x23, 0, -3), "transpose: x[2,3] has no axes 0 and -3");
    ROW(op_transpose(tape, x23, -1, 5), "transpose: x[2,3] has no axes -1 and 5");
    ROW(op_transpose(tape, VAR_NONE, 0, 1), "transpose: input 0" MISSING);
    ROW(op_permute(tape, x23, SHAPE(0, 0)), "permute: x[2,3]: the order [0,0] does not name each axis once");
    ROW(op_permute(tape, x23, SHAPE(1, -1)), "permute: x[2,3]: the order [1,-1] does not name each axis once");
    ROW(op_permute(tape, x23, SHAPE(0)), "permute: x[2,3]: the order [0] does not name each axis once");
    ROW(op_permute(tape, x23, SHAPE(0, 2)), "permute: x[2,3]: the order [0,2] does not name each axis once");
    ROW(op_reshape(tape, x23, SHAPE(4)), "reshape: x[2,3] cannot become [4]");
    ROW(op_reshape(tape, tall, SHAPE(4)), "reshape: x[65536,1] cannot become [4]"); // and nothing is copied
    ROW(op_reshape(tape, x23, SHAPE(-2, -3)), "reshape: x[2,3] cannot become [-2,-3]");
    ROW(op_slice(tape, x23, 2, 0, 1), "slice: x[2,3] has no axis 2");
    ROW(op_slice(tape, x23, -3, 0, 1), "slice: x[2,3] has no axis -3");
    ROW(op_slice(tape, x23, 1, -1, 2), "slice: -1 to 2 is not within axis 1 of x[2,3]");
    ROW(op_slice(tape, x23, 1, 2, 1), "slice: 2 to 1 is not within axis 1 of x[2,3]");
    ROW(op_slice(tape, x23, -1, 0, 4), "slice: 0 to 4 is not within axis -1 of x[2,3]");
    ROW(op_broadcast(tape, x23, SHAPE(3)), "broadcast: x[2,3] cannot become [3]");
    ROW(op_broadcast(tape, x23, SHAPE(4, 3)), "broadcast: x[2,3] cannot become [4,3]");
    ROW(op_broadcast(tape, one, SHAPE(-3)), "broadcast: x[] cannot become [-3]");
    ROW(op_broadcast(tape, one, SHAPE(65536, 65536)), "broadcast: x[] cannot become [65536,65536]");
    ROW(op_broadcast(tape, VAR_NONE, SHAPE(3)), "broadcast: input 0" MISSING);
    ROW(op_reshape(tape, VAR_NONE, SHAPE(3)), "reshape: input 0" MISSING);
    ROW(op_permute(tape, VAR_NONE, SHAPE(0)), "permute: input 0" MISSING);
    ROW(op_slice(tape, VAR_NONE, 0, 0, 1), "slice: input 0" MISSING);
}

static void joints(Tape *tape)
{
    ROW(op_concat(tape, &x3, 0, 0), "concat: 0 inputs; it takes at least one");
    ROW(op_concat(tape, &x3, -1, 0), "concat: -1 inputs; it takes at least one");
    ROW(op_concat(tape, &one, 1, 0), "concat: x[] has no axis 0");
    ROW(op_concat(tape, &x23, 1, 2), "concat: x[2,3] has no axis 2");
    ROW(op_concat(tape, &x23, 1, -3), "concat: x[2,3] has no axis -3");
    ROW(op_concat(tape, ((Var[]){x23, x42}), 2, 0), "concat: input 1[4,2] does not fit input 0[2,3] along axis 0");
    ROW(op_concat(tape, ((Var[]){x23, x3}), 2, 1), "concat: input 1[3] does not fit input 0[2,3] along axis 1");
    ROW(op_concat(tape, ((Var[]){x234, x23}), 2, 2), "concat: input 1[2,3] does not fit input 0[2,3,4] along axis 2");
    ROW(op_concat(tape, ((Var[]){x23, VAR_NONE}), 2, 0), "concat: input 1" MISSING);
    ROW(op_concat(tape, ((Var[]){op_broadcast(tape, one, SHAPE(INT32_MAX)), x3}), 2, 0), "concat: the shape [-1]" TOO_LARGE);
    ROW(op_concat(tape, ((Var[]){x23, x23, x23, x23, x42}), 5, 1), "concat: input 4[4,2] does not fit input 0[2,3] along axis 1");
    ROW(op_concat(tape, ((Var[]){x23, x23, x23, x23, VAR_NONE}), 5, 1), "concat: input 4" MISSING);
}

static void reductions(Tape *tape)
{
    ROW(op_sum(tape, x23, AXES(2), DROP_AXES), "sum: x[2,3]: axes [2]" AXES_WRONG);
    ROW(op_sum(tape, x23, AXES(1, -1), KEEP_AXES), "sum: x[2,3]: axes [1,-1]" AXES_WRONG);
    ROW(op_mean(tape, x23, AXES(-3), DROP_AXES), "mean: x[2,3]: axes [-3]" AXES_WRONG);
    ROW(op_mean(tape, x20, AXES(1), DROP_AXES), "mean: x[2,0]: the mean of no elements");
    ROW(op_mean(tape, x20, ALL_AXES, DROP_AXES), "mean: x[2,0]: the mean of no elements");
    ROW(op_max(tape, x23, AXES(2), DROP_AXES), "max: x[2,3]: axes [2]" AXES_WRONG);
    ROW(op_max(tape, x23, AXES(0, 0), KEEP_AXES), "max: x[2,3]: axes [0,0]" AXES_WRONG);
    ROW(op_max(tape, one, AXES(0), KEEP_AXES), "max: x[]: axes [0]" AXES_WRONG);
    ROW(op_max(tape, x20, AXES(1), DROP_AXES), "max: x[2,0]: the largest of no elements");
    ROW(op_max(tape, x20, ALL_AXES, KEEP_AXES), "max: x[2,0]: the largest of no elements");
    ROW(op_sum(tape, VAR_NONE, ALL_AXES, DROP_AXES), "sum: input 0" MISSING);
    ROW(op_max(tape, VAR_NONE, ALL_AXES, DROP_AXES), "max: input 0" MISSING);
    ROW(op_mean(tape, VAR_NONE, ALL_AXES, DROP_AXES), "mean: the Var" MISSING);
}

static void rows(Tape *tape)
{
    static const uint8_t cells[16] = {0};
    static const int32_t index[] = {0, 3, -1, 0}, minus_2[] = {-2}, four[] = {4};
    ROW(op_softmax(tape, one, 1, MASK_ALL), "softmax: x[] has no rows");
    ROW(op_softmax(tape, x23, 1, mask_on(cells, SHAPE(2, 2))), "softmax: mask[2,2] does not fit x[2,3]: " NOT_ITS_ROWS);
    ROW(op_softmax(tape, x23, 1, mask_on(cells, SHAPE(2, 1, 3))), "softmax: mask[2,1,3] does not fit x[2,3]: " NOT_ITS_ROWS);
    ROW(op_gather(tape, x3, index, SHAPE(1)), "gather: the table is [rows, D], not [3]");
    ROW(op_gather(tape, x42, index + 2, SHAPE(2)), "gather: index -1 at position 0 is not in 0..3");
    ROW(op_gather(tape, x23, index, SHAPE(2)), "gather: index 3 at position 1 is not in 0..1");
    ROW(op_gather(tape, x42, four, SHAPE(1)), "gather: index 4 at position 0 is not in 0..3");
    ROW(op_gather(tape, x23, index, SHAPE(1, 1, 1, 1)), "gather: the indices' shape [1,1,1,1] must have at most 3 axes and 2^31 - 1 elements");
    ROW(op_gather(tape, x23, index, SHAPE(-1)), "gather: the indices' shape [-1] must have at most 3 axes and 2^31 - 1 elements");
    ROW(op_cross_entropy(tape, x23, index), "cross_entropy: target 3 of row 1" NOT_A_CLASS);
    ROW(op_cross_entropy(tape, x3, minus_2), "cross_entropy: target -2 of row 0" NOT_A_CLASS);
    ROW(op_cross_entropy(tape, one, index), "cross_entropy: logits[] have no classes");
    ROW(op_cross_entropy(tape, x20, index), "cross_entropy: logits[2,0] have no classes");
    ROW(op_softmax(tape, VAR_NONE, 1, MASK_ALL), "softmax: input 0" MISSING);
    ROW(op_gather(tape, VAR_NONE, index, SHAPE(1)), "gather: input 0" MISSING);
    ROW(op_cross_entropy(tape, VAR_NONE, index), "cross_entropy: input 0" MISSING);
    ROW(op_masked_fill(tape, VAR_NONE, MASK_ALL, 0), "masked_fill: input 0" MISSING);
    ROW(op_masked_fill(tape, x23, mask_on(cells, SHAPE(2, 1)), 0), "masked_fill: mask[2,1] does not fit x[2,3]: " NOT_ITS_ROWS);
    ROW(op_masked_fill(tape, x23, mask_on(cells, SHAPE(4, 1, 3)), 0), "masked_fill: mask[4,1,3] does not fit x[2,3]: " NOT_ITS_ROWS);
    ROW(op_masked_fill(tape, one, mask_on(cells, SHAPE(1)), 0), "masked_fill: mask[1] does not fit x[]: " NOT_ITS_ROWS);
}

static void normal_rows(Tape *tape)
{
    ROW(op_log_softmax(tape, VAR_NONE), "log_softmax: input 0" MISSING);
    ROW(op_log_softmax(tape, one), "log_softmax: x[] has no rows");
    ROW(op_layer_norm(tape, x23, x3, VAR_NONE, 0), "layer_norm: input 2" MISSING);
    ROW(op_layer_norm(tape, one, one, one, 0), "layer_norm: x[]" NO_LENGTH "g[] and b[]");
    ROW(op_layer_norm(tape, x42, x3, x3, 0), "layer_norm: x[4,2]" NO_LENGTH "g[3] and b[3]");
    ROW(op_layer_norm(tape, x23, x3, one, 0), "layer_norm: x[2,3]" NO_LENGTH "g[3] and b[]");
    ROW(op_layer_norm(tape, x23, x23, x3, 0), "layer_norm: x[2,3]" NO_LENGTH "g[2,3] and b[3]");
}

static void attention(Tape *tape)
{
    static const uint8_t cells[16] = {0};
    ROW(op_attention(tape, VAR_NONE, x23, x23, MASK_ALL), "matmul: input 0" MISSING);
    ROW(op_attention(tape, x23, VAR_NONE, x23, MASK_ALL), "transpose: input 0" MISSING);
    ROW(op_attention(tape, x23, x23, VAR_NONE, MASK_ALL), "matmul: input 1" MISSING);
    ROW(op_attention(tape, x23, x3, x23, MASK_ALL), "transpose: x[3] has no axes -2 and -1");
    ROW(op_attention(tape, x23, x42, x23, MASK_ALL), "matmul: A[2,3] x B[2,4]: inner sizes 3 and 2 differ");
    ROW(op_attention(tape, x23, x23, x342, MASK_ALL), "matmul: A[2,2] x B[3,4,2]: inner sizes 2 and 4 differ" TRANSPOSE);
    ROW(op_attention(tape, x23, x23, x23, mask_on(cells, SHAPE(2, 1))), "softmax: mask[2,1] does not fit x[2,2]: " NOT_ITS_ROWS);
}

static void nothing(Node *y)
{
    (void)y;
}

static Var no_sample(Tape *tape, Sampler *s)
{
    (void)s;
    return op_number(tape, 1);
}

static void handles(Tape *tape)
{
    static const Op half = {.name = "half", .backward = nothing}, unnamed = {.sample = no_sample, .samples = 1};
    static const Op wide_op = {.name = "wide", .backward = nothing, .sample = no_sample, .samples = 1};
    ROW(op_add(tape, one, stale), "add: input 1 is from before tape_reset");
    ROW(op_add(tape, foreign, one), "add: input 0 is of another tape");
    ROW(op_mul(tape, one, ((Var){tape, 99, one.generation})), "mul: input 1 is not on the tape");
    ROW(op_mean(tape, stale, ALL_AXES, DROP_AXES), "mean: the Var is from before tape_reset");
    ROW_FALSE(tape_push(HERE(tape), &half, one), "half: the row of an op needs a name, a backward and a sample for the gradient checker");
    ROW_FALSE(tape_push(HERE(tape), &unnamed, one), "op: the row of an op needs a name, a backward and a sample for the gradient checker");
    ROW_FALSE(tape_push(HERE(tape), &wide_op, one, one, one, one, one), "wide: 5 inputs; an op has at most 4");
}

static void backward(Tape *tape)
{
    ROW_FALSE(tape_backward(tape, VAR_NONE), "backward: the Var" MISSING);
    ROW_FALSE(tape_backward(tape, stale), "backward: the Var is from before tape_reset");
    ROW_FALSE(tape_backward(tape, foreign), "backward: the Var is of another tape");
    ROW_FALSE(tape_backward(tape, x23), "backward: the loss has shape [2,3], not one element; sum it, or give dL/dy to tape_backward_from");
    ROW_FALSE(tape_backward(tape, one), "backward: no parameter leads to this value");
    ROW_FALSE(tape_backward_from(tape, x3, (Tensor){0}), "backward: y[3] needs an upstream gradient of its own shape, not dy[]");
    tape_record_gradients(tape, false);
    ROW_FALSE(tape_backward(tape, op_variable(tape, 1)), "backward: no parameter leads to this value: tape_record_gradients is off");
    tape_record_gradients(tape, true);
}

static void leaves(Tape *tape)
{
    Params *params = quiet_params();
    ROW(op_param(tape, (Param){0}), "param: there is no such parameter");
    ROW(op_param(tape, params_find(params, "W_Q")), "param: there is no such parameter");
    const Param failed = params_fail(params, "linear: no inputs");
    ROW(op_param(tape, failed), "param: there is no such parameter; its store says: linear: no inputs");
    ROW(op_constant(tape, (Tensor){0}), "constant: the tensor has no data");
    ROW(op_input(tape, (Tensor){0}), "input: the tensor has no data");
    params_free(params);
}
// clang-format on

Test(ops_misuse, every_message_is_exact_and_names_the_line)
{
    void (*const tables[])(Tape *) = {arithmetic, maps,        products,  views,   joints,   reductions,
                                      rows,       normal_rows, attention, handles, backward, leaves};
    Tape *tape = quiet_tape();
    stranger = quiet_tape();
    foreign = zeros(stranger, SCALAR);
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        tables[i](tape);
    tape_free(tape);
    tape_free(stranger);
}
