// Errors of the tape: the first is kept, with the line of the program's own call; the rest is passed over.
#include "autograd/ops.h"
#include "autograd/write_op.h"

#include <signal.h>

#include "tests/support.h"

static const char MISSING[] = "is missing: it was never set, or comes from a failed op";

// --- handles --------------------------------------------------------------------------------------------------------

Test(tape_errors, handles_that_cannot_be_used_are_reported)
{
    Tape *tape = quiet_tape(), *other = quiet_tape();
    const Var stale = op_number(tape, 1), foreign = op_number(other, 1);
    Var beyond = foreign;
    for (int row = 0; row < 4; row++) {
        const char *why[] = {MISSING, "is of another tape", "is from before tape_reset", "is not on the tape"};
        char text[200];
        tape_reset(tape);
        const Var good = op_number(tape, 1);
        beyond = good;
        beyond.index = 7;
        const Var bad[] = {VAR_NONE, foreign, stale, beyond};

        const int line = __LINE__ + 1;
        const Var y = op_add(tape, good, bad[row]);
        cr_expect(y.tape == NULL && var_value(y).data == NULL, "row %d", row);
        snprintf(text, sizeof text, "add: input 1 %s", why[row]);
        expect_error(tape_error(tape), text, __FILE__, line);

        tape_reset(tape);
        op_number(tape, 1);
        beyond = op_number(tape, 1);
        beyond.index = 7;
        const Var again[] = {VAR_NONE, foreign, stale, beyond};
        const int line_back = __LINE__ + 1;
        cr_expect(!tape_backward(tape, again[row]), "row %d", row);
        snprintf(text, sizeof text, "backward: the Var %s", why[row]);
        expect_error(tape_error(tape), text, __FILE__, line_back);
    }
    cr_expect(tape_error(other) == NULL, "the other tape is not to blame");
    tape_free(tape);
    tape_free(other);
}

Test(tape_errors, reading_a_stale_handle_is_reported_and_gives_nothing)
{
    const char *texts[] = {"var_value: the Var is from before tape_reset",
                           "var_grad: the Var is from before tape_reset"};
    Tape *tape = quiet_tape();
    for (int row = 0; row < 4; row++) {
        tape_reset(tape);
        const Var stale = op_number(tape, 1);
        tape_reset(tape);
        switch (row) {
        case 0: cr_expect(var_value(stale).data == NULL); break;
        case 1: cr_expect(var_grad(stale).data == NULL); break;
        case 2: cr_expect(isnan(var_scalar(stale))); break;
        default: cr_expect_eq(var_size(stale, 0), 0); break;
        }
        const char *error = tape_error(tape), *text = texts[row == 1];
        cr_expect(error && strncmp(error, text, strlen(text)) == 0, "row %d: %s", row, error ? error : "no error");
    }
    cr_expect(var_value(VAR_NONE).data == NULL && isnan(var_scalar(VAR_NONE)) && var_size(VAR_NONE, 0) == 0);
    tape_free(tape);
}

Test(tape_errors, sizes_and_scalars_are_read_by_axis_and_only_from_one_element)
{
    Tape *tape = quiet_tape();
    const Var x = op_constant(tape, TENSOR(SHAPE(2, 3), 1, 2, 3, 4, 5, 6));
    cr_expect(var_size(x, 0) == 2 && var_size(x, -1) == 3 && var_size(x, 2) == 0 && var_size(x, -3) == 0);
    cr_expect(tape_error(tape) == NULL, "to ask for an axis that is not there is no error");
    const char text[] = "var_scalar: the value has shape [2,3], not one element";
    cr_expect(isnan(var_scalar(x)));
    cr_expect(strncmp(tape_error(tape), text, strlen(text)) == 0, "%s", tape_error(tape));
    tape_free(tape);
}

// --- the first error ------------------------------------------------------------------------------------------------

static void remember(const char *message, void *context)
{
    char *calls = context;
    strncat(calls, message, 300);
    strcat(calls, "|");
}

Test(tape_errors, the_first_is_kept_and_the_handler_called_once)
{
    Tape *tape = tape_new();
    char calls[1000] = "";
    tape_on_error(tape, remember, calls);
    const Var x = op_constant(tape, TENSOR(SHAPE(2), 1, 2)), y = op_constant(tape, TENSOR(SHAPE(3), 1, 2, 3));
    const int line = __LINE__ + 1;
    const Var bad = op_add(tape, x, y);
    const int nodes = tape_nodes(tape);
    cr_expect(op_relu(tape, bad).tape == NULL);
    cr_expect(op_add(tape, x, x).tape == NULL, "nothing is computed after an error");
    cr_expect(op_number(tape, 1).tape == NULL && op_constant(tape, (Tensor){0}).tape == NULL);
    cr_expect(!tape_backward(tape, bad));
    cr_expect_eq(tape_nodes(tape), nodes);
    char text[200], expected[300];
    snprintf(text, sizeof text, "add: a[2] and b[3] do not broadcast: from the last axis on, sizes must be equal or 1");
    expect_error(tape_error(tape), text, __FILE__, line);
    snprintf(expected, sizeof expected, "%s (%s:%d)|", text, __FILE__, line);
    cr_expect_str_eq(calls, expected);
    tape_reset(tape);
    cr_expect(tape_error(tape) == NULL && op_number(tape, 1).tape == tape, "a reset forgets it");
    tape_free(tape);
}

Test(tape_errors, the_default_handler_aborts, .signal = SIGABRT)
{
    Tape *tape = tape_new();
    op_add(tape, VAR_NONE, VAR_NONE);
}

Test(tape_errors, the_default_handler_of_a_store_aborts, .signal = SIGABRT)
{
    params_add(params_new(), "", SCALAR);
}

// heed's own sources, and a layer's, are compiled so that they do not note their lines.
static Var layer(Tape *tape, Var x)
{
    return (op_matmul)(tape, (op_relu)(tape, x), x);
}

Test(tape_errors, inside_a_layer_the_line_is_that_of_the_layers_caller)
{
    Tape *tape = quiet_tape();
    const Var x = op_constant(tape, TENSOR(SHAPE(3), 1, 2, 3));
    const int line = __LINE__ + 1;
    layer(HERE(tape), x);
    expect_error(tape_error(tape),
                 "matmul: A[3] x B[3]: both need at least two axes; reshape a vector to [1,n] or [n,1]", __FILE__,
                 line);
    tape_free(tape);
}

// --- backward -------------------------------------------------------------------------------------------------------

Test(tape_errors, backward_refuses_what_it_cannot_start_from)
{
    Tape *tape = quiet_tape();
    for (int row = 0; row < 5; row++) {
        tape_reset(tape);
        const Var x = op_input(tape, TENSOR(SHAPE(2, 3), 1, 2, 3, 4, 5, 6)), c = op_number(tape, 1);
        const char *text = "";
        bool done = true;
        int line = 0;
        switch (row) {
        case 0:
            text = "backward: the loss has shape [2,3], not one element; sum it, or give dL/dy to tape_backward_from";
            line = __LINE__ + 1;
            done = tape_backward(tape, x);
            break;
        case 1:
            text = "backward: y[2,3] needs an upstream gradient of its own shape, not dy[3]";
            line = __LINE__ + 1;
            done = tape_backward_from(tape, x, TENSOR(SHAPE(3), 1, 2, 3));
            break;
        case 2:
            text = "backward: y[2,3] needs an upstream gradient of its own shape, not dy[]";
            line = __LINE__ + 1;
            done = tape_backward_from(tape, x, (Tensor){0});
            break;
        case 3:
            text = "backward: no parameter leads to this value";
            line = __LINE__ + 1;
            done = tape_backward(tape, c);
            break;
        default:
            text = "backward: the Var is missing: it was never set, or comes from a failed op";
            line = __LINE__ + 1;
            done = tape_backward_from(tape, VAR_NONE, TENSOR(SCALAR, 1));
            break;
        }
        cr_expect(!done, "row %d", row);
        expect_error(tape_error(tape), text, __FILE__, line);
    }
    tape_free(tape);
}

// --- rows of ops ----------------------------------------------------------------------------------------------------

static void no_backward(Node *y)
{
    (void)y;
}

static Var no_sample(Tape *tape, Sampler *s)
{
    return sample_normal(tape, s, SHAPE(sample_below(s, 2)));
}

Test(tape_errors, an_op_without_a_whole_row_cannot_exist)
{
    const struct {
        Op op;
        const char *name;
    } rows[] = {
        {{.name = "swish", .backward = no_backward}, "swish"},
        {{.name = "swish", .backward = no_backward, .sample = no_sample}, "swish"},
        {{.name = "swish", .sample = no_sample, .samples = 1}, "swish"},
        {{.backward = no_backward, .sample = no_sample, .samples = 1}, "op"},
    };
    Tape *tape = quiet_tape();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[200];
        tape_reset(tape);
        const int line = __LINE__ + 1;
        const Var x = op_number(tape, 1);
        cr_expect(tape_push(tape, &rows[i].op, x) == NULL, "row %zu", i);
        snprintf(text, sizeof text,
                 "%s: the row of an op needs a name, a backward and a sample for the gradient checker", rows[i].name);
        expect_error(tape_error(tape), text, __FILE__, line);
    }
    tape_free(tape);
}

Test(tape_errors, a_fifth_input_is_refused)
{
    static const Op WIDE = {.name = "wide", .backward = no_backward, .sample = no_sample, .samples = 1};
    Tape *tape = quiet_tape();
    const Var x = op_number(tape, 1);
    const Node *y = tape_push(tape, &WIDE, x, x, x, x);
    cr_assert(y != NULL);
    cr_expect_eq(y->inputs, 4);
    cr_expect(tape_push(tape, &WIDE, x, x, x, x, x) == NULL);
    cr_expect(tape_error(tape) != NULL);
    tape_free(tape);
}
