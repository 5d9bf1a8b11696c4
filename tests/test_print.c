// Printing: into memory, against texts written by hand.
#include <stdlib.h>

#include "tests/numbers.h"

#define expect_print(x, text) check_print(x, text, __LINE__)

static void check_print(Tensor x, const char *text, int line)
{
    char *printed = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&printed, &size);
    cr_assert(out != NULL);
    tensor_print(out, x);
    cr_assert(fclose(out) == 0);
    cr_expect_str_eq(printed, text, "line %d: printed %s", line, printed);
    free(printed);
}

Test(print, nests_brackets)
{
    const Tensor x = TENSOR(SHAPE(2, 3), 1, 2, 3, 4, 5, 6);
    Tensor cube;
    expect_print(TENSOR(SHAPE(3), 1, 2, 3), "[1, 2, 3]\n");
    expect_print(x, "[[1, 2, 3],\n [4, 5, 6]]\n");
    expect_print(tensor_transpose(x, 0, 1), "[[1, 4],\n [2, 5],\n [3, 6]]\n");
    expect_print(tensor_slice(x, 1, 1, 2), "[[2],\n [5]]\n");
    cr_assert(tensor_broadcast(&cube, x, SHAPE(2, 2, 3)));
    expect_print(cube, "[[[1, 2, 3],\n  [4, 5, 6]],\n\n [[1, 2, 3],\n  [4, 5, 6]]]\n");
    expect_print(TENSOR(SHAPE(2, 1, 1, 1), 1, 2), "[[[[1]]],\n\n\n [[[2]]]]\n");
}

Test(print, shows_4_significant_digits)
{
    expect_print(TENSOR(SHAPE(5), REAL(0.333333), 123456, REAL(0.00002), REAL(-1.25), 10000),
                 "[0.3333, 1.235e+05, 2e-05, -1.25, 1e+04]\n");
    expect_print(TENSOR(SHAPE(3), (real)INFINITY, (real)-INFINITY, 0), "[inf, -inf, 0]\n");
    expect_print(TENSOR(SCALAR, (real)NAN), "nan\n");
}

Test(print, scalars_empty_tensors_and_no_data)
{
    real guard[1] = {7};
    expect_print(TENSOR(SCALAR, REAL(-2.5)), "-2.5\n");
    expect_print(tensor_on(guard, SHAPE(0)), "[]\n");
    expect_print(tensor_on(guard, SHAPE(2, 0)), "[[],\n []]\n");
    expect_print(tensor_on(guard, SHAPE(0, 2)), "[]\n");
    expect_print(tensor_on(NULL, SHAPE(2, 3)), "(no data)\n");
}

Test(print, an_axis_longer_than_8_shows_3_at_each_end)
{
    real data[108];
    Tensor x = tensor_on(data, SHAPE(108));
    count_up(x);
    expect_print(tensor_on(data, SHAPE(8)), "[1, 2, 3, 4, 5, 6, 7, 8]\n");
    expect_print(tensor_on(data, SHAPE(9)), "[1, 2, 3, ..., 7, 8, 9]\n");
    expect_print(x, "[1, 2, 3, ..., 106, 107, 108]\n");
    expect_print(tensor_on(data, SHAPE(9, 1)), "[[1],\n [2],\n [3],\n ...,\n [7],\n [8],\n [9]]\n");
    expect_print(tensor_on(data, SHAPE(9, 12)), "[[1, 2, 3, ..., 10, 11, 12],\n"
                                                " [13, 14, 15, ..., 22, 23, 24],\n"
                                                " [25, 26, 27, ..., 34, 35, 36],\n"
                                                " ...,\n"
                                                " [73, 74, 75, ..., 82, 83, 84],\n"
                                                " [85, 86, 87, ..., 94, 95, 96],\n"
                                                " [97, 98, 99, ..., 106, 107, 108]]\n");
}
