// Ops that treat each element alone, where they are exact, at their kinks, at their ends, and on NaN.
#include "autograd/ops.h"

#include "tests/tape_suite.h"

static const real LN2 = REAL(0.693147180559945309), LN3 = REAL(1.09861228866810969);
static const real INF = (real)INFINITY, NOT_A_NUMBER = (real)NAN;

TestSuite(ops_maps, .init = begin, .fini = end);

// --- exp, log, sqrt -------------------------------------------------------------------------------------------------

Test(ops_maps, exp)
{
    const Var x = INPUT(SHAPE(3), 0, LN2, -LN2), y = op_exp(tape, x);
    expect_elements(var_value(y), 1, 2, 0.5);
    BACK(y, SHAPE(3), 1, 2, 3);
    expect_elements(var_grad(x), 1, 4, 1.5);
}

// Unlike in softmax, nothing is rounded to 0 that real can hold.
Test(ops_maps, exp_is_accurate_over_its_whole_range)
{
    const Var x = INPUT(SHAPE(5), -80, 88, -1000, 1000, -INF), y = op_exp(tape, x);
    const real *value = var_value(y).data;
    cr_expect(is_near(value[0], 1.8048513878454153e-35, 0), "%g", (double)value[0]);
    cr_expect(is_near(value[1], 1.6516362549940018e+38, 0), "%g", (double)value[1]);
    cr_expect(value[2] == 0 && value[3] == INF && value[4] == 0);
    BACK(y, SHAPE(5), 1, 1, 1, 0, 1);
    cr_expect(is_near(var_grad(x).data[0], 1.8048513878454153e-35, 0));
    cr_expect(var_grad(x).data[2] == 0 && var_grad(x).data[4] == 0);
}

Test(ops_maps, log)
{
    const Var x = INPUT(SHAPE(3), 1, 2, REAL(0.25)), y = op_log(tape, x);
    expect_elements(var_value(y), 0, (double)LN2, -2 * (double)LN2);
    BACK(y, SHAPE(3), 1, 2, 3);
    expect_elements(var_grad(x), 1, 1, 12);
}

Test(ops_maps, sqrt)
{
    const Var x = INPUT(SHAPE(3), 4, REAL(0.25), 9), y = op_sqrt(tape, x);
    expect_elements(var_value(y), 2, 0.5, 3);
    BACK(y, SHAPE(3), 1, 2, 3);
    expect_elements(var_grad(x), 0.25, 2, 0.5);
}

Test(ops_maps, log_and_sqrt_at_0_and_below)
{
    const Var x = INPUT(SHAPE(2), 0, -1);
    Var y = op_log(tape, x);
    cr_expect(var_value(y).data[0] == -INF && isnan(var_value(y).data[1]));
    BACK(y, SHAPE(2), 1, 3);
    cr_expect(var_grad(x).data[0] == INF && var_grad(x).data[1] == -3);
    y = op_sqrt(tape, x);
    cr_expect(var_value(y).data[0] == 0 && isnan(var_value(y).data[1]));
    BACK(y, SHAPE(2), 1, 0);
    cr_expect(var_grad(x).data[0] == INF);
}

// --- tanh, sigmoid --------------------------------------------------------------------------------------------------

Test(ops_maps, tanh)
{
    const Var x = INPUT(SHAPE(3), 0, LN2, -LN3), y = op_tanh(tape, x);
    expect_elements(var_value(y), 0, 0.6, -0.8); // (2 - 1/2) / (2 + 1/2); (3 - 1/3) / (3 + 1/3)
    BACK(y, SHAPE(3), 1, 2, 3);
    expect_elements(var_grad(x), 1, 1.28, 1.08);
}

Test(ops_maps, sigmoid)
{
    const Var x = INPUT(SHAPE(3), 0, LN3, -LN3), y = op_sigmoid(tape, x);
    expect_elements(var_value(y), 0.5, 0.75, 0.25);
    BACK(y, SHAPE(3), 4, 16, 32);
    expect_elements(var_grad(x), 1, 3, 6);
}

Test(ops_maps, tanh_and_sigmoid_are_flat_at_their_ends)
{
    const Var x = INPUT(SHAPE(5), -1000, 1000, -INF, INF, -80);
    Var y = op_sigmoid(tape, x);
    const real *value = var_value(y).data;
    cr_expect(value[0] == 0 && value[1] == 1 && value[2] == 0 && value[3] == 1);
    cr_expect(is_near(value[4], 1.8048513878454153e-35, 0), "a small value keeps its digits: %g", (double)value[4]);
    BACK(y, SHAPE(5), 1, 1, 1, 1, 0);
    for (int i = 0; i < 5; i++)
        cr_expect(var_grad(x).data[i] == 0, "sigmoid, element %d: %g", i, (double)var_grad(x).data[i]);
    y = op_tanh(tape, x);
    value = var_value(y).data;
    cr_expect(value[0] == -1 && value[1] == 1 && value[2] == -1 && value[3] == 1);
    BACK(y, SHAPE(5), 1, 1, 1, 1, 1);
    for (int i = 0; i < 5; i++)
        cr_expect(var_grad(x).data[i] == 0, "tanh, element %d: %g", i, (double)var_grad(x).data[i]);
}

// --- gelu -----------------------------------------------------------------------------------------------------------

// Phi(1) = 0.841344746..., phi(1) = 0.241970724...; the second form differs from the fourth digit on.
Test(ops_maps, each_form_of_gelu_goes_back_through_itself)
{
    const struct {
        Gelu form;
        double value[5], slope[5]; // at -1, 0, 0.5, 1, 2
    } rows[] = {
        {GELU_ERF,
         {-0.15865525393145707, 0, 0.34573123063700656, 0.8413447460685429, 1.9544997361036416},
         {-0.08331547058768629, 0.5, 0.8674951246561629, 1.0833154705876864, 1.085231801078197}},
        {GELU_TANH,
         {-0.15880800939172324, 0, 0.34571400982514394, 0.8411919906082768, 1.954597694087775},
         {-0.08296408384578252, 0.5, 0.8673699035346424, 1.0829640838457826, 1.0860992566236183}},
    };
    for (int i = 0; i < 2; i++) {
        const Var x = INPUT(SHAPE(5), -1, 0, REAL(0.5), 1, 2), y = op_gelu(tape, x, rows[i].form);
        check_elements(var_value(y), rows[i].value, 5, __LINE__);
        BACK(y, SHAPE(5), 1, 1, 1, 1, 1);
        check_elements(var_grad(x), rows[i].slope, 5, __LINE__);
        const Var z = INPUT(SCALAR, 2), loss = op_gelu(tape, z, rows[i].form);
        BACK(loss, SCALAR, -3);
        expect_elements(var_grad(z), -3 * rows[i].slope[4]);
    }
}

Test(ops_maps, gelu_is_the_identity_or_nothing_far_out)
{
    const Gelu forms[] = {GELU_ERF, GELU_TANH};
    for (int i = 0; i < 2; i++) {
        const Var x = INPUT(SHAPE(4), 1000, -1000, REAL(1e15), REAL(-1e15)), y = op_gelu(tape, x, forms[i]);
        const real *value = var_value(y).data;
        cr_expect(value[0] == 1000 && value[1] == 0 && value[2] == REAL(1e15) && value[3] == 0, "form %d", i);
        BACK(y, SHAPE(4), 1, 2, 3, 4);
        const real *grad = var_grad(x).data;
        cr_expect(grad[0] == 1 && grad[1] == 0 && grad[2] == 3 && grad[3] == 0, "form %d", i);
    }
}

// --- abs, clamp -----------------------------------------------------------------------------------------------------

Test(ops_maps, abs_is_flat_at_0)
{
    const Var x = INPUT(SHAPE(4), -2, 0, 3, -INF), y = op_abs(tape, x);
    const real *value = var_value(y).data;
    cr_expect(value[0] == 2 && value[1] == 0 && value[2] == 3 && value[3] == INF);
    BACK(y, SHAPE(4), 5, 6, 7, 8);
    expect_elements(var_grad(x), -5, 0, 7, -8);
}

Test(ops_maps, the_abs_of_minus_0_is_0)
{
    const Var y = op_abs(tape, INPUT(SCALAR, (real)-0.0));
    cr_expect(!signbit(var_value(y).data[0]));
}

Test(ops_maps, clamp_lets_the_gradient_through_up_to_its_bounds)
{
    const Var x = INPUT(SHAPE(5), -3, -1, 0, 2, 5);
    Var y = op_clamp(tape, x, -1, 2);
    expect_elements(var_value(y), -1, -1, 0, 2, 2);
    BACK(y, SHAPE(5), 1, 2, 3, 4, 5);
    expect_elements(var_grad(x), 0, 2, 3, 4, 0);
    y = op_clamp(tape, x, 2, 2); // bounds may be equal
    expect_elements(var_value(y), 2, 2, 2, 2, 2);
    BACK(y, SHAPE(5), 1, 2, 3, 4, 5);
    expect_elements(var_grad(x), 0, 0, 0, 4, 0);
    y = op_clamp(tape, x, 0, INF); // and infinite
    expect_elements(var_value(y), 0, 0, 0, 2, 5);
    BACK(y, SHAPE(5), 1, 2, 3, 4, 5);
    expect_elements(var_grad(x), 0, 0, 3, 4, 5);
}

// --- maximum --------------------------------------------------------------------------------------------------------

Test(ops_maps, maximum_shares_the_gradient_where_both_are_equal)
{
    const Var a = INPUT(SHAPE(3), 1, 5, 2), b = INPUT(SHAPE(3), 3, 2, 2);
    Var y = op_maximum(tape, a, b);
    expect_elements(var_value(y), 3, 5, 2);
    BACK(y, SHAPE(3), 10, 20, 30);
    expect_elements(var_grad(a), 0, 20, 15);
    expect_elements(var_grad(b), 10, 0, 15);
    const Var c = INPUT(SCALAR, 7), d = INPUT(SCALAR, 8);
    BACK(op_maximum(tape, c, d), SCALAR, 3);
    cr_expect(var_grad(c).data[0] == 0 && var_grad(d).data[0] == 3);
    y = op_maximum(tape, a, a);
    BACK(y, SHAPE(3), 10, 20, 30);
    expect_elements(var_grad(a), 10, 20, 30);
}

Test(ops_maps, maximum_broadcasts_either_way)
{
    const Var a = INPUT(SHAPE(2, 2), 1, 2, 3, 4), b = INPUT(SHAPE(2), 2, 3), c = op_number(tape, REAL(2.5));
    Var y = op_maximum(tape, b, a);
    expect_elements(var_value(y), 2, 3, 3, 4);
    BACK(y, SHAPE(2, 2), 1, 10, 100, 1000);
    expect_elements(var_grad(a), 0, 0, 100, 1000);
    expect_elements(var_grad(b), 1, 10);
    y = op_maximum(tape, c, a); // a constant takes its share of a gradient that nobody wants
    expect_elements(var_value(y), 2.5, 2.5, 3, 4);
    BACK(y, SHAPE(2, 2), 1, 10, 100, 1000);
    expect_elements(var_grad(a), 0, 0, 100, 1000);
    cr_expect(var_grad(c).data == NULL);
}

// --- NaN ------------------------------------------------------------------------------------------------------------

static Var clamped(Tape *t, Var x)
{
    return op_clamp(t, x, -1, 1);
}

static Var gelu_erf(Tape *t, Var x)
{
    return op_gelu(t, x, GELU_ERF);
}

static Var gelu_tanh(Tape *t, Var x)
{
    return op_gelu(t, x, GELU_TANH);
}

static Var larger_than_1(Tape *t, Var x)
{
    return op_maximum(t, x, op_broadcast(t, op_number(t, 1), SHAPE(2)));
}

static Var larger_than_1_from_the_right(Tape *t, Var x)
{
    return op_maximum(t, op_number(t, 1), x);
}

Test(ops_maps, a_nan_stays_and_leaves_its_neighbour_alone)
{
    const struct {
        const char *name;
        Var (*op)(Tape *, Var);
        double of_2, slope; // at 2, beside the NaN
    } rows[] = {
        {"exp", op_exp, 7.38905609893065, 7.38905609893065},
        {"log", op_log, 0.6931471805599453, 0.5},
        {"sqrt", op_sqrt, 1.4142135623730951, 0.35355339059327373},
        {"tanh", op_tanh, 0.9640275800758169, 0.07065082485316443},
        {"sigmoid", op_sigmoid, 0.8807970779778823, 0.10499358540350662},
        {"relu", op_relu, 2, 1},
        {"abs", op_abs, 2, 1},
        {"neg", op_neg, -2, -1},
        {"clamp", clamped, 1, 0},
        {"gelu, erf", gelu_erf, 1.9544997361036416, 1.085231801078197},
        {"gelu, tanh", gelu_tanh, 1.954597694087775, 1.0860992566236183},
        {"maximum, left", larger_than_1, 2, 1},
        {"maximum, right", larger_than_1_from_the_right, 2, 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const Var x = INPUT(SHAPE(2), NOT_A_NUMBER, 2), y = rows[i].op(tape, x);
        cr_expect(isnan(var_value(y).data[0]), "%s", rows[i].name);
        cr_expect(is_near(var_value(y).data[1], rows[i].of_2, 1), "%s: %.9g", rows[i].name,
                  (double)var_value(y).data[1]);
        BACK(y, SHAPE(2), 1, 1);
        cr_expect(is_near(var_grad(x).data[1], rows[i].slope, 1), "%s: %.9g", rows[i].name,
                  (double)var_grad(x).data[1]);
    }
}

Test(ops_maps, gelu_far_out_is_a_line_in_both_forms)
{
    const real far = REAL_MAX / 4; // whose square overflows
    for (int form = GELU_ERF; form <= GELU_TANH; form++) {
        const Var x = INPUT(SHAPE(2), far, -far);
        BACK(op_gelu(tape, x, (Gelu)form), SHAPE(2), 1, 1);
        expect_elements(var_grad(x), 1, 0);
    }
}
