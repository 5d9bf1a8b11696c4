// What holds for the backward of every op: it adds to a gradient that is there already, and writes nothing beside it.
#include "autograd/ops.h"

#include "tensor/mask.h"
#include "tests/tape_suite.h"

enum { ROWS = 16, COLUMNS = 8, N = ROWS * COLUMNS }; // N numbers fill whole cache lines: blocks of the tape adjoin

TestSuite(ops_adds, .init = begin, .fini = end);

static Var other(Tape *t)
{
    return op_broadcast(t, op_number(t, REAL(1.5)), SHAPE(ROWS, COLUMNS));
}

static Var row(Tape *t)
{
    return op_broadcast(t, op_number(t, REAL(1.5)), SHAPE(COLUMNS));
}

// clang-format off
static Var add(Tape *t, Var x) { return op_add(t, other(t), x); }
static Var sub(Tape *t, Var x) { return op_sub(t, other(t), x); }
static Var mul(Tape *t, Var x) { return op_mul(t, other(t), x); }
static Var divided(Tape *t, Var x) { return op_div(t, x, other(t)); }
static Var divides(Tape *t, Var x) { return op_div(t, other(t), x); }
static Var scale(Tape *t, Var x) { return op_scale(t, x, 3); }
static Var pow_3(Tape *t, Var x) { return op_pow(t, x, 3); }
static Var larger(Tape *t, Var x) { return op_maximum(t, x, other(t)); }
static Var clamp(Tape *t, Var x) { return op_clamp(t, x, 1, 2); }
static Var gelu_erf(Tape *t, Var x) { return op_gelu(t, x, GELU_ERF); }
static Var gelu_tanh(Tape *t, Var x) { return op_gelu(t, x, GELU_TANH); }
static Var dropout(Tape *t, Var x) { return op_dropout(t, x, REAL(0.5), rng_seed(1, 1)); }
static Var matmul_left(Tape *t, Var x) { return op_matmul(t, x, op_transpose(t, other(t), 0, 1)); }
static Var matmul_right(Tape *t, Var x) { return op_matmul(t, op_transpose(t, other(t), 0, 1), x); }
static Var transpose(Tape *t, Var x) { return op_transpose(t, x, 0, 1); }
static Var permute(Tape *t, Var x) { return op_permute(t, x, SHAPE(1, 0)); }
static Var reshape(Tape *t, Var x) { return op_reshape(t, x, SHAPE(N)); }
static Var slice(Tape *t, Var x) { return op_slice(t, x, 1, 3, COLUMNS); }
static Var broadcast(Tape *t, Var x) { return op_broadcast(t, x, SHAPE(2, ROWS, COLUMNS)); }
static Var concat(Tape *t, Var x) { return op_concat(t, (const Var[]){other(t), x}, 2, 1); }
static Var sum(Tape *t, Var x) { return op_sum(t, x, AXES(0), DROP_AXES); }
static Var max(Tape *t, Var x) { return op_max(t, x, AXES(1), DROP_AXES); }
static Var softmax(Tape *t, Var x) { return op_softmax(t, x, 2, MASK_ALL); }
static Var layer_norm(Tape *t, Var x) { return op_layer_norm(t, x, row(t), row(t), 1); }
// clang-format on

static Var filled(Tape *t, Var x)
{
    static const uint8_t SEEN[COLUMNS] = {1, 0, 1, 1, 0, 1, 1, 1};
    return op_neg(t, op_masked_fill(t, x, mask_on(SEEN, SHAPE(COLUMNS)), 0));
}

static Var gather(Tape *t, Var x)
{
    return op_gather(t, x, (const int32_t[]){3, 0, 3}, SHAPE(3));
}

static Var cross_entropy(Tape *t, Var x)
{
    return op_cross_entropy(t, x, (const int32_t[ROWS]){1, -1, 7, 0, 5});
}

// The gradient of sum(c y) by x, with c counting up; beside, if it is wanted, one of sum(x + w) in the same pass. The
// pass is run twice, and between the two another one, whose gradients lie behind all those of the first.
static const real *gradient(Var (*function)(Tape *, Var), bool beside, Var *w)
{
    real data[N], c[4 * N];
    for (int i = 0; i < N; i++)
        data[i] = REAL(0.5) + (i < COLUMNS ? 0 : (real)(i * 7 % 32) / 16); // equal in the first row
    for (int i = 0; i < 4 * N; i++)
        c[i] = (real)(i % 11 + 1) / 8;
    tape_reset(tape);
    const Var x = op_input(tape, tensor_on(data, SHAPE(ROWS, COLUMNS)));
    *w = op_input(tape, tensor_on(data, SHAPE(ROWS, COLUMNS)));
    const Var y = function(tape, x);
    const Var C = op_constant(tape, tensor_on(c, tensor_shape(var_value(y))));
    Var loss = op_sum(tape, op_mul(tape, y, C), ALL_AXES, DROP_AXES);
    // Backward meets this first, and makes room for dx and, right behind it, dw.
    const Var both = op_sum(tape, op_add(tape, x, *w), ALL_AXES, DROP_AXES);
    if (beside)
        loss = op_add(tape, loss, both);
    const Var behind = op_scale(tape, op_variable(tape, 3), 2);
    cr_assert(tape_backward(tape, loss) && tape_backward(tape, behind) && tape_backward(tape, loss), "%s",
              tape_error(tape));
    return var_grad(x).data;
}

Test(ops_adds, every_backward_adds_to_its_gradient_and_writes_nothing_beside_it)
{
    const struct {
        const char *name;
        Var (*function)(Tape *, Var);
    } rows[] = {
        {"add", add},
        {"sub", sub},
        {"mul", mul},
        {"div, left", divided},
        {"div, right", divides},
        {"neg", op_neg},
        {"scale", scale},
        {"pow", pow_3},
        {"exp", op_exp},
        {"log", op_log},
        {"sqrt", op_sqrt},
        {"tanh", op_tanh},
        {"sigmoid", op_sigmoid},
        {"relu", op_relu},
        {"abs", op_abs},
        {"maximum", larger},
        {"clamp", clamp},
        {"gelu_erf", gelu_erf},
        {"gelu_tanh", gelu_tanh},
        {"dropout", dropout},
        {"masked_fill", filled},
        {"matmul, left", matmul_left},
        {"matmul, right", matmul_right},
        {"transpose", transpose},
        {"permute", permute},
        {"reshape", reshape},
        {"slice", slice},
        {"concat", concat},
        {"broadcast", broadcast},
        {"sum", sum},
        {"max", max},
        {"softmax", softmax},
        {"log_softmax", op_log_softmax},
        {"layer_norm", layer_norm},
        {"gather", gather},
        {"cross_entropy", cross_entropy},
    };
    cr_expect_geq((int)(sizeof rows / sizeof rows[0]), HEED_OPS_COUNT, "every op has a row");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Var w;
        real alone[N];
        memcpy(alone, gradient(rows[i].function, false, &w), sizeof alone);
        const real *together = gradient(rows[i].function, true, &w);
        for (int k = 0; k < N; k++) {
            cr_expect(is_near(together[k], (double)alone[k] + 1, 1), "%s: element %d is %g, not %g + 1", rows[i].name,
                      k, (double)together[k], (double)alone[k]);
            cr_expect_eq(var_grad(w).data[k], 1, "%s: what lies beside is %g", rows[i].name,
                         (double)var_grad(w).data[k]);
        }
    }
}

// Matmul stores the first gradient of an input, and adds the second: here both are of one node.
Test(ops_adds, a_product_of_a_matrix_with_itself_counts_both_sides)
{
    real numbers[] = {1, 2, 3, 4}, ones[] = {1, 1, 1, 1};
    const Var x = op_input(tape, tensor_on(numbers, SHAPE(2, 2)));
    const Var y = op_matmul(tape, x, x);
    for (int times = 0; times < 2; times++) { // the second pass finds what the first has left
        cr_assert(tape_backward_from(tape, y, tensor_on(ones, SHAPE(2, 2))));
        expect_elements(var_grad(x), 7, 11, 9, 13); // dy x^T + x^T dy = [3 7; 3 7] + [4 4; 6 6]
    }
}
