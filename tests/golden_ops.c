#include "tests/golden_ops.h"

#include <stdlib.h>
#include <string.h>

#include "tensor/mask.h"
#include "tests/numbers.h"

// --- attributes -----------------------------------------------------------------------------------------------------

static const json_t *attribute(const GoldenCall *c, const char *key)
{
    return golden_member(c->attributes, key);
}

static real number(const GoldenCall *c, const char *key)
{
    return (real)golden_number(attribute(c, key));
}

static int integer(const GoldenCall *c, const char *key)
{
    return golden_integer(attribute(c, key));
}

static Shape shape(const GoldenCall *c, const char *key)
{
    return golden_shape(attribute(c, key));
}

static Shape axes(const GoldenCall *c)
{
    return json_is_string(attribute(c, "axes")) ? ALL_AXES : shape(c, "axes");
}

static Reduced reduced(const GoldenCall *c)
{
    return json_is_true(attribute(c, "keep")) ? KEEP_AXES : DROP_AXES;
}

// "mask": {"shape", "values"}, or "causal": T, or neither. The bytes are written to cells.
enum { MOST_CELLS = 64 };
static Mask mask(const GoldenCall *c, uint8_t cells[MOST_CELLS])
{
    const json_t *causal = json_object_get(c->attributes, "causal"), *given = json_object_get(c->attributes, "mask");
    if (causal) {
        const int T = golden_integer(causal);
        cr_assert_leq(T * T, MOST_CELLS);
        return mask_causal(cells, T);
    }
    if (!given)
        return MASK_ALL;
    const json_t *values = golden_member(given, "values");
    cr_assert_leq(json_array_size(values), MOST_CELLS);
    for (size_t i = 0; i < json_array_size(values); i++)
        cells[i] = (uint8_t)golden_integer(json_array_get(values, i));
    return mask_on(cells, golden_shape(golden_member(given, "shape")));
}

// --- calls that need more than the operands ------------------------------------------------------------------------

static Var scale(const GoldenCall *c)
{
    return op_scale(c->tape, c->x[0], number(c, "number"));
}

static Var power(const GoldenCall *c)
{
    return op_pow(c->tape, c->x[0], number(c, "number"));
}

static Var clamp(const GoldenCall *c)
{
    return op_clamp(c->tape, c->x[0], number(c, "low"), number(c, "high"));
}

static Var gelu_erf(const GoldenCall *c)
{
    return op_gelu(c->tape, c->x[0], GELU_ERF);
}

static Var gelu_tanh(const GoldenCall *c)
{
    return op_gelu(c->tape, c->x[0], GELU_TANH);
}

static Var masked_fill(const GoldenCall *c)
{
    uint8_t cells[MOST_CELLS];
    return op_masked_fill(c->tape, c->x[0], mask(c, cells), number(c, "number"));
}

static Var transpose(const GoldenCall *c)
{
    const Shape both = axes(c);
    return op_transpose(c->tape, c->x[0], both.n[0], both.n[1]);
}

static Var permute(const GoldenCall *c)
{
    return op_permute(c->tape, c->x[0], axes(c));
}

static Var reshape(const GoldenCall *c)
{
    return op_reshape(c->tape, c->x[0], shape(c, "shape"));
}

static Var slice(const GoldenCall *c)
{
    return op_slice(c->tape, c->x[0], integer(c, "axis"), integer(c, "begin"), integer(c, "end"));
}

static Var concat(const GoldenCall *c)
{
    return op_concat(c->tape, c->x, c->operands, integer(c, "axis"));
}

static Var broadcast(const GoldenCall *c)
{
    return op_broadcast(c->tape, c->x[0], shape(c, "shape"));
}

static Var sum(const GoldenCall *c)
{
    return op_sum(c->tape, c->x[0], axes(c), reduced(c));
}

static Var mean(const GoldenCall *c)
{
    return op_mean(c->tape, c->x[0], axes(c), reduced(c));
}

static Var largest(const GoldenCall *c)
{
    return op_max(c->tape, c->x[0], axes(c), reduced(c));
}

static Var softmax(const GoldenCall *c)
{
    uint8_t cells[MOST_CELLS];
    return op_softmax(c->tape, c->x[0], number(c, "number"), mask(c, cells));
}

static Var layer_norm(const GoldenCall *c)
{
    return op_layer_norm(c->tape, c->x[0], c->x[1], c->x[2], number(c, "number"));
}

static Var gather(const GoldenCall *c)
{
    int32_t *index = golden_integers(golden_member(attribute(c, "index"), "values"));
    const Var y = op_gather(c->tape, c->x[0], index, golden_shape(golden_member(attribute(c, "index"), "shape")));
    free(index); // borrowed for the call only
    return y;
}

static Var cross_entropy(const GoldenCall *c)
{
    int32_t *target = golden_integers(attribute(c, "target"));
    const Var loss = op_cross_entropy(c->tape, c->x[0], target);
    free(target);
    return loss;
}

static Var attention(const GoldenCall *c)
{
    uint8_t cells[MOST_CELLS];
    return op_attention(c->tape, c->x[0], c->x[1], c->x[2], mask(c, cells));
}

static Var attention_fused(const GoldenCall *c)
{
    uint8_t cells[MOST_CELLS];
    const real scale = 1 / (real)sqrt((double)var_size(c->x[0], -1));
    return op_attention_fused(c->tape, c->x[0], c->x[1], c->x[2], scale, mask(c, cells));
}

// --- the table ------------------------------------------------------------------------------------------------------

const GoldenOp GOLDEN_OPS[] = {
    {"add", 2, .binary = op_add},
    {"sub", 2, .binary = op_sub},
    {"mul", 2, .binary = op_mul},
    {"div", 2, .binary = op_div},
    {"maximum", 2, .binary = op_maximum},
    {"neg", 1, .unary = op_neg},
    {"scale", 1, .call = scale},
    {"pow", 1, .call = power},
    {"exp", 1, .unary = op_exp},
    {"log", 1, .unary = op_log},
    {"sqrt", 1, .unary = op_sqrt},
    {"tanh", 1, .unary = op_tanh},
    {"sigmoid", 1, .unary = op_sigmoid},
    {"relu", 1, .unary = op_relu},
    {"abs", 1, .unary = op_abs},
    {"clamp", 1, .call = clamp},
    {"gelu_erf", 1, .call = gelu_erf},
    {"gelu_tanh", 1, .call = gelu_tanh},
    {"masked_fill", 1, .call = masked_fill},
    {"matmul", 2, .binary = op_matmul},
    {"transpose", 1, .call = transpose},
    {"permute", 1, .call = permute},
    {"reshape", 1, .call = reshape},
    {"slice", 1, .call = slice},
    {"concat", 0, .call = concat},
    {"broadcast", 1, .call = broadcast},
    {"sum", 1, .call = sum},
    {"mean", 1, .call = mean},
    {"max", 1, .call = largest},
    {"softmax", 1, .call = softmax},
    {"log_softmax", 1, .unary = op_log_softmax},
    {"layer_norm", 3, .call = layer_norm},
    {"gather", 1, .call = gather},
    {"cross_entropy", 1, .call = cross_entropy},
    {"mean_squared_error", 2, .binary = op_mean_squared_error},
    {"attention", 3, .call = attention},
    {"attention_fused", 3, .call = attention_fused, .as = "attention"},
};
const int GOLDEN_OPS_COUNT = sizeof GOLDEN_OPS / sizeof *GOLDEN_OPS;

const GoldenOp *golden_op(const char *name)
{
    for (int i = 0; i < GOLDEN_OPS_COUNT; i++)
        if (strcmp(GOLDEN_OPS[i].name, name) == 0)
            return &GOLDEN_OPS[i];
    return NULL;
}

const char *golden_op_cases(const GoldenOp *op)
{
    return op->as ? op->as : op->name;
}

Var golden_op_call(const GoldenOp *op, const GoldenCall *c)
{
    cr_assert(op->operands == 0 || op->operands == c->operands, "%d operands", c->operands);
    if (op->unary)
        return op->unary(c->tape, c->x[0]);
    if (op->binary)
        return op->binary(c->tape, c->x[0], c->x[1]);
    return op->call(c);
}
