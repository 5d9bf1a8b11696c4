// The fused op against the composed form, whose every step is tested elsewhere: values and gradients of sizes around
// those of its blocks (64 queries, 256 keys), with every kind of mask.
#include "autograd/ops.h"
#include "tensor/mask.h"
#include "tests/support.h"

#include <stdlib.h>

enum { MOST_KEYS = 700 };

typedef enum { ALL, CAUSAL, STRICT, PADDED, SPARSE, FAR } Kind;

typedef struct {
    Shape Q, K, V;
    Kind mask;
    real scale;
} Case;

static uint8_t cells[MOST_KEYS * MOST_KEYS];

static Mask mask_of(Kind kind, int B, int T, int S)
{
    switch (kind) {
    case CAUSAL: return mask_causal(cells, T);
    case STRICT: return mask_strict(cells, T);
    case PADDED: // the sequences of the batch end one after the other, the last before it begins
        for (int i = 0; i < B * S; i++)
            cells[i] = i % S < S - i / S * (S / (B - 1));
        return mask_on(cells, SHAPE(B, 1, 1, S));
    case SPARSE: // a third of the keys, but none for every fifth query
        for (int i = 0; i < T * S; i++)
            cells[i] = i / S % 5 != 0 && i * 7 % 3 == 0;
        return mask_on(cells, SHAPE(T, S));
    case FAR: // the first keys alone
        for (int i = 0; i < S; i++)
            cells[i] = i < 10;
        return mask_on(cells, SHAPE(S)); // the same for every query
    case ALL: break;
    }
    return MASK_ALL;
}

static void fill(Tensor x, uint64_t stream)
{
    Rng rng = rng_seed(31, stream);
    for (int i = 0; i < tensor_count(x); i++)
        x.data[i] = rng_normal(&rng);
}

static Var leaf(Tape *tape, Shape shape, uint64_t stream)
{
    Tensor x;
    cr_assert(tensor_new(&x, shape));
    fill(x, stream);
    const Var v = op_input(tape, x);
    tensor_free(&x);
    return v;
}

static Var composed(Tape *tape, Var Q, Var K, Var V, real scale, Mask mask)
{
    const Var S = op_matmul(tape, Q, op_transpose(tape, K, -2, -1));
    const Var A = op_softmax(tape, S, scale, mask);
    return op_matmul(tape, A, V);
}

static void backward(Tape *tape, Var Y)
{
    Tensor dY;
    cr_assert(tape_error(tape) == NULL, "%s", tape_error(tape));
    cr_assert(tensor_new(&dY, tensor_shape(var_value(Y))));
    fill(dY, 9);
    cr_assert(tape_backward_from(tape, Y, dY));
    tensor_free(&dY);
}

static void expect_alike(const char *what, int i, Tensor x, Tensor expected)
{
    double largest = 0;
    cr_assert(shape_equal(tensor_shape(x), tensor_shape(expected)));
    for (int k = 0; k < tensor_count(expected); k++)
        largest = fmax(largest, fabs((double)expected.data[k]));
    for (int k = 0; k < tensor_count(x); k++)
        cr_assert(is_near(x.data[k], (double)expected.data[k], largest),
                  "case %d: %s: element %d is %.9g, expected %.9g", i, what, k, (double)x.data[k],
                  (double)expected.data[k]);
}

static void check_case(int i, const Case *c)
{
    Tape *tape = quiet_tape();
    Var Y[2], in[2][3];
    const int T = c->Q.n[c->Q.rank - 2], S = c->K.n[c->K.rank - 2];
    const Mask mask = mask_of(c->mask, c->Q.n[0], T, S);
    for (int form = 0; form < 2; form++) {
        in[form][0] = leaf(tape, c->Q, 1);
        in[form][1] = leaf(tape, c->K, 2);
        in[form][2] = leaf(tape, c->V, 3);
        const Var *x = in[form];
        Y[form] = form ? op_attention_fused(tape, x[0], x[1], x[2], c->scale, mask)
                       : composed(tape, x[0], x[1], x[2], c->scale, mask);
    }
    memset(cells, 1, sizeof cells); // a mask is borrowed for the call only
    static const char *const NAMES[] = {"dQ", "dK", "dV"};
    real *expected[3];
    backward(tape, Y[0]);
    for (int k = 0; k < 3; k++)
        expected[k] = var_grad(in[0][k]).data;
    backward(tape, Y[1]);
    expect_alike("Y", i, var_value(Y[1]), var_value(Y[0]));
    for (int k = 0; k < 3; k++) {
        const Tensor x = var_grad(in[1][k]);
        expect_alike(NAMES[k], i, x, tensor_on(expected[k], tensor_shape(x)));
    }
    tape_free(tape);
}

Test(attention_fused, agrees_with_the_composed_form)
{
    static const Case CASES[] = {
        {{{1, 1}, 2}, {{1, 1}, 2}, {{1, 1}, 2}, ALL, 1},
        {{{5, 3}, 2}, {{7, 3}, 2}, {{7, 2}, 2}, ALL, REAL(0.5)},
        {{{2, 64, 8}, 3}, {{2, 256, 8}, 3}, {{2, 256, 8}, 3}, ALL, REAL(0.35)},
        {{{65, 4}, 2}, {{257, 4}, 2}, {{257, 5}, 2}, ALL, REAL(0.5)},
        {{{130, 4}, 2}, {{600, 4}, 2}, {{600, 4}, 2}, ALL, REAL(0.5)},
        {{{2, 2, 33, 8}, 4}, {{2, 2, 33, 8}, 4}, {{2, 2, 33, 8}, 4}, CAUSAL, REAL(0.35)},
        {{{300, 4}, 2}, {{300, 4}, 2}, {{300, 4}, 2}, CAUSAL, REAL(0.5)},
        {{{513, 4}, 2}, {{513, 4}, 2}, {{513, 3}, 2}, STRICT, REAL(0.5)},
        {{{3, 2, 40, 4}, 4}, {{3, 2, 40, 4}, 4}, {{3, 2, 40, 4}, 4}, PADDED, REAL(0.5)},
        {{{3, 1, 70, 4}, 4}, {{3, 1, 530, 4}, 4}, {{3, 1, 530, 4}, 4}, PADDED, REAL(0.5)},
        {{{2, 70, 4}, 3}, {{2, 300, 4}, 3}, {{2, 300, 4}, 3}, SPARSE, REAL(0.5)},
        {{{100, 4}, 2}, {{600, 4}, 2}, {{600, 4}, 2}, FAR, REAL(0.5)},
        {{{2, 3, 20, 4}, 4}, {{3, 30, 4}, 3}, {{2, 1, 30, 4}, 4}, ALL, REAL(0.5)}, // leading axes broadcast
        {{{20, 4}, 2}, {{2, 30, 4}, 3}, {{30, 4}, 2}, SPARSE, REAL(0.5)},
        {{{80, 4}, 2}, {{300, 4}, 2}, {{300, 4}, 2}, ALL, 40}, // most weights below e^-60
        {{{0, 4}, 2}, {{3, 4}, 2}, {{3, 4}, 2}, ALL, 1},       // nobody asks
        {{{3, 4}, 2}, {{0, 4}, 2}, {{0, 4}, 2}, ALL, 1},       // nothing to look at
        {{{2, 0, 3, 4}, 4}, {{2, 0, 5, 4}, 4}, {{2, 0, 5, 4}, 4}, ALL, 1},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
        check_case((int)i, CASES + i);
}

// Heads as a layer makes them: strides over [B,T,H d_k], for Q, K and V alike.
Test(attention_fused, takes_any_strides)
{
    enum { B = 2, T = 70, H = 3, D_K = 4 };
    Tape *tape = quiet_tape();
    Var Y[2], X[2];
    for (int form = 0; form < 2; form++) {
        X[form] = leaf(tape, SHAPE(B, T, H, D_K), 4);
        const Var Q = op_permute(tape, X[form], SHAPE(0, 2, 1, 3));
        Y[form] = form ? op_attention_fused(tape, Q, Q, Q, REAL(0.5), MASK_ALL) : op_attention(tape, Q, Q, Q, MASK_ALL);
    }
    backward(tape, Y[0]);
    real *expected = var_grad(X[0]).data;
    backward(tape, Y[1]);
    expect_alike("Y", 0, var_value(Y[1]), var_value(Y[0]));
    expect_alike("dX", 0, var_grad(X[1]), tensor_on(expected, SHAPE(B, T, H, D_K)));
    tape_free(tape);
}

Test(attention_fused, a_query_that_sees_nothing_is_0)
{
    Tape *tape = quiet_tape();
    const Var Q = op_input(tape, TENSOR(SHAPE(2, 1), 1, 1)), K = op_input(tape, TENSOR(SHAPE(2, 1), 1, 2));
    const Var V = op_input(tape, TENSOR(SHAPE(2, 1), 5, 7));
    const Var Y = op_attention_fused(tape, Q, K, V, 1, mask_on((const uint8_t[]){0, 0, 1, 0}, SHAPE(2, 2)));
    expect_elements(var_value(Y), 0, 5);
    backward(tape, Y);
    cr_expect(var_grad(Q).data[0] == 0 && var_grad(K).data[1] == 0 && var_grad(V).data[1] == 0);
    tape_free(tape);
}

// A weight below e^-60 of the largest is 0 and not merely small, in an earlier block of keys too: its V is 1e30.
Test(attention_fused, a_weight_below_e_to_the_minus_60_is_exactly_0)
{
    enum { S = 300 };
    Tape *tape = quiet_tape();
    Tensor K, V;
    cr_assert(tensor_new(&K, SHAPE(S, 1)) && tensor_new(&V, SHAPE(S, 1)));
    K.data[0] = -1;
    K.data[S - 1] = 61;
    V.data[0] = REAL(1e30);
    V.data[S - 1] = 3;
    const Var q = op_constant(tape, TENSOR(SHAPE(1, 1), 1));
    const Var k = op_input(tape, K), v = op_input(tape, V);
    const Var Y = op_attention_fused(tape, q, k, v, 1, MASK_ALL);
    expect_elements(var_value(Y), 3);
    backward(tape, Y);
    cr_expect(var_grad(v).data[0] == 0 && var_grad(k).data[0] == 0);
    tensor_free(&K);
    tensor_free(&V);
    tape_free(tape);
}

// Composed, it would hold four maps: S, A, dS and dA.
Test(attention_fused, stores_no_map)
{
    enum { T = 700, D_K = 4 };
    Tape *tape = quiet_tape();
    const Var X = leaf(tape, SHAPE(T, D_K), 5);
    const Var Y = op_attention_fused(tape, X, X, X, 1, MASK_ALL);
    backward(tape, Y);
    cr_expect(tape_bytes(tape) < T * T * sizeof(real), "%zu bytes", tape_bytes(tape));
    tape_free(tape);
}

// Each of Q, K and V with a gradient and without.
Test(attention_fused, computes_only_gradients_that_are_wanted)
{
    enum { T = 5, D_K = 2 };
    Tape *tape = quiet_tape();
    for (int wanted = 1; wanted < 8; wanted++) {
        Var x[2][3];
        real *expected[3] = {NULL};
        for (int form = 0; form < 2; form++) {
            for (int k = 0; k < 3; k++) {
                x[form][k] = leaf(tape, SHAPE(T, D_K), (uint64_t)k);
                if (!(wanted >> k & 1))
                    x[form][k] = op_constant(tape, var_value(x[form][k]));
            }
            backward(tape, form ? op_attention_fused(tape, x[form][0], x[form][1], x[form][2], 1, MASK_ALL)
                                : composed(tape, x[form][0], x[form][1], x[form][2], 1, MASK_ALL));
            for (int k = 0; k < 3 && form == 0; k++)
                expected[k] = var_grad(x[0][k]).data;
        }
        for (int k = 0; k < 3; k++) {
            const Tensor dx = var_grad(x[1][k]);
            cr_assert_eq(dx.data != NULL, wanted >> k & 1, "%d: gradient %d", wanted, k);
            if (dx.data)
                expect_alike("the gradient", wanted, dx, tensor_on(expected[k], SHAPE(T, D_K)));
        }
    }
    tape_free(tape);
}

Test(attention_fused, names_shapes_that_do_not_fit)
{
    Tape *tape = quiet_tape();
    const Var Q = leaf(tape, SHAPE(2, 3), 1), K = leaf(tape, SHAPE(4, 2), 1);
    op_attention_fused(tape, Q, K, K, 1, MASK_ALL);
    expect_error(tape_error(tape),
                 "attention_fused: Q[2,3], K[4,2] and V[4,2] must be [..,T,d_k], [..,S,d_k] and [..,S,d_v], and their "
                 "leading axes broadcast",
                 __FILE__, __LINE__ - 4);
    tape_reset(tape);
    const Var X = leaf(tape, SHAPE(4, 2), 1);
    op_attention_fused(tape, X, X, X, 1, mask_causal(cells, 3));
    expect_error(tape_error(tape),
                 "attention_fused: mask[3,3] does not fit the scores [4,4]: it broadcasts, but for the last axis",
                 __FILE__, __LINE__ - 3);
    const char *first = tape_error(tape);
    cr_expect(op_attention_fused(tape, X, X, X, 1, MASK_ALL).tape == NULL, "a tape that has failed takes nothing more");
    cr_expect_eq(tape_error(tape), first);
    tape_free(tape);
}
