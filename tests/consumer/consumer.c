// A program of somebody else, who has what is installed and nothing more; tests/install.sh builds it. It takes an empty
// folder, and exits with 0 if all is right.
//
// The gradient of a line's squared error:
//   L = sum (w x - 1)^2         w = 2, x = 1 2 3     L = 1 + 9 + 25 = 35
//   dL/dw = 2 sum (w x - 1) x                            = 2 (1 + 6 + 15) = 44
// Then one step of training into the folder, for which the library needs all that it is linked with.
#include <heed.h>

#include <stdio.h>

static bool gradient_is_right(void)
{
    real x_data[] = {1, 2, 3};
    Params *params = params_new();
    Tape *tape = tape_new();
    if (!params || !tape)
        return false;
    const Param w = params_add(params, "w", SCALAR);
    tensor_fill(param_value(w), 2);

    const Var x = op_constant(tape, tensor_on(x_data, SHAPE(3)));
    const Var wx = op_mul(tape, op_param(tape, w), x);
    const Var error = op_sub(tape, wx, op_number(tape, 1));
    const Var loss = op_sum(tape, op_mul(tape, error, error), AXES(0), DROP_AXES);
    tape_backward(tape, loss);
    const double L = var_scalar(loss), dw = (double)tensor_at(param_grad(w), SCALAR);
    printf("L = %g, dL/dw = %g\n", L, dw);

    tape_free(tape);
    params_free(params);
    return L == 35 && dw == 44;
}

static bool trains(const char *folder)
{
    RunOptions options = run_defaults(&TASK_REVERSE);
    options.trainer.steps = 1;
    options.folder = folder;
    RunResult result;
    Message message;
    if (run_train(&options, NULL, NULL, &result, &message) == RUN_DONE)
        return true;
    fprintf(stderr, "%s\n", message.text);
    return false;
}

int main(int argc, char **argv)
{
    return argc != 2 || !gradient_is_right() || !trains(argv[1]);
}
