// Walking several tensors together, and what every kernel owes to it: empty tensors, and tensors without data.
#include "tests/numbers.h"

// --- merging --------------------------------------------------------------------------------------------------------

Test(walk, merges_axes_that_lie_end_to_end_in_every_tensor)
{
    real data[120] = {0};
    const Tensor x = tensor_on(data, SHAPE(2, 3, 4));
    Tensor everywhere;
    cr_assert(tensor_broadcast(&everywhere, tensor_on(data, SCALAR), SHAPE(2, 3, 4)));
    const struct {
        Tensor x;
        int n, rows;
    } rows[] = {
        {x, 24, 1},
        {tensor_on(data, SHAPE(4)), 4, 6},
        {tensor_on(data, SHAPE(3, 4)), 12, 2},
        {tensor_on(data, SHAPE(2, 1, 1)), 12, 2},
        {tensor_on(data, SHAPE(3, 1)), 4, 6},
        {tensor_on(data, SCALAR), 24, 1},
        {everywhere, 24, 1},
        {tensor_slice(tensor_on(data, SHAPE(2, 5, 4)), 1, 1, 4), 12, 2},
        {tensor_slice(tensor_on(data, SHAPE(2, 3, 5)), 2, 0, 4), 4, 6},
        {tensor_transpose(tensor_on(data, SHAPE(4, 3, 2)), 0, 2), 4, 6},
        {tensor_transpose(tensor_on(data, SHAPE(3, 2, 4)), 0, 1), 4, 6},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const Walk walk = walk_over(SHAPE(2, 3, 4), 2, (Tensor[]){x, rows[i].x});
        cr_expect(walk.n == rows[i].n && walk.rows == rows[i].rows, "row %zu: %d rows of %d", i, walk.rows, walk.n);
    }
}

Test(walk, axes_of_size_1_do_not_stand_in_the_way)
{
    real data[24] = {0};
    const Tensor x = tensor_on(data, SHAPE(6, 1, 4)), turned = tensor_transpose(tensor_on(data, SHAPE(6, 4, 1)), 1, 2);
    const Walk walk = walk_over(SHAPE(6, 1, 4), 2, (Tensor[]){x, turned});
    cr_expect(walk.n == 24 && walk.rows == 1, "%d rows of %d", walk.rows, walk.n);
}

Test(walk, visits_each_element_once_and_in_row_major_order)
{
    real data[5][60];
    for (int k = 0; k < 5; k++)
        for (int i = 0; i < 60; i++)
            data[k][i] = (real)(100 * k + i);
    const Shape shape = SHAPE(2, 3, 4);
    const Tensor x[] = {
        tensor_on(data[0], shape),
        tensor_permute(tensor_on(data[1], SHAPE(4, 2, 3)), SHAPE(1, 2, 0)),
        tensor_slice(tensor_on(data[2], SHAPE(2, 5, 4)), 1, 2, 5),
        tensor_on(data[3], SHAPE(3, 1)),
    };
    Walk walk = walk_over(shape, 4, x);
    int visited = 0;
    while (walk_next(&walk))
        for (int i = 0; i < walk.n; i++, visited++)
            for (int k = 0; k < 4; k++)
                cr_expect_eq(walk.at[k][i * walk.step[k]], repeated(x[k], shape, visited), "tensor %d, element %d", k,
                             visited);
    cr_expect_eq(visited, 24);
    cr_expect(!walk_next(&walk), "and stays at its end");
}

Test(walk, a_scalar_is_one_row_of_one_and_an_empty_tensor_none)
{
    real data[1] = {5};
    Walk walk = walk_over(SCALAR, 1, (Tensor[]){tensor_on(data, SCALAR)});
    cr_expect(walk_next(&walk) && walk.n == 1 && *walk.at[0] == 5);
    cr_expect(!walk_next(&walk));
    const Shape empty[] = {SHAPE(0), SHAPE(0, 3), SHAPE(3, 0), SHAPE(2, 0, 4), SHAPE(0, 0)};
    for (size_t i = 0; i < sizeof empty / sizeof empty[0]; i++) {
        walk = walk_over(empty[i], 2, (Tensor[]){tensor_on(data, empty[i]), tensor_on(data, SCALAR)});
        cr_expect(!walk_next(&walk), "row %zu", i);
    }
}

// --- nothing to do --------------------------------------------------------------------------------------------------

Test(walk, kernels_do_nothing_to_empty_tensors)
{
    real guard[2] = {5, 6};
    const Tensor y = tensor_on(guard, SHAPE(2, 0)), x = tensor_on(guard, SHAPE(0)), one = tensor_on(guard, SHAPE(2, 1));
    tensor_fill(y, 9);
    tensor_copy(y, x);
    tensor_add(y, y, x);
    tensor_sub(y, one, x);
    tensor_mul(y, y, y);
    tensor_div(y, y, one);
    tensor_scale(y, 2, one);
    tensor_add_scaled(y, 2, x);
    tensor_add_product(y, x, one);
    cr_expect(guard[0] == 5 && guard[1] == 6);
}

Test(walk, the_sum_of_nothing_is_0)
{
    const Tensor y = TENSOR(SHAPE(2, 1), 7, 8);
    tensor_sum(y, tensor_on((real[]){1}, SHAPE(2, 0)));
    expect_elements(y, 0, 0);
    const Tensor kept = TENSOR(SHAPE(2, 1), 7, 8);
    tensor_add_scaled(kept, 1, tensor_on((real[]){1}, SHAPE(2, 0)));
    expect_elements(kept, 7, 8);
}

// Runs one kernel; the numbers are those of the switch.
static void run_kernel(int kernel, Tensor y, Tensor a, Tensor b)
{
    switch (kernel) {
    case 0: tensor_copy(y, a); break;
    case 1: tensor_add(y, a, b); break;
    case 2: tensor_sub(y, a, b); break;
    case 3: tensor_mul(y, a, b); break;
    case 4: tensor_div(y, a, b); break;
    case 5: tensor_scale(y, 2, a); break;
    case 6: tensor_add_scaled(y, 2, a); break;
    case 7: tensor_add_product(y, a, b); break;
    case 8: tensor_max(y, a); break;
    case 9: tensor_add_matmul(y, a, b); break;
    default: tensor_fill(y, 3); break;
    }
}

Test(walk, a_destination_without_data_is_left_alone)
{
    const Tensor x = TENSOR(SHAPE(2, 2), 1, 2, 3, 4);
    const Shape shapes[] = {SHAPE(2, 2), SHAPE(2, 1), SCALAR};
    for (int kernel = 0; kernel < 11; kernel++)
        for (int i = 0; i < (kernel == 9 ? 1 : 3); i++)
            run_kernel(kernel, tensor_on(NULL, shapes[i]), x, x);
    tensor_sum(tensor_on(NULL, SHAPE(2, 1)), x);
    tensor_matmul(tensor_on(NULL, SHAPE(2, 2)), x, x);
    expect_elements(x, 1, 2, 3, 4);
}

Test(walk, an_operand_without_data_leaves_the_destination_alone)
{
    const Tensor none = tensor_on(NULL, SHAPE(2, 2)), x = TENSOR(SHAPE(2, 2), 1, 2, 3, 4);
    const Tensor y = TENSOR(SHAPE(2, 2), 5, 6, 7, 8);
    for (int kernel = 0; kernel < 10; kernel++) {
        run_kernel(kernel, y, none, none);
        run_kernel(kernel, y, none, x);
    }
    for (int kernel = 1; kernel < 10; kernel++)
        if (kernel < 5 || kernel == 7 || kernel == 9)
            run_kernel(kernel, y, x, none);
    expect_elements(y, 5, 6, 7, 8);
}

Test(walk, views_of_a_tensor_without_data_have_none)
{
    const Tensor none = tensor_on(NULL, SHAPE(2, 3));
    Tensor view;
    cr_expect(tensor_transpose(none, 0, 1).data == NULL);
    cr_expect(tensor_permute(none, SHAPE(1, 0)).data == NULL);
    cr_expect(tensor_slice(none, 0, 1, 2).data == NULL);
    cr_expect(tensor_reshape(&view, none, SHAPE(6)) && view.data == NULL);
    cr_expect(tensor_broadcast(&view, none, SHAPE(4, 2, 3)) && view.data == NULL);
}
