// The kernel of the matrix product in every size, against the plain loop.
#include "tensor/kernels.h"
#include "tensor/rng.h"

#include <criterion/criterion.h>
#include <string.h>
#include <tgmath.h>

enum { MOST = 600, SIDE = 1 << 17, GUARD = 64 };

typedef enum { ROWS, COLUMNS, NEITHER, WAYS } Way; // which neighbours lie side by side

static Matrix lay(real *at, Way way, int rows, int columns)
{
    switch (way) {
    case ROWS: return (Matrix){at, columns + 3, 1};
    case COLUMNS: return (Matrix){at, 1, rows + 1};
    default: return (Matrix){at, 2 * columns, 2};
    }
}

// Whole numbers and quarters, so small that every sum is exact, whatever is fused.
static void fill(real *x, int count, int seed)
{
    for (int i = 0; i < count; i++)
        x[i] = (real)((i * 31 + i / 7 + seed) % 15 - 7) / 4;
}

static void compare_with_plain(Product p, real *expected)
{
    real *y = p.y.at;
    fill(y - GUARD, SIDE, 5);
    memcpy(expected - GUARD, y - GUARD, SIDE * sizeof *y);
    kernels()->matmul(&p);
    p.y.at = expected;
    matmul_plain(&p);
    cr_expect_eq(memcmp(expected - GUARD, y - GUARD, SIDE * sizeof *y), 0, "M %d N %d K %d adds %d", p.M, p.N, p.K,
                 p.adds);
}

Test(matmul, kernels_agree_with_the_plain_loop_in_every_size_and_write_nothing_else)
{
    static real a[MOST * MOST], b[MOST * MOST], y[SIDE], expected[SIDE];
    static const int size[][3] = {{300, 2, 3}, {2, 300, 3}, {3, 2, 600}, {290, 50, 257}, {49, 97, 513}, {8, 48, 256}};
    fill(a, MOST * MOST, 1);
    fill(b, MOST * MOST, 2);
    for (int i = 0; i < 4000 + 6 * 9; i++) {
        const bool listed = i >= 4000; // beyond one block of k, of rows
        const int *given = size[listed ? (i - 4000) / 9 : 0];
        const int M = listed ? given[0] : 1 + i % 20, N = listed ? given[1] : 1 + i / 20 % 50;
        const int K = listed ? given[2] : i % 11;
        const Way way_a = (Way)(i % WAYS), way_b = (Way)(i / WAYS % WAYS);
        const Product p = {.M = M,
                           .N = N,
                           .K = K,
                           .y = {y + GUARD, N + 5, 1},
                           .a = lay(a, way_a, M, K),
                           .b = lay(b, way_b, K, N),
                           .adds = i % 2 == 0};
        compare_with_plain(p, expected + GUARD);
    }
}

// In the order of k: without fused multiply-adds as the plain loop, with them as this one.
static real sum_in_order(const Product *p, int i, int j)
{
    real sum = p->y.at[i * p->y.row + j];
    for (int k = 0; k < p->K; k++) {
        const real x = p->a.at[i * p->a.row + k * p->a.column], w = p->b.at[k * p->b.row + j * p->b.column];
        sum = strcmp(kernels()->isa, "portable") == 0 ? sum + x * w : fma(x, w, sum);
    }
    return sum;
}

Test(matmul, every_element_sums_its_products_in_the_order_of_k)
{
    enum { ROWS_OF_Y = 19, COLUMNS_OF_Y = 37, INNER = 300 };
    static real a[ROWS_OF_Y * INNER], b[INNER * COLUMNS_OF_Y], y[ROWS_OF_Y * COLUMNS_OF_Y],
        expected[ROWS_OF_Y * COLUMNS_OF_Y];
    Rng rng = rng_seed(3, 0);
    for (int i = 0; i < ROWS_OF_Y * INNER; i++)
        a[i] = rng_normal(&rng);
    for (int i = 0; i < INNER * COLUMNS_OF_Y; i++)
        b[i] = rng_normal(&rng);
    for (int i = 0; i < ROWS_OF_Y * COLUMNS_OF_Y; i++)
        y[i] = rng_normal(&rng);
    const Product p = {.M = ROWS_OF_Y,
                       .N = COLUMNS_OF_Y,
                       .K = INNER,
                       .y = {y, COLUMNS_OF_Y, 1},
                       .a = {a, INNER, 1},
                       .b = {b, 1, INNER},
                       .adds = true};
    for (int i = 0; i < ROWS_OF_Y * COLUMNS_OF_Y; i++)
        expected[i] = sum_in_order(&p, i / COLUMNS_OF_Y, i % COLUMNS_OF_Y);
    kernels()->matmul(&p);
    for (int i = 0; i < ROWS_OF_Y * COLUMNS_OF_Y; i++)
        cr_expect_eq(y[i], expected[i], "element %d", i);
}
