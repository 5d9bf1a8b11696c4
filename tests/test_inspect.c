// Looking at a tape: anomalies, parameters that the loss does not reach, and the graph.
#include "autograd/inspect.h"
#include "autograd/ops.h"
#include "layers/attention.h"

#include "tests/support.h"

static Tape *tape;
static Params *params;

static void set_up(void)
{
    tape = quiet_tape();
    params = quiet_params();
}

static void tear_down(void)
{
    tape_free(tape);
    params_free(params);
}

TestSuite(inspect, .init = set_up, .fini = tear_down);

static Var input(real a, real b)
{
    return op_input(tape, TENSOR(SHAPE(2), a, b));
}

// --- anomalies ------------------------------------------------------------------------------------------------------

Test(inspect, the_first_value_that_is_not_finite_is_named_with_its_inputs)
{
    tape_detect_anomaly(tape, true);
    const Var roots = op_sqrt(tape, input(4, -1)); // 2 and NaN
    const Var loss = op_sum(tape, op_scale(tape, roots, 2), ALL_AXES, DROP_AXES);
    const int line = __LINE__ + 1;
    cr_expect(!tape_backward(tape, loss));
    expect_error(tape_error(tape), "sqrt: its value is not finite: [2] from 2 to 2, with NaN; input 0 [2] from -1 to 4",
                 __FILE__, line);
}

Test(inspect, an_infinite_value_counts_too)
{
    cr_expect(tape_values_are_finite(tape), "an empty tape");
    op_log(tape, input(1, 0));
    cr_expect(!tape_values_are_finite(tape));
    cr_expect(
        strncmp(tape_error(tape), "log: its value is not finite: [2] from -inf to 0; input 0 [2] from 0 to 1", 71) == 0,
        "%s", tape_error(tape));
}

Test(inspect, a_leaf_is_named_by_what_it_is)
{
    op_number(tape, (real)INFINITY);
    cr_expect(!tape_values_are_finite(tape));
    cr_expect_eq(strncmp(tape_error(tape), "constant: its value is not finite", 33), 0, "%s", tape_error(tape));
    tape_reset(tape);
    op_variable(tape, (real)INFINITY);
    cr_expect(!tape_values_are_finite(tape));
    cr_expect_eq(strncmp(tape_error(tape), "input: its value is not finite", 30), 0, "%s", tape_error(tape));
}

Test(inspect, where_all_is_nan_there_is_no_range)
{
    static const char text[] = "sqrt: its value is not finite: [2] all NaN; input 0 [2] from -2 to -1";
    op_sqrt(tape, input(-1, -2));
    cr_expect(!tape_values_are_finite(tape));
    cr_expect(strncmp(tape_error(tape), text, strlen(text)) == 0, "%s", tape_error(tape));
}

Test(inspect, the_first_gradient_that_is_not_finite_is_named)
{
    tape_detect_anomaly(tape, true);
    const Var roots = op_sqrt(tape, input(0, 1)); // the slope of sqrt at 0 is infinite
    cr_expect(!tape_backward(tape, op_sum(tape, op_scale(tape, roots, 3), ALL_AXES, DROP_AXES)));
    cr_expect(strncmp(tape_error(tape),
                      "sqrt: the gradient of its input 0 is not finite: [2] from 1.5 to inf; upstream [2] from 3 to 3; "
                      "input 0 [2] from 0 to 1",
                      119) == 0,
              "%s", tape_error(tape));
}

Test(inspect, without_it_backward_goes_through)
{
    cr_expect(tape_backward(tape, op_sum(tape, op_sqrt(tape, input(4, -1)), ALL_AXES, DROP_AXES)));
    cr_expect(tape_error(tape) == NULL);
}

Test(inspect, a_bad_parameter_is_named_itself)
{
    const Param w = params_add(params, "layer0.attention.W_Q", SHAPE(2));
    param_value(w).data[1] = (real)NAN;
    op_relu(tape, op_param(tape, w));
    cr_expect(!tape_values_are_finite(tape));
    cr_expect(
        strncmp(tape_error(tape), "layer0.attention.W_Q: its value is not finite: [2] from 0 to 0, with NaN", 70) == 0,
        "%s", tape_error(tape));
}

// --- parameters that the loss does not reach ------------------------------------------------------------------------

Test(inspect, a_parameter_that_is_not_reached_is_told_where_its_path_ends)
{
    const Param used = params_add(params, "used", SHAPE(2)), severed = params_add(params, "severed", SHAPE(2)),
                absent = params_add(params, "absent", SHAPE(2));
    const Var loss = op_sum(tape, op_param(tape, used), ALL_AXES, DROP_AXES);
    const Var lost = op_relu(tape, op_scale(tape, op_param(tape, severed), 2));
    const Var back = op_add(tape, loss, op_sum(tape, op_constant(tape, var_value(lost)), ALL_AXES, DROP_AXES));
    cr_assert(tape_backward(tape, back));
    cr_expect(tape_why_unreached(tape, used) == NULL);
    char expected[128];
    snprintf(expected, sizeof expected, "the path from it ends at relu [2], node %u, which does not lead to the loss",
             lost.index);
    cr_expect_str_eq(tape_why_unreached(tape, severed), expected);
    cr_expect_str_eq(tape_why_unreached(tape, absent), "it is not on the tape");
}

// --- the graph ------------------------------------------------------------------------------------------------------

static int count(const char *text, const char *part)
{
    int times = 0;
    for (const char *at = strstr(text, part); at; at = strstr(at + 1, part))
        times++;
    return times;
}

enum { DOT_TEXT = 16384 };

static void dot(char text[DOT_TEXT], DotOptions options)
{
    FILE *file = tmpfile();
    cr_assert(file != NULL);
    tape_write_dot(tape, file, options);
    rewind(file);
    text[fread(text, 1, DOT_TEXT - 1, file)] = '\0';
    fclose(file);
}

Test(inspect, the_graph_of_an_attention_layer)
{
    Rng rng = rng_seed(1, 1);
    const AttentionOptions options = {.D = 4, .H = 2, .d_k = 2};
    const SelfAttention layer = attention_new(params, "layer0.attention", options, &rng);
    attention_forward(tape, &layer, op_constant(tape, TENSOR(SHAPE(1, 1, 4), 1, 2, 3, 4)));
    char text[DOT_TEXT];
    dot(text, (DotOptions){0});
    cr_expect_eq(count(text, "label="), tape_nodes(tape), "a box for each node");
    cr_expect_eq(count(text, "label=\"matmul\\n"), 5);
    cr_expect_eq(count(text, "label=\"softmax\\n[1,2,1,1]\""), 1);
    cr_expect_eq(count(text, "label=\"layer0.attention.W_Q\\n[4,4]\""), 1);
    cr_expect_eq(count(text, "value"), 0);
}

Test(inspect, the_graph_shows_small_values_and_gradients_on_request)
{
    const Param w = params_add(params, "a \"b\" \\", SHAPE(2));
    tensor_fill(param_value(w), 3);
    const Var y = op_mul(tape, op_param(tape, w), op_param(tape, w));
    cr_assert(tape_backward(tape, op_sum(tape, y, ALL_AXES, KEEP_AXES)));
    char text[DOT_TEXT];
    dot(text, (DotOptions){.values = true, .gradients = true, .largest = 2});
    cr_expect_eq(count(text, "mul\\n[2]\\nvalue 9 9\\ngrad 1 1\""), 1, "%s", text);
    cr_expect_eq(count(text, "label=\"a \\\"b\\\" \\\\\\n[2]\\nvalue 3 3\\ngrad 6 6\""), 2, "%s", text);
    cr_expect_eq(count(text, "->"), 3);
    dot(text, (DotOptions){.values = true, .largest = 1});
    cr_expect_eq(count(text, "value"), 1, "only the sum is so small");
}
