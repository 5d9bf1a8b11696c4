// The gradient checker: every op of heed passes, and what it says where there is nothing to pass. That it finds faults
// is in test_gradcheck_faults.c.
#include "autograd/gradcheck.h"

#include "autograd/ops.h"
#include "autograd/write_op.h"

#include <dirent.h>

#include "tests/support.h"

// In float no verdict but this one is given.
static void expect_verdict(const CheckReport *report, Verdict verdict, CheckReason reason, const char *what)
{
    if (!IN_DOUBLE) {
        verdict = CHECK_INCONCLUSIVE;
        reason = REASON_FLOAT;
    }
    cr_expect(report->verdict == verdict && report->reason == reason, "%s: verdict %d: %s %s", what,
              (int)report->verdict, check_reason(report->reason), report->message);
}

// --- every op -------------------------------------------------------------------------------------------------------

Test(gradcheck, every_sample_of_every_op_passes)
{
    for (int i = 0; i < HEED_OPS_COUNT; i++)
        for (int kind = 0; kind < HEED_OPS[i]->samples; kind++)
            for (uint64_t seed = 1; seed <= 5; seed++) {
                char what[80];
                snprintf(what, sizeof what, "%s, kind %d, seed %d", HEED_OPS[i]->name, kind, (int)seed);
                CheckReport report = gradcheck_op(HEED_OPS[i], kind, seed);
                expect_verdict(&report, CHECK_PASS, REASON_NONE, what);
                cr_expect(!IN_DOUBLE || report.tensors > 0, "%s: nothing was checked", what);
                check_free(&report);
            }
}

static const Op *probed;
static bool used, ended_in_it; // by the sample that ran last

static Var run_probed_sample(Tape *tape, Sampler *s)
{
    const Var y = probed->sample(tape, s);
    used = false;
    for (int i = 0; i < tape_nodes(tape); i++)
        used = used || tape_node(tape, i)->op == probed;
    ended_in_it = y.tape == tape;
    return y;
}

Test(gradcheck, every_sample_uses_its_own_op)
{
    for (int i = 0; i < HEED_OPS_COUNT; i++)
        for (int kind = 0; kind < HEED_OPS[i]->samples; kind++) {
            probed = HEED_OPS[i];
            Op probe = *probed;
            probe.sample = run_probed_sample;
            used = ended_in_it = false;
            CheckReport report = gradcheck_op(&probe, kind, 1);
            cr_expect(used && ended_in_it, "%s, kind %d", probed->name, kind);
            check_free(&report);
        }
}

static int count_rows(const char *path)
{
    FILE *source = fopen(path, "r");
    cr_assert(source != NULL, "%s", path);
    char line[512];
    int rows = 0;
    while (fgets(line, sizeof line, source))
        rows += strncmp(line, "const Op OP_", 12) == 0;
    fclose(source);
    return rows;
}

Test(gradcheck, the_list_has_every_row_of_the_sources_once)
{
    const char folder[] = HEED_SOURCE_DIR "/autograd/ops";
    DIR *sources = opendir(folder);
    cr_assert(sources != NULL, "%s", folder);
    int rows = 0;
    for (const struct dirent *file; (file = readdir(sources));) {
        char path[1024];
        const size_t length = strlen(file->d_name);
        snprintf(path, sizeof path, "%s/%s", folder, file->d_name);
        if (length > 2 && strcmp(file->d_name + length - 2, ".c") == 0)
            rows += count_rows(path);
    }
    closedir(sources);
    cr_expect_eq(rows, HEED_OPS_COUNT);
    for (int i = 0; i < HEED_OPS_COUNT; i++)
        for (int k = 0; k < i; k++)
            cr_expect(HEED_OPS[i] != HEED_OPS[k] && strcmp(HEED_OPS[i]->name, HEED_OPS[k]->name) != 0, "%s",
                      HEED_OPS[i]->name);
}

// --- functions of two parameters, a and b ---------------------------------------------------------------------------

typedef struct {
    Params *params;
    Var (*function)(Tape *tape, Var a, Var b);
    int calls;
} Model;

static int calls_before; // of the model that is being run

static Var run_model(Tape *tape, void *context)
{
    Model *model = context;
    calls_before = model->calls++;
    return model->function(tape, op_param(tape, params_at(model->params, 0)),
                           op_param(tape, params_at(model->params, 1)));
}

static Model model_at(real a, real b, Var (*function)(Tape *, Var, Var))
{
    Model model = {.params = quiet_params(), .function = function};
    tensor_fill(param_value(params_add(model.params, "a", SHAPE(2))), a);
    tensor_fill(param_value(params_add(model.params, "b", SCALAR)), b);
    return model;
}

static Var product(Tape *tape, Var a, Var b)
{
    return op_mul(tape, a, b);
}

static Var cube(Tape *tape, Var a, Var b)
{
    return op_add(tape, op_pow(tape, b, 3), op_sum(tape, a, ALL_AXES, DROP_AXES));
}

static Var only_a(Tape *tape, Var a, Var b)
{
    (void)b;
    return op_mul(tape, a, a);
}

// b hardly moves a number of 10^12.
static Var drowned(Tape *tape, Var a, Var b)
{
    return op_add(tape, op_scale(tape, b, REAL(1e-6)), op_add(tape, a, op_number(tape, REAL(1e12))));
}

static Var rectified(Tape *tape, Var a, Var b)
{
    return op_add(tape, op_mul(tape, a, a), op_relu(tape, b));
}

static Var never_the_same(Tape *tape, Var a, Var b)
{
    return op_mul(tape, op_scale(tape, a, 1 + (real)calls_before), b);
}

static Var meddles(Tape *tape, Var a, Var b)
{
    const Var y = op_mul(tape, a, b);
    var_value(b).data[0] += 1; // in the store
    return y;
}

static Var wrong_shapes(Tape *tape, Var a, Var b)
{
    return op_matmul(tape, a, b);
}

static Var nothing(Tape *tape, Var a, Var b)
{
    (void)tape, (void)a, (void)b;
    return VAR_NONE;
}

static Var independent(Tape *tape, Var a, Var b)
{
    (void)a, (void)b;
    return op_number(tape, 3);
}

static Var not_a_number(Tape *tape, Var a, Var b)
{
    return op_pow(tape, op_mul(tape, a, b), REAL(0.5)); // of a negative number
}

static const struct {
    const char *what;
    Var (*function)(Tape *, Var, Var);
    real a, b;
    Verdict verdict;
    CheckReason reason;
    Verdict verdict_b; // of the tensor b; without tensors, that of the whole
} FUNCTIONS[] = {
    {"a product", product, 3, -2, CHECK_PASS, REASON_NONE, CHECK_PASS},
    {"large values", product, REAL(3e6), REAL(-2e-5), CHECK_PASS, REASON_NONE, CHECK_PASS},
    {"b is not used", only_a, 3, 1, CHECK_INCONCLUSIVE, REASON_ZERO, CHECK_INCONCLUSIVE},
    {"b is drowned", drowned, 3, 1, CHECK_INCONCLUSIVE, REASON_NOISE, CHECK_INCONCLUSIVE},
    {"on the kink", rectified, 3, 0, CHECK_INCONCLUSIVE, REASON_KINK, CHECK_INCONCLUSIVE},
    {"1e-12 above the kink", rectified, 3, REAL(1e-12), CHECK_INCONCLUSIVE, REASON_KINK, CHECK_INCONCLUSIVE},
    {"1e-12 below the kink", rectified, 3, REAL(-1e-12), CHECK_INCONCLUSIVE, REASON_KINK, CHECK_INCONCLUSIVE},
    {"1e-8 above the kink", rectified, 3, REAL(1e-8), CHECK_PASS, REASON_NONE, CHECK_PASS},
    {"3e-6 above the kink", rectified, 3, REAL(3e-6), CHECK_PASS, REASON_NONE, CHECK_PASS},
    {"9e-4 above the kink", rectified, 3, REAL(9e-4), CHECK_PASS, REASON_NONE, CHECK_PASS},
    {"1e-8 below the kink", rectified, 3, REAL(-1e-8), CHECK_INCONCLUSIVE, REASON_ZERO, CHECK_INCONCLUSIVE},
    {"not repeatable", never_the_same, 3, 2, CHECK_INCONCLUSIVE, REASON_NOT_REPEATABLE, CHECK_INCONCLUSIVE},
    {"writes to the store", meddles, 3, 2, CHECK_INCONCLUSIVE, REASON_NOT_REPEATABLE, CHECK_INCONCLUSIVE},
    {"wrong shapes", wrong_shapes, 3, 2, CHECK_FAIL, REASON_ERROR, CHECK_FAIL},
    {"no result", nothing, 3, 2, CHECK_FAIL, REASON_ERROR, CHECK_FAIL},
    {"no parameter is used", independent, 3, 2, CHECK_FAIL, REASON_ERROR, CHECK_FAIL},
    {"NaN", not_a_number, 3, -2, CHECK_FAIL, REASON_NAN, CHECK_FAIL},
};
enum { FUNCTION_COUNT = sizeof FUNCTIONS / sizeof FUNCTIONS[0] };

Test(gradcheck, verdicts_and_reasons)
{
    for (int i = 0; i < FUNCTION_COUNT; i++)
        for (uint64_t seed = 1; seed <= 3; seed++) {
            Model model = model_at(FUNCTIONS[i].a, FUNCTIONS[i].b, FUNCTIONS[i].function);
            CheckReport report = gradcheck(model.params, run_model, &model, seed);
            expect_verdict(&report, FUNCTIONS[i].verdict, FUNCTIONS[i].reason, FUNCTIONS[i].what);
            cr_expect(report.tensors == 0 || report.tensors == 2, "%s", FUNCTIONS[i].what);
            if (report.tensors == 2)
                cr_expect(report.tensor[1].verdict == FUNCTIONS[i].verdict_b, "%s", FUNCTIONS[i].what);
            check_free(&report);
            params_free(model.params);
        }
}

Test(gradcheck, an_error_of_the_function_is_in_the_message)
{
    Model model = model_at(1, 1, wrong_shapes);
    CheckReport report = gradcheck(model.params, run_model, &model, 1);
    if (IN_DOUBLE)
        cr_expect(strstr(report.message, "matmul: A[2] x B[]") == report.message, "%s", report.message);
    check_free(&report);
    params_free(model.params);
}

Test(gradcheck, values_and_gradients_of_the_store_come_back_bit_for_bit)
{
    for (int i = 0; i < FUNCTION_COUNT; i++) {
        Model model = model_at(FUNCTIONS[i].a, FUNCTIONS[i].b, FUNCTIONS[i].function);
        const Tensor value = params_values(model.params), grad = params_grads(model.params);
        real before[6] = {0};
        grad.data[0] = (real)NAN;
        grad.data[1] = (real)-0.0;
        grad.data[2] = REAL(0.1);
        value.data[1] += REAL(0.1);
        memcpy(before, value.data, 3 * sizeof(real));
        memcpy(before + 3, grad.data, 3 * sizeof(real));
        CheckReport report = gradcheck(model.params, run_model, &model, 1);
        cr_expect_arr_eq(value.data, before, 3 * sizeof(real), "%s", FUNCTIONS[i].what);
        cr_expect_arr_eq(grad.data, before + 3, 3 * sizeof(real), "%s", FUNCTIONS[i].what);
        check_free(&report);
        params_free(model.params);
    }
}

Test(gradcheck, the_report_names_the_worst_element_and_both_values)
{
    if (!IN_DOUBLE)
        return;
    Model model = model_at(3, -2, product);
    CheckReport report = gradcheck(model.params, run_model, &model, 1);
    Rng rng = rng_seed(1, 1);
    const real c0 = rng_normal(&rng), c1 = rng_normal(&rng); // the cotangent: L = c0 a0 b + c1 a1 b
    cr_expect_str_eq(report.tensor[0].name, "a");
    cr_expect_str_eq(report.tensor[1].name, "b");
    cr_expect(report.tensor[0].elements == 2 && report.tensor[1].elements == 1 && report.tensor[1].worst == 0);
    cr_expect(is_near((real)report.tensor[1].analytic, 3 * (double)(c0 + c1), 10));
    cr_expect(fabs(report.tensor[1].numeric - report.tensor[1].analytic) < 1e-9);
    cr_expect(is_near((real)report.tensor[0].analytic, -2 * (double)(report.tensor[0].worst == 0 ? c0 : c1), 0));
    cr_expect(report.tensor[0].ratio <= 1 && report.tensor[0].tolerance > 0 && report.tensor[0].kinks == 0);
    check_free(&report);
    cr_expect(report.tensor == NULL);
    params_free(model.params);
}

// At 1, D(h) of x^3 is 3 + h^2: two steps of 10^-3 and half of it leave 2.5 10^-7, unless that is extrapolated away.
Test(gradcheck, the_error_of_the_order_of_the_squared_step_cancels)
{
    if (!IN_DOUBLE)
        return;
    Model model = model_at(3, 1, cube);
    CheckReport report = gradcheck(model.params, run_model, &model, 1);
    const TensorCheck *b = &report.tensor[1];
    cr_expect(fabs(b->numeric - b->analytic) < 1e-10 * fabs(b->analytic), "%.17g, %.17g", b->numeric, b->analytic);
    cr_expect(b->error > 1e-8 * fabs(b->analytic), "and it is what the error is estimated from: %g", b->error);
    check_free(&report);
    params_free(model.params);
}

Test(gradcheck, every_reason_has_words_of_its_own)
{
    for (int i = 0; i <= REASON_DIFFERS; i++) {
        cr_expect(strlen(check_reason((CheckReason)i)) > 5, "reason %d", i);
        for (int k = 0; k < i; k++)
            cr_expect_str_neq(check_reason((CheckReason)i), check_reason((CheckReason)k));
    }
}
