// The matrix product: numbers made by hand, and every layout of its operands against three loops over indices, in
// double. All numbers are whole and small, so the comparisons are exact.
#include "tests/numbers.h"

Test(matmul, product_by_hand)
{
    const Tensor a = TENSOR(SHAPE(2, 3), 1, 2, 3, 4, 5, 6), b = TENSOR(SHAPE(3, 2), 7, 8, 9, 10, 11, 12);
    const Tensor y = TENSOR(SHAPE(2, 2), -1, -1, -1, -1);
    tensor_matmul(y, a, b);
    expect_elements(y, 58, 64, 139, 154);
    tensor_add_matmul(y, a, b);
    expect_elements(y, 116, 128, 278, 308);
    tensor_matmul(y, a, tensor_transpose(a, 0, 1)); // a a^T is symmetric
    expect_elements(y, 14, 32, 32, 77);
    const Tensor gram = TENSOR(SHAPE(3, 3), 0, 0, 0, 0, 0, 0, 0, 0, 0);
    tensor_matmul(gram, tensor_transpose(a, 0, 1), a);
    expect_elements(gram, 17, 22, 27, 22, 29, 36, 27, 36, 45);
}

Test(matmul, rows_and_columns_are_matrices_of_size_1)
{
    const Tensor row = TENSOR(SHAPE(1, 3), 1, 2, 3), column = TENSOR(SHAPE(3, 1), 4, 5, 6);
    const Tensor one = TENSOR(SHAPE(1, 1), 0), outer = TENSOR(SHAPE(3, 3), 0, 0, 0, 0, 0, 0, 0, 0, 0);
    tensor_matmul(one, row, column);
    expect_elements(one, 32);
    tensor_matmul(outer, column, row);
    expect_elements(outer, 4, 8, 12, 5, 10, 15, 6, 12, 18);
}

Test(matmul, an_inner_size_of_0_gives_0)
{
    real nothing[1] = {5};
    const Tensor y = TENSOR(SHAPE(2, 2), 1, 2, 3, 4);
    tensor_add_matmul(y, tensor_on(nothing, SHAPE(2, 0)), tensor_on(nothing, SHAPE(0, 2)));
    expect_elements(y, 1, 2, 3, 4);
    tensor_matmul(y, tensor_on(nothing, SHAPE(2, 0)), tensor_on(nothing, SHAPE(0, 2)));
    expect_elements(y, 0, 0, 0, 0);
}

Test(matmul, empty_matrices_and_empty_batches_are_left_alone)
{
    real guard[4] = {1, 2, 3, 4};
    tensor_matmul(tensor_on(guard, SHAPE(0, 2)), tensor_on(guard, SHAPE(0, 2)), tensor_on(guard, SHAPE(2, 2)));
    tensor_matmul(tensor_on(guard, SHAPE(2, 0)), tensor_on(guard, SHAPE(2, 2)), tensor_on(guard, SHAPE(2, 0)));
    tensor_matmul(tensor_on(guard, SHAPE(0, 2, 2)), tensor_on(guard, SHAPE(0, 2, 2)), tensor_on(guard, SHAPE(2, 2)));
    expect_elements(tensor_on(guard, SHAPE(4)), 1, 2, 3, 4);
}

// --- every layout ---------------------------------------------------------------------------------------------------

enum { ONE = 2, TWO = 3, M = 4, K = 5, N = 3, ROOM = 2 * ONE * TWO * 6 * 6 };

// How a matrix [rows, columns] lies in memory, and what batch stands before it.
typedef enum { PLAIN, TRANSPOSED, SLICED, SLICED_TRANSPOSED, EVERY_OTHER, REPEATED_ROW, LAYOUTS } Layout;
typedef enum { NONE, TWO_ONLY, ONE_ONLY, BOTH, BOTH_SWAPPED, BOTH_REPEATED, BATCHES } Batch;

typedef struct {
    real data[ROOM];
    Tensor x;
} Operand;

static Shape with_batch(Batch batch, int rows, int columns)
{
    switch (batch) {
    case NONE: return SHAPE(rows, columns);
    case TWO_ONLY: return SHAPE(TWO, rows, columns);
    case ONE_ONLY: return SHAPE(ONE, 1, rows, columns);
    case BOTH_SWAPPED: return SHAPE(TWO, ONE, rows, columns);
    case BOTH_REPEATED: return SHAPE(1, 1, rows, columns);
    default: return SHAPE(ONE, TWO, rows, columns);
    }
}

static void lay_out(Operand *o, Batch batch, Layout layout, int rows, int columns, int seed)
{
    for (int i = 0; i < ROOM; i++)
        o->data[i] = (real)((i * i + 3 * i + seed) % 17 - 8);
    Tensor x;
    switch (layout) {
    case TRANSPOSED: x = tensor_transpose(tensor_on(o->data, with_batch(batch, columns, rows)), -2, -1); break;
    case SLICED: x = tensor_slice(tensor_on(o->data, with_batch(batch, rows, columns + 1)), -1, 1, columns + 1); break;
    case SLICED_TRANSPOSED:
        x = tensor_slice(tensor_on(o->data, with_batch(batch, columns, rows + 1)), -1, 0, rows);
        x = tensor_transpose(x, -2, -1);
        break;
    case EVERY_OTHER: // the first of each pair of columns
        x = tensor_on(o->data, with_batch(batch, rows, columns));
        for (int axis = 0; axis < x.rank; axis++)
            x.stride[axis] *= 2;
        break;
    case REPEATED_ROW:
        x = tensor_on(o->data, with_batch(batch, 1, columns));
        x.shape[x.rank - 2] = rows;
        x.stride[x.rank - 2] = 0;
        break;
    default: x = tensor_on(o->data, with_batch(batch, rows, columns)); break;
    }
    if (batch == BOTH_SWAPPED)
        x = tensor_transpose(x, 0, 1);
    if (batch == BOTH_REPEATED)
        cr_assert(tensor_broadcast(&x, x, SHAPE(ONE, TWO, rows, columns)));
    o->x = x;
}

// One matrix of [ONE,TWO] broadcast, read index by index.
static double at(Tensor x, int one, int two, int row, int column)
{
    const int rows = x.shape[x.rank - 2], columns = x.shape[x.rank - 1];
    return (double)repeated(x, SHAPE(ONE, TWO, rows, columns), ((one * TWO + two) * rows + row) * columns + column);
}

static void check_product(Tensor y, Tensor a, Tensor b, int label)
{
    for (int i = 0; i < ONE * TWO * M * N; i++) {
        const int n = i % N, m = i / N % M, two = i / (M * N) % TWO, one = i / (M * N * TWO);
        double sum = 0;
        for (int k = 0; k < K; k++)
            sum += at(a, one, two, m, k) * at(b, one, two, k, n);
        cr_expect_eq((double)repeated(y, SHAPE(ONE, TWO, M, N), i), sum, "case %d, y[%d,%d,%d,%d]", label, one, two, m,
                     n);
    }
}

Test(matmul, operands_of_every_layout_agree_with_three_loops)
{
    static Operand a, b, y;
    for (int i = 0; i < LAYOUTS * LAYOUTS * REPEATED_ROW; i++) {
        const Layout layout_a = (Layout)(i % LAYOUTS), layout_b = (Layout)(i / LAYOUTS % LAYOUTS);
        const Layout layout_y = (Layout)(i / (LAYOUTS * LAYOUTS));
        lay_out(&a, BOTH, layout_a, M, K, 1);
        lay_out(&b, BOTH, layout_b, K, N, 2);
        lay_out(&y, BOTH, layout_y, M, N, 3);
        tensor_matmul(y.x, a.x, b.x);
        check_product(y.x, a.x, b.x, i);
    }
}

Test(matmul, batches_broadcast)
{
    static Operand a, b, y;
    for (int i = 0; i < BATCHES * BATCHES * LAYOUTS; i++) {
        lay_out(&a, (Batch)(i % BATCHES), PLAIN, M, K, 1);
        lay_out(&b, (Batch)(i / BATCHES % BATCHES), (Layout)(i / (BATCHES * BATCHES)), K, N, 2);
        lay_out(&y, BOTH, PLAIN, M, N, 3);
        tensor_matmul(y.x, a.x, b.x);
        check_product(y.x, a.x, b.x, i);
    }
}

// As weights do, which are shared by a batch: their gradient is the sum over it.
Test(matmul, a_destination_without_a_batch_takes_the_sum_over_it)
{
    static Operand a, b;
    lay_out(&a, BOTH, TRANSPOSED, M, K, 1);
    lay_out(&b, BOTH, PLAIN, K, N, 2);
    const Shape shapes[] = {SHAPE(M, N), SHAPE(1, 1, M, N), SHAPE(TWO, M, N), SHAPE(ONE, 1, M, N)};
    for (size_t s = 0; s < sizeof shapes / sizeof shapes[0]; s++) {
        real data[ONE * TWO * M * N];
        double expected[ONE * TWO * M * N] = {0};
        const Tensor y = tensor_on(data, shapes[s]);
        for (int i = 0; i < ONE * TWO * M * N; i++) {
            const int n = i % N, m = i / N % M, two = i / (M * N) % TWO, one = i / (M * N * TWO);
            const int batch = s == 2 ? two : s == 3 ? one : 0;
            for (int k = 0; k < K; k++)
                expected[(batch * M + m) * N + n] += at(a.x, one, two, m, k) * at(b.x, one, two, k, n);
        }
        tensor_fill(y, 99);
        tensor_matmul(y, a.x, b.x);
        for (int i = 0; i < tensor_count(y); i++)
            cr_expect_eq((double)y.data[i], expected[i], "shape %zu, element %d", s, i);
    }
}

Test(matmul, a_batch_that_one_operand_alone_has_is_summed_too)
{
    const Tensor one = TENSOR(SHAPE(1, 2), 1, 10), batch = TENSOR(SHAPE(2, 2, 1), 1, 2, 3, 4);
    const Tensor y = TENSOR(SHAPE(1, 1), 0), turned = TENSOR(SHAPE(1, 1), 0);
    tensor_matmul(y, one, batch); // 21 + 43
    expect_elements(y, 64);
    tensor_matmul(turned, tensor_transpose(batch, 1, 2), tensor_transpose(one, 0, 1));
    expect_elements(turned, 64);
}

Test(matmul, nan_and_infinity_are_not_skipped_by_a_factor_of_0)
{
    const Tensor y = TENSOR(SHAPE(1, 2), 0, 0);
    tensor_matmul(y, TENSOR(SHAPE(1, 2), 0, 1), TENSOR(SHAPE(2, 2), (real)NAN, (real)INFINITY, 1, 1));
    cr_expect(isnan(y.data[0]) && isnan(y.data[1]));
}
