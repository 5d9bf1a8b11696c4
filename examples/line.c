// Fitting a line y = w x + b to noisy points by gradient descent.
//
// To be learned: parameters live in a store and outlast the tape, which is reset after every step. A step computes the
// loss of the line as it is, goes back for the gradients, and moves w and b against them. What is found is the line
// nearest to the points (least squares, for which there is a formula), not the line they were made from: the noise has
// moved the best answer, and no optimizer can know. Each step sees all points; the S of SGD comes with reverse.c.
//
// Prints:
//   step   0   loss  7.2429   w  0.0000   b  0.0000
//   step   1   loss  3.7270   w  0.5993   b -0.2298
//   step   2   loss  1.9693   w  1.0198   b -0.4003
//   ...
//   step 100   loss  0.1946   w  1.9967   b -0.9268
//   least squares             w  1.9967   b -0.9268
//   truth                     w  2.0000   b -1.0000
#include "autograd/ops.h"
#include "train/optimizer.h"

#include <stdio.h>

enum { POINTS = 50, STEPS = 100 };
static const real TRUE_W = 2, TRUE_B = -1, NOISE = REAL(0.5);
static const double RATE = 0.1;

// x is uniform over [-2,2), and y is normal about the true line.
static void draw_points(real *x, real *y)
{
    Rng rng = rng_seed(1, 1);
    for (int i = 0; i < POINTS; i++) {
        x[i] = 4 * rng_uniform(&rng) - 2;
        y[i] = TRUE_W * x[i] + TRUE_B + NOISE * rng_normal(&rng);
    }
}

// w = sum (x - mean x)(y - mean y) / sum (x - mean x)^2, and the line goes through (mean x, mean y).
static void least_squares(const real *x, const real *y, double *w, double *b)
{
    double mean_x = 0, mean_y = 0, xy = 0, xx = 0;
    for (int i = 0; i < POINTS; i++) {
        mean_x += (double)x[i] / POINTS;
        mean_y += (double)y[i] / POINTS;
    }
    for (int i = 0; i < POINTS; i++) {
        const double dx = (double)x[i] - mean_x, dy = (double)y[i] - mean_y;
        xy += dx * dy;
        xx += dx * dx;
    }
    *w = xy / xx;
    *b = mean_y - *w * mean_x;
}

static void print_line(double w, double b)
{
    printf("   w %7.4f   b %7.4f\n", w, b);
}

int main(void)
{
    Params *params = params_new();
    Tape *tape = tape_new();
    if (!params || !tape)
        return 1;
    tape_detect_anomaly(tape, true); // the first NaN is named
    const Param w_param = params_add(params, "w", SCALAR), b_param = params_add(params, "b", SCALAR); // zeros
    Optimizer sgd;
    if (!optimizer_new(&sgd, params, optimizer_plain(RATE)))
        return 1;
    real x_data[POINTS], y_data[POINTS];
    double best_w, best_b;
    draw_points(x_data, y_data);

    for (int step = 0; step <= STEPS; step++) {
        const Var w = op_param(tape, w_param), b = op_param(tape, b_param);
        const Var x = op_constant(tape, tensor_on(x_data, SHAPE(POINTS)));
        const Var y = op_constant(tape, tensor_on(y_data, SHAPE(POINTS)));
        const Var error = op_sub(tape, op_add(tape, op_mul(tape, w, x), b), y); // w x + b - y
        const Var loss = op_mean(tape, op_pow(tape, error, 2), ALL_AXES, DROP_AXES);
        if (step < 5 || step % 20 == 0) {
            printf("step %3d   loss %7.4f", step, var_scalar(loss));
            print_line(var_scalar(w), var_scalar(b));
        }
        tape_backward(tape, loss);
        optimizer_step(&sgd, params); // w -= RATE dloss/dw, and the same for b
        tape_reset(tape);
    }
    least_squares(x_data, y_data, &best_w, &best_b);
    printf("%-23s", "least squares");
    print_line(best_w, best_b);
    printf("%-23s", "truth");
    print_line((double)TRUE_W, (double)TRUE_B);

    optimizer_free(&sgd);
    tape_free(tape);
    params_free(params);
    return 0;
}
