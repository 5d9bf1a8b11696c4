// Another function in the place of an op's backward, on one tape.
#include "autograd/ops.h"

#include "tests/support.h"

static void twice(Node *y)
{
    y->op->backward(y);
    y->op->backward(y);
}

static void nothing(Node *y)
{
    (void)y;
}

// d(x^2 + x)/dx at 3, where x^2 is a product and the sum an addition: 6 + 1.
static double gradient_at_3(Tape *tape)
{
    tape_reset(tape);
    const Var x = op_variable(tape, 3), squared = op_mul(tape, x, x);
    cr_assert(tape_backward(tape, op_add(tape, squared, x)));
    return (double)var_grad(x).data[0];
}

Test(replaced, another_backward_stands_in_until_it_is_taken_back)
{
    Tape *tape = quiet_tape(), *other = quiet_tape();
    cr_expect_eq(gradient_at_3(tape), 7);
    cr_assert(tape_replace_backward(tape, &OP_MUL, twice));
    cr_expect_eq(gradient_at_3(tape), 13);
    cr_expect_eq(gradient_at_3(tape), 13, "it stays over tape_reset");
    cr_expect_eq(gradient_at_3(other), 7, "it is of one tape alone");
    cr_assert(tape_replace_backward(tape, &OP_MUL, nothing));
    cr_expect_eq(gradient_at_3(tape), 1, "the last one counts");
    cr_assert(tape_replace_backward(tape, &OP_ADD, twice));
    cr_expect_eq(gradient_at_3(tape), 2, "each op has its own");
    cr_assert(tape_replace_backward(tape, &OP_MUL, NULL));
    cr_assert(tape_replace_backward(tape, &OP_ADD, NULL));
    cr_expect_eq(gradient_at_3(tape), 7);
    tape_free(tape);
    tape_free(other);
}
