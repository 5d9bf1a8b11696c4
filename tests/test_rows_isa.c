// The kernels of rows: the same bits at every instruction set.
#include "tensor/kernels.h"
#include "tensor/rng.h"
#include "tests/numbers.h"

enum { N_MOST = 100 };

static uint64_t mix_bits(uint64_t h, const void *bytes, size_t count)
{
    const unsigned char *byte = bytes;
    for (size_t i = 0; i < count; i++)
        h = (h ^ byte[i]) * UINT64_C(1099511628211);
    return h;
}

// The bits of all that the kernels of rows write for one row of n, mixed into one number.
static uint64_t bits_of_rows(const Kernels *k, int n)
{
    real x[6][N_MOST], out[2 * N_MOST + 8] = {0};
    uint8_t seen[N_MOST];
    Rng rng = rng_seed(3, (uint64_t)n);
    for (int i = 0; i < 6; i++)
        for (int j = 0; j < n; j++)
            x[i][j] = 8 * rng_normal(&rng);
    for (int j = 0; j < n; j++)
        seen[j] = j % 3 != 1;
    real *y = out + 8, *z = y + N_MOST;
    uint64_t h = 1;
    const SoftmaxRow row = k->row_softmax(y, x[0], n, REAL(0.7), NULL);
    k->row_softmax(z, x[0], n, REAL(0.7), seen);
    h = mix_bits(h, out, sizeof out);
    out[0] = k->row_sum(x[0], n);
    out[1] = k->row_dot(x[0], x[1], n);
    out[2] = k->row_max(x[0], n);
    out[3] = k->row_log_sum_exp(x[0], n, out[2]);
    out[4] = row.m;
    out[5] = row.sum;
    k->row_softmax_known(y, x[0], n, REAL(0.7), seen, row);
    k->row_softmax_slope(z, y, x[1], n, REAL(0.7), out[1]);
    k->row_add_softmax_slope(x[2], y, x[1], n, REAL(0.7), out[1]);
    k->row_add_scaled(x[2], REAL(0.3), z, n);
    k->row_scale(z, REAL(0.9), x[0], n);
    SoftmaxRow each[2];
    k->row_softmax_each(each, y, x[0], 2, n / 2, REAL(0.7));
    out[6] = each[0].sum + each[1].sum;
    k->row_add_cross_entropy_slope(x[2], y, n, n / 2, REAL(0.1));
    h = mix_bits(h, out, sizeof out);
    out[7] = k->row_layer_norm(y, z, x[3], x[4], x[5], n, REAL(1e-5));
    k->row_add_layer_norm_slope(x[2], x[1], x[4], z, out[7], n);
    h = mix_bits(h, out, sizeof out);
    return mix_bits(h, x[2], (size_t)n * sizeof(real));
}

Test(rows, have_the_same_bits_at_every_instruction_set)
{
    for (int n = 1; n <= N_MOST; n++)
        cr_expect_eq(bits_of_rows(kernels(), n), bits_of_rows(kernels_portable(), n), "n = %d, %s", n, kernels()->isa);
}
