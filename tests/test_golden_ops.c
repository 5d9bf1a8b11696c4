// Every op against PyTorch: golden/ops.json has inputs, upstream gradients, outputs and gradients, which PyTorch
// computed in double (golden/make_ops.py).
#include "tests/support.h"

#include "tensor/mask.h"
#include "tests/golden_file.h"
#include "tests/golden_ops.h"

enum { CASES = 662, MOST_LEAVES = 8 };

// A case while it runs. With one pass its leaves are inputs of the tape. With two they are parameters, and backward
// runs twice: each op must add to the gradient that is there, so it has twice the golden one.
typedef struct {
    const json_t *json;
    char name[128]; // for messages
    Tape *tape;
    Params *store; // of the parameters
    int passes;
    Var leaf[MOST_LEAVES];
    int leaves;
} Case;

// --- comparing ------------------------------------------------------------------------------------------------------

static double largest_of(Tensor expected)
{
    double largest = 0;
    for (int i = 0; i < tensor_count(expected); i++)
        if (isfinite(expected.data[i]))
            largest = fmax(largest, fabs((double)expected.data[i]));
    return largest;
}

// How far x may be from g. Double: 1e-11; float: 2e-6, and ten times what PyTorch's own float32 is off. Both are
// relative to |g| or to 1; to the largest of the array where that is less than 1, so that small numbers are compared as
// well; but an array without anything above 1e-9 is 0 but for rounding.
static double limit(double g, double largest, double deviation)
{
    const double scale = fmax(fabs(g), largest > 1e-9 ? fmin(largest, 1) : 1);
    return IN_DOUBLE ? 1e-11 * scale : 2e-6 * scale + 10 * deviation;
}

// x is the golden array, times over.
static void expect_array(const Case *c, const char *what, Tensor x, int times, const json_t *golden)
{
    Tensor expected = golden_tensor(golden);
    const json_t *values = golden_member(golden, "values");
    const double largest = largest_of(expected), deviation = golden_number(golden_member(golden, "deviation"));
    const bool same_shape = x.data && shape_equal(tensor_shape(x), tensor_shape(expected));
    cr_expect(same_shape, "%s: %s has another shape, or is missing", c->name, what);
    for (int i = 0; same_shape && i < tensor_count(expected); i++) {
        const double g = golden_number(json_array_get(values, (size_t)i)), own = (double)element(x, i) / times;
        cr_expect(own == g || (isfinite(g) && fabs(own - g) <= limit(g, largest, deviation)),
                  "%s: %s, element %d is %.17g, expected %.17g within %.3g", c->name, what, i, own, g,
                  limit(g, largest, deviation));
    }
    tensor_free(&expected);
}

// --- running a case -------------------------------------------------------------------------------------------------

static Var look_at(Tape *tape, Var x, const json_t *look)
{
    const char *name = golden_text(json_array_get(look, 0));
    int n[MAX_RANK] = {0};
    const int count = (int)json_array_size(look) - 1;
    cr_assert(count <= MAX_RANK);
    for (int i = 0; i < count; i++)
        n[i] = golden_integer(json_array_get(look, (size_t)i + 1));
    if (strcmp(name, "transpose") == 0)
        return op_transpose(tape, x, n[0], n[1]);
    if (strcmp(name, "slice") == 0)
        return op_slice(tape, x, n[0], n[1], n[2]);
    cr_assert_str_eq(name, "permute");
    return op_permute(tape, x, (Shape){{n[0], n[1], n[2], n[3]}, count});
}

// A parameter of the store with this value; the store grows, so this comes before the tape looks at it.
static Param add_param(Params *store, int i, Tensor x)
{
    char name[32];
    snprintf(name, sizeof name, "leaf %d", i);
    const Param param = params_add(store, name, tensor_shape(x));
    cr_assert_null(params_error(store), "%s", params_error(store));
    tensor_copy(param_value(param), x);
    return param;
}

static void make_leaves(Case *c)
{
    const json_t *leaves = golden_member(c->json, "leaves");
    Param param[MOST_LEAVES];
    c->leaves = (int)json_array_size(leaves);
    cr_assert(c->leaves > 0 && c->leaves <= MOST_LEAVES);
    for (int i = 0; i < c->leaves; i++) {
        const json_t *leaf = json_array_get(leaves, (size_t)i);
        const bool constant = !json_object_get(leaf, "gradient");
        Tensor x = golden_tensor(leaf);
        param[i] = constant || c->passes == 1 ? (Param){c->store, -1} : add_param(c->store, i, x);
        if (param[i].index < 0)
            c->leaf[i] = constant ? op_constant(c->tape, x) : op_input(c->tape, x);
        tensor_free(&x);
    }
    for (int i = 0; i < c->leaves; i++)
        if (param[i].index >= 0)
            c->leaf[i] = op_param(c->tape, param[i]);
}

static GoldenCall make_call(const Case *c)
{
    GoldenCall call = {.tape = c->tape, .attributes = c->json};
    const json_t *operands = golden_member(c->json, "operands");
    call.operands = (int)json_array_size(operands);
    cr_assert(call.operands > 0 && call.operands <= MOST_OPERANDS);
    for (int i = 0; i < call.operands; i++) {
        const json_t *operand = json_array_get(operands, (size_t)i), *looks = golden_member(operand, "looks");
        const int leaf = golden_integer(golden_member(operand, "leaf"));
        cr_assert(leaf >= 0 && leaf < c->leaves);
        call.x[i] = c->leaf[leaf];
        for (size_t k = 0; k < json_array_size(looks); k++)
            call.x[i] = look_at(c->tape, call.x[i], json_array_get(looks, k));
    }
    return call;
}

static void expect_gradients(const Case *c)
{
    for (int i = 0; i < c->leaves; i++) {
        const json_t *leaf = json_array_get(golden_member(c->json, "leaves"), (size_t)i);
        const json_t *gradient = json_object_get(leaf, "gradient");
        char what[32];
        snprintf(what, sizeof what, "gradient %d", i);
        if (gradient)
            expect_array(c, what, var_grad(c->leaf[i]), c->passes, gradient);
        else
            cr_expect(!var_grad(c->leaf[i]).data, "%s: a constant has a gradient", c->name);
    }
}

static void run_case(Case *c, const GoldenOp *op)
{
    make_leaves(c);
    const GoldenCall call = make_call(c);
    const Var y = golden_op_call(op, &call);
    Tensor upstream = golden_tensor(golden_member(c->json, "upstream"));
    for (int pass = 0; pass < c->passes; pass++)
        tape_backward_from(c->tape, y, upstream);
    tensor_free(&upstream);
    cr_expect_null(tape_error(c->tape), "%s: %s", c->name, tape_error(c->tape));
    if (tape_error(c->tape))
        return;
    expect_array(c, "the output", var_value(y), 1, golden_member(c->json, "output"));
    expect_gradients(c);
}

static void check_case(Tape *tape, const json_t *json, const GoldenOp *op, int passes)
{
    Case c = {.json = json, .tape = tape, .store = quiet_params(), .passes = passes};
    snprintf(c.name, sizeof c.name, "%s %s", op->name, golden_text(golden_member(json, "case")));
    run_case(&c, op);
    tape_reset(tape);
    params_free(c.store);
}

static void check_all(int passes)
{
    json_t *file = golden_load("ops.json");
    const json_t *cases = golden_member(file, "cases");
    Tape *tape = quiet_tape();
    cr_assert_eq(json_array_size(cases), CASES);
    for (size_t i = 0; i < CASES; i++) {
        const json_t *json = json_array_get(cases, i);
        const char *name = golden_text(golden_member(json, "op"));
        cr_assert(golden_op(name), "%s: there is no such op", name);
        for (int k = 0; k < GOLDEN_OPS_COUNT; k++)
            if (strcmp(golden_op_cases(GOLDEN_OPS + k), name) == 0)
                check_case(tape, json, GOLDEN_OPS + k, passes);
    }
    tape_free(tape);
    json_decref(file);
}

Test(golden_ops, agree_with_pytorch)
{
    check_all(1);
}

Test(golden_ops, add_to_the_gradient_that_is_there)
{
    check_all(2);
}

// --- nothing is left out --------------------------------------------------------------------------------------------

static int cases_of(const json_t *cases, const char *op)
{
    int count = 0;
    for (size_t i = 0; i < json_array_size(cases); i++)
        count += strcmp(golden_text(golden_member(json_array_get(cases, i), "op")), op) == 0;
    return count;
}

// dropout's random numbers are not PyTorch's. What it must be is tested where it can be told.
Test(golden_ops, have_cases_for_every_op)
{
    json_t *file = golden_load("ops.json");
    const json_t *cases = golden_member(file, "cases");
    for (int i = 0; i < HEED_OPS_COUNT; i++)
        if (HEED_OPS[i] != &OP_DROPOUT)
            cr_expect(golden_op(HEED_OPS[i]->name), "%s is not compared with anything", HEED_OPS[i]->name);
    for (int i = 0; i < GOLDEN_OPS_COUNT; i++)
        cr_expect_geq(cases_of(cases, golden_op_cases(GOLDEN_OPS + i)), 8, "%s", GOLDEN_OPS[i].name);
    cr_expect_null(golden_op("no such op"));
    json_decref(file);
}

// --- where PyTorch 1.13 says NaN ------------------------------------------------------------------------------------

// A row that sees nothing is 0 and passes nothing on; the one below it is a softmax of its two.
Test(golden_ops, a_row_that_sees_nothing_is_zeros)
{
    static const uint8_t CELLS[] = {0, 0, 0, 1, 0, 1};
    Tape *tape = quiet_tape();
    const Var x = op_input(tape, TENSOR(SHAPE(2, 3), 1, 2, 3, REAL(0.5), 9, 2));
    const Var y = op_softmax(tape, x, 2, mask_on(CELLS, SHAPE(2, 3)));
    tape_backward_from(tape, y, TENSOR(SHAPE(2, 3), 5, -7, 1, 3, 11, -1));
    const double p = 1 / (1 + exp(3)), q = 1 - p; // 2 (0.5 - 2) = -3
    expect_elements(var_value(y), 0, 0, 0, p, 0, q);
    expect_elements(var_grad(x), 0, 0, 0, 2 * p * q * (3 - -1), 0, 2 * p * q * (-1 - 3));
    cr_expect_null(tape_error(tape));
    tape_free(tape);
}

// The same in attention: the first query sees no key. The second sees one, so its Y is that key's V.
Test(golden_ops, a_query_that_sees_nothing_gets_nothing)
{
    static const uint8_t CELLS[] = {0, 0, 1, 0};
    Tape *tape = quiet_tape();
    const Var Q = op_input(tape, TENSOR(SHAPE(2, 1), 1, 2)), K = op_input(tape, TENSOR(SHAPE(2, 1), 3, 4));
    const Var V = op_input(tape, TENSOR(SHAPE(2, 2), 5, 6, 7, 8));
    const Var Y = op_attention(tape, Q, K, V, mask_on(CELLS, SHAPE(2, 2)));
    tape_backward_from(tape, Y, TENSOR(SHAPE(2, 2), 1, 2, 3, 4));
    expect_elements(var_value(Y), 0, 0, 5, 6);
    expect_elements(var_grad(V), 3, 4, 0, 0);
    expect_elements(var_grad(Q), 0, 0);
    expect_elements(var_grad(K), 0, 0);
    cr_expect_null(tape_error(tape));
    tape_free(tape);
}

Test(golden_ops, a_loss_of_nothing_is_zero)
{
    Tape *tape = quiet_tape();
    const Var logits = op_input(tape, TENSOR(SHAPE(2, 2), 1, 2, 3, 4));
    const Var loss = op_cross_entropy(tape, logits, (const int32_t[]){-1, -1});
    tape_backward_from(tape, loss, TENSOR(SCALAR, 3));
    expect_elements(var_value(loss), 0);
    expect_elements(var_grad(logits), 0, 0, 0, 0);
    cr_expect_null(tape_error(tape));
    tape_free(tape);
}
