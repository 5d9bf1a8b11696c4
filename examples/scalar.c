// One scalar expression and its two gradients: the expression of micrograd's README
// (https://github.com/karpathy/micrograd), whose numbers are known.
//
// To be learned: an op computes its value at once, and the tape remembers it. tape_backward goes back through the tape
// by the chain rule and leaves, in every value, how fast g grows with it. a and b are used many times; what comes back
// to them along each way is added up. To see what dg/da means, a is moved by a thousandth: g follows, nearly as
// foretold, for the curve bends a little.
//
// Prints:
//   g     =  24.7041
//   dg/da = 138.8338
//   dg/db = 645.5773
//   a + 0.001 gives 24.8431; g + 0.001 dg/da foretells 24.8429
#include "autograd/ops.h"

#include <stdio.h>

// A value is never changed: `c += 1` puts a new one on the tape, and c is now its name. No call has two ops among its
// arguments: C leaves open which is evaluated first, and their order on the tape is the order of adding gradients.
static Var expression(Tape *tape, Var a, Var b)
{
    const Var one = op_number(tape, 1), ten = op_number(tape, 10);

    // c = a + b
    Var c = op_add(tape, a, b);
    // d = a*b + b**3
    const Var ab = op_mul(tape, a, b);
    Var d = op_add(tape, ab, op_pow(tape, b, 3));
    // c += c + 1
    c = op_add(tape, c, op_add(tape, c, one));
    // c += 1 + c + (-a)
    const Var one_plus_c = op_add(tape, one, c);
    c = op_add(tape, c, op_sub(tape, one_plus_c, a));
    // d += d*2 + (b + a).relu()
    const Var left = op_relu(tape, op_add(tape, b, a));
    d = op_add(tape, d, op_add(tape, op_scale(tape, d, 2), left));
    // d += 3*d + (b - a).relu()
    const Var right = op_relu(tape, op_sub(tape, b, a));
    d = op_add(tape, d, op_add(tape, op_scale(tape, d, 3), right));
    // e = c - d, f = e**2, g = f/2.0, g += 10.0/f
    const Var e = op_sub(tape, c, d), f = op_pow(tape, e, 2), half = op_scale(tape, f, REAL(0.5));
    return op_add(tape, half, op_div(tape, ten, f));
}

static double gradient(Var v)
{
    return (double)tensor_at(var_grad(v), SCALAR);
}

int main(void)
{
    Tape *tape = tape_new();
    if (!tape)
        return 1;
    tape_detect_anomaly(tape, true); // the first NaN is named

    const Var a = op_variable(tape, -4), b = op_variable(tape, 2);
    const Var g = expression(tape, a, b);
    tape_backward(tape, g);
    printf("g     = %8.4f\n", var_scalar(g));
    printf("dg/da = %8.4f\n", gradient(a));
    printf("dg/db = %8.4f\n", gradient(b));

    const Var moved = expression(tape, op_variable(tape, REAL(-3.999)), b);
    printf("a + 0.001 gives %.4f; g + 0.001 dg/da foretells %.4f\n", var_scalar(moved),
           var_scalar(g) + 0.001 * gradient(a));

    tape_free(tape);
    return 0;
}
