// Lesson 11: what a gradient check can see, and what it cannot. To be run in double: 11_what_a_check_sees64.
//
// To be learned: a check compares backward with the slope of forward, so it needs a slope (kinks have none), a number
// that depends on what is checked (the sum of a softmax does not), and a tolerance that shrinks with the gradient; and
// it never says that forward is what was wanted.
#include "autograd/gradcheck.h"
#include "autograd/ops.h"
#include "examples/heed/faults.h"
#include "examples/lessons/task_lesson.h"
#include "layers/linear.h"

#include <math.h>
#include <stdio.h>

// --- kinks ----------------------------------------------------------------------------------------------------------

static double relu(double w)
{
    return w > 0 ? w : 0;
}

static Var relu_of(Tape *tape, void *param)
{
    return op_relu(tape, op_param(tape, *(const Param *)param));
}

static const char *in_words(Verdict verdict)
{
    return verdict == CHECK_PASS ? "pass" : verdict == CHECK_FAIL ? "FAIL" : "inconclusive";
}

static void print_kink(void)
{
    static const double W[] = {1e-2, 1e-5, 5e-6, 1e-6, 1e-12};
    printf("relu at w, whose slope is 1 above 0 and 0 below; a central difference with h = 1e-5, and heed:\n\n");
    printf("       w   backward   difference   heed\n");
    for (size_t i = 0; i < sizeof W / sizeof W[0]; i++) {
        Params *params = params_new();
        must(params != NULL, "out of memory");
        Param w = params_add(params, "w", SHAPE(1));
        param_value(w).data[0] = (real)W[i];
        CheckReport report = gradcheck(params, relu_of, &w, 7);
        printf("  %6.0e   %8d   %10.2f   %s%s%s\n", W[i], W[i] > 0, (relu(W[i] + 1e-5) - relu(W[i] - 1e-5)) / 2e-5,
               in_words(report.verdict), report.reason ? ": " : "", report.reason ? check_reason(report.reason) : "");
        check_free(&report);
        params_free(params);
    }
}

// --- a rule, and heed -----------------------------------------------------------------------------------------------

// Whether all elements pass |a - n| <= 1e-5 + 1e-3 |n|, which is what torch.autograd.gradcheck asks for by default.
static bool passes_fixed_rule(const CheckReport *report)
{
    for (int t = 0; t < report->tensors; t++)
        for (int i = 0; i < report->tensor[t].elements; i++) {
            const CheckElement *e = &report->tensor[t].element[i];
            if (!(fabs(e->analytic - e->numeric) <= 1e-5 + 1e-3 * fabs(e->numeric)))
                return false;
        }
    return true;
}

// Checks with this op's backward replaced; NULL: none is.
static CheckReport check(Params *params, CheckFunction *function, void *context, const Op *op,
                         void (*backward)(Node *y))
{
    Tape *tape = tape_new();
    must(tape && (!op || tape_replace_backward(tape, op, backward)), "out of memory");
    tape_on_error(tape, NULL, NULL);
    CheckReport report = gradcheck_with(params, function, context, (CheckOptions){.seed = 7, .tape = tape});
    tape_free(tape);
    return report;
}

// What both say, and the report is freed.
static void print_verdicts(CheckReport report)
{
    printf("%-10s   %s%s%s\n", passes_fixed_rule(&report) ? "pass" : "FAIL", in_words(report.verdict),
           report.verdict == CHECK_INCONCLUSIVE ? ": " : "",
           report.verdict == CHECK_INCONCLUSIVE ? check_reason(report.reason) : "");
    check_free(&report);
}

// --- the sum of a softmax -------------------------------------------------------------------------------------------

typedef struct {
    Param x;
    bool summed;
} Rows;

static Var softmax_of(Tape *tape, void *rows_)
{
    const Rows *rows = rows_;
    const Var y = op_softmax(tape, op_param(tape, rows->x), 1, MASK_ALL);
    return rows->summed ? op_sum(tape, y, ALL_AXES, DROP_AXES) : y;
}

static void goes_back_twice(Node *y)
{
    y->op->backward(y);
    y->op->backward(y);
}

static void goes_nowhere(Node *y)
{
    (void)y;
}

static void print_softmax(void)
{
    const struct {
        const char *name;
        void (*backward)(Node *y);
    } four[] = {{"right", NULL},
                {"twice too large", goes_back_twice},
                {"no gradient at all", goes_nowhere},
                {"without its row-sum term", fault_find("no-row-sum")->backward}};
    Params *params = params_new();
    must(params != NULL, "out of memory");
    Rng rng = rng_seed(1, 0);
    Rows rows = {.x = params_add_normal(params, "x", SHAPE(2, 4), 1, &rng)};
    printf("\nsoftmax with four backwards, checked through two numbers:\n\n");
    printf("  number         backward                   fixed rule   heed\n");
    for (int summed = 1; summed >= 0; summed--)
        for (int i = 0; i < 4; i++) {
            rows.summed = summed;
            printf("  %-12s   %-24s   ", summed ? "sum of y" : "random sum", four[i].name);
            print_verdicts(check(params, softmax_of, &rows, four[i].backward ? &OP_SOFTMAX : NULL, four[i].backward));
        }
    params_free(params);
}

// --- small gradients, and a forward that is not what was meant ------------------------------------------------------

enum { T = 6, D = 8, CLASSES = 5 };

typedef struct {
    Params *params;
    SelfAttention attention;
    Linear head;
} Layer;

static Layer layer_new(real scale, bool no_scale)
{
    Layer layer = {.params = params_new()};
    must(layer.params != NULL, "out of memory");
    Rng rng = rng_seed(1, 1);
    layer.attention = attention_new(layer.params, "attention",
                                    (AttentionOptions){.D = D, .H = 1, .d_k = D, .no_scale = no_scale}, &rng);
    layer.head = linear_new(layer.params, "head.U", NULL, D, CLASSES, D, &rng);
    tensor_scale(params_values(layer.params), scale, params_values(layer.params));
    return layer;
}

static Var loss_of(Tape *tape, void *layer_)
{
    static const int32_t TARGET[T] = {0, 1, 2, 3, 4, 0};
    const Layer *layer = layer_;
    Tensor X;
    must(tensor_new(&X, SHAPE(1, T, D)), "out of memory");
    Rng rng = rng_seed(1, 2);
    for (int i = 0; i < T * D; i++)
        X.data[i] = rng_normal(&rng);
    const Var x = op_constant(tape, X);
    tensor_free(&X);
    return op_cross_entropy(tape, linear_forward(tape, &layer->head, attention_forward(tape, &layer->attention, x).Y),
                            TARGET);
}

static double largest(Tensor g)
{
    double most = 0;
    for (int i = 0; i < tensor_count(g); i++)
        most = fmax(most, fabs((double)g.data[i]));
    return most;
}

// The gradient of W_K is set to 0, and the weights are made smaller and smaller.
static void print_scale(void)
{
    const Fault *severed = fault_find("W_K-zero");
    printf("\nattention whose W_K gets no gradient, at smaller and smaller weights:\n\n");
    printf("  weights   largest dW_Q     dW_V    fixed rule   heed\n");
    for (int zeros = 0; zeros < 4; zeros++) {
        Layer layer = layer_new((real)pow(10, -zeros), false);
        Tape *tape = tape_new();
        must(tape && tape_backward(tape, loss_of(tape, &layer)), "out of memory");
        printf("  x %-5g   %12.0e  %7.0e    ", pow(10, -zeros), largest(param_grad(layer.attention.W_Q)),
               largest(param_grad(layer.attention.W_V)));
        tape_free(tape);
        print_verdicts(check(layer.params, loss_of, &layer, severed->op, severed->backward));
        params_free(layer.params);
    }
}

static void print_forward(void)
{
    printf("\nattention that forgets 1/sqrt(d_k), in forward and in backward alike: ");
    Layer layer = layer_new(1, true);
    print_verdicts(check(layer.params, loss_of, &layer, NULL, NULL));
    params_free(layer.params);
}

int main(void)
{
    if (sizeof(real) == sizeof(float)) {
        printf("heed checks no gradient in float: %s.\n", check_reason(REASON_FLOAT));
        return 0;
    }
    print_kink();
    print_softmax();
    print_scale();
    print_forward();
    return 0;
}
