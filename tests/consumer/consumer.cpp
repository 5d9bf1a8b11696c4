// The same in C++17: every form that is written otherwise there, an op of one's own, and the line that an error names.
// It exits with 0 if all is right.
//
//   A = softmax(X) of rows 0 0: every weight is 1/2
//   L = sum 2 A * C      c = 1 3     dL/dx_j = 2 a_j (c_j - sum_k a_k c_k) = -1 1
#include <heed.h>

#include <cstdio>
#include <cstring>

//   forward    y = 2 x
//   backward   dx += 2 dy
static void twice_backward(Node *y)
{
    tensor_add_scaled(y->in[0]->grad, 2, y->grad);
}

static Var twice_sample(Tape *tape, Sampler *s);

static const Op TWICE = {"twice", twice_backward, twice_sample, 1, nullptr, false};

static Var twice(Tape *tape, Var x)
{
    Node *y = tape_push(tape, &TWICE, x);
    if (!y)
        return VAR_NONE;
    y->value = tape_tensor(tape, tensor_shape(y->in[0]->value));
    tensor_scale(y->value, 2, y->in[0]->value);
    return node_var(y);
}

static Var twice_sample(Tape *tape, Sampler *s)
{
    return twice(tape, sample_normal(tape, s, SHAPE(2, 3)));
}

static bool check_passes()
{
    CheckReport report = gradcheck_op(&TWICE, 0, 1);
    const bool passes = report.verdict == CHECK_PASS || report.reason == REASON_FLOAT;
    std::printf("twice: %s\n", check_reason(report.reason));
    check_free(&report);
    return passes;
}

static bool gradient_is_right(Tape *tape)
{
    real zeros[4] = {}, c[] = {1, 3};
    const Var X = op_input(tape, tensor_on(zeros, SHAPE(2, 2))), C = op_constant(tape, tensor_on(c, SHAPE(2)));
    const Var A = op_softmax(tape, X, REAL(1.0), MASK_ALL);
    const Var rows = op_sum(tape, op_mul(tape, twice(tape, A), C), AXES(-1), KEEP_AXES);
    const Var loss = op_reshape(tape, op_sum(tape, rows, ALL_AXES, DROP_AXES), SCALAR);
    tape_backward(tape, loss);
    const Tensor dX = var_grad(X);
    std::printf("L = %g, dL/dX = %g %g\n", var_scalar(loss), double(tensor_at(dX, SHAPE(1, 0))),
                double(tensor_at(dX, SHAPE(1, 1))));
    return var_scalar(loss) == 8 && tensor_at(dX, SHAPE(1, 0)) == -1 && tensor_at(dX, SHAPE(1, 1)) == 1;
}

static bool error_names_this_line(Tape *tape)
{
    tape_on_error(tape, nullptr, nullptr);
    const Var a = op_number(tape, 1);
    char line[512];
    std::snprintf(line, sizeof line, "(%s:%d)", __FILE__, __LINE__ + 1);
    op_transpose(tape, a, 0, 1);
    std::printf("%s\n", tape_error(tape));
    return std::strstr(tape_error(tape), line) != nullptr;
}

int main()
{
    Tape *tape = tape_new();
    const bool right = tape && check_passes() && gradient_is_right(tape) && error_names_this_line(tape);
    tape_free(tape);
    return !right;
}
