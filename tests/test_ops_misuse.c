// Everything an op refuses, with the message in full. One row of the table is one misuse: what is called, and what the
// tape must say, followed by this file and the row's own line.
#include "autograd/ops.h"

#include "tensor/mask.h"
#include "tests/support.h"

static Var zeros(Tape *tape, Shape shape)
{
    static real data[64];
    return (op_constant)(tape, tensor_on(data, shape)); // without noting this line
}

static Var one, x3, x20, x23, x42, x234, x342, tall, wide; // named by their shapes

// They are made anew for each row, since the error of the row before has made an end of them.
static void make_operands(Tape *tape)
{
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

#define NO_BROADCAST " do not broadcast: from the last axis on, sizes must be equal or 1"
#define TWO_AXES ": both need at least two axes; reshape a vector to [1,n] or [n,1]"
#define TRANSPOSE "; did you mean the transpose of B?"
#define NOT_A_CLASS " is not in 0..2, nor -1 (left out)"
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
    ROW(op_add(tape, tall, wide), "add: the shape [65536,65536] has a negative size, too many axes or more than 2^31 - 1 elements");
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
}

static void reductions(Tape *tape)
{
    ROW(op_sum(tape, x23, AXES(2), DROP_AXES), "sum: x[2,3]: axes [2]: one is not there, or is named twice");
    ROW(op_sum(tape, x23, AXES(1, -1), KEEP_AXES), "sum: x[2,3]: axes [1,-1]: one is not there, or is named twice");
    ROW(op_mean(tape, x23, AXES(-3), DROP_AXES), "mean: x[2,3]: axes [-3]: one is not there, or is named twice");
    ROW(op_mean(tape, x20, AXES(1), DROP_AXES), "mean: x[2,0]: the mean of no elements");
    ROW(op_mean(tape, x20, ALL_AXES, DROP_AXES), "mean: x[2,0]: the mean of no elements");
}

static void rows(Tape *tape)
{
    static const uint8_t cells[16] = {0};
    static const int32_t index[] = {0, 3, -1, 0}, minus_2[] = {-2}, four[] = {4};
    ROW(op_softmax(tape, one, 1, MASK_ALL), "softmax: x[] has no rows");
    ROW(op_softmax(tape, x23, 1, mask_on(cells, SHAPE(2, 2))), "softmax: mask[2,2] does not fit x[2,3]: it broadcasts, but for the last axis");
    ROW(op_softmax(tape, x23, 1, mask_on(cells, SHAPE(2, 1, 3))), "softmax: mask[2,1,3] does not fit x[2,3]: it broadcasts, but for the last axis");
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
    void (*const tables[])(Tape *) = {arithmetic, products, views, reductions, rows, leaves};
    Tape *tape = quiet_tape();
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        tables[i](tape);
    tape_free(tape);
}
