// The matrix product over 91 shapes of training: against the plain loop, against OpenBLAS where it is installed, and
// against the machine's peak of multiply-adds. The contenders take turns; what is printed is the median of the rounds.
#include "tensor/kernels.h"
#include "tests/bench/peak.h"
#include "tests/bench/timing.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#ifdef HAVE_OPENBLAS
#include <cblas.h>
#endif

enum { SHAPES = 91, ROUNDS = 9, CONTENDERS = 3 };
enum { PLAIN, HEED, OPENBLAS };

typedef struct {
    char op[3]; // NN: a b   NT: a b^T   TN: a^T b
    int M, N, K;
} Case;

static int add_case(Case *all, int count, const char *op, const int size[3])
{
    all[count] = (Case){.M = size[0], .N = size[1], .K = size[2]};
    memcpy(all[count].op, op, 3);
    return count + 1;
}

static void list_cases(Case *all)
{
    static const int linear[][2] = {{512, 32}, {512, 64}, {2048, 128}, {4096, 256}};
    static const int length[] = {8, 16, 32, 64, 256, 1024}, width[] = {8, 16, 32, 64};
    int n = 0;
    for (int i = 0; i < 4; i++) {
        const int R = linear[i][0], D = linear[i][1];
        n = add_case(all, n, "NN", (const int[]){R, D, D});
        n = add_case(all, n, "NT", (const int[]){R, D, D});
        n = add_case(all, n, "TN", (const int[]){D, D, R});
    }
    for (int t = 0; t < 6; t++)
        for (int i = 0; i < 4; i++) {
            const int T = length[t], d = width[i];
            n = add_case(all, n, "NT", (const int[]){T, T, d});
            n = add_case(all, n, "NN", (const int[]){T, d, T});
            n = add_case(all, n, "TN", (const int[]){T, d, T});
        }
    static const int others[][3] = {{512, 16, 32}, {2048, 64, 128}, {2048, 128, 256}, {1, 64, 64}, {17, 33, 29}};
    for (int i = 0; i < 5; i++)
        n = add_case(all, n, "NN", others[i]);
    n = add_case(all, n, "NT", (const int[]){50, 50, 12});
    add_case(all, n, "TN", (const int[]){50, 50, 12});
}

static Product product_of(const Case *c, real *y, real *a, real *b)
{
    const bool a_lies = c->op[0] == 'T', b_lies = c->op[1] == 'T';
    return (Product){.M = c->M,
                     .N = c->N,
                     .K = c->K,
                     .y = {y, c->N, 1},
                     .a = {a, a_lies ? 1 : c->K, a_lies ? c->M : 1},
                     .b = {b, b_lies ? 1 : c->N, b_lies ? c->K : 1}};
}

static void run_openblas(const Case *c, const Product *p)
{
#if defined(HAVE_OPENBLAS) && defined(HEED_DOUBLE)
#define GEMM cblas_dgemm
#elif defined(HAVE_OPENBLAS)
#define GEMM cblas_sgemm
#endif
#ifdef HAVE_OPENBLAS
    const bool a_lies = c->op[0] == 'T', b_lies = c->op[1] == 'T';
    GEMM(CblasRowMajor, a_lies ? CblasTrans : CblasNoTrans, b_lies ? CblasTrans : CblasNoTrans, c->M, c->N, c->K, 1,
         p->a.at, a_lies ? c->M : c->K, p->b.at, b_lies ? c->K : c->N, 0, p->y.at, c->N);
#else
    (void)c, (void)p;
#endif
}

static void run(int contender, const Case *c, const Product *p)
{
    if (contender == PLAIN)
        matmul_plain(p);
    else if (contender == HEED)
        kernels()->matmul(p);
    else
        run_openblas(c, p);
}

// Seconds of one product: as many as take a millisecond are run together.
static double time_once(int contender, const Case *c, const Product *p)
{
    int times = 1 + (int)(2e7 / ((double)c->M * c->N * c->K));
    if (contender == PLAIN)
        times = 1 + times / 16;
    const double begun = timing_own();
    for (int i = 0; i < times; i++)
        run(contender, c, p);
    return (timing_own() - begun) / times;
}

// The largest difference between the contenders' products, by which one would be seen that computes something else.
static double difference(int contender, const Case *c, const Product *p, real *expected)
{
    const int n = c->M * c->N;
    double largest = 0;
    run(PLAIN, c, p);
    memcpy(expected, p->y.at, (size_t)n * sizeof *expected);
    memset(p->y.at, 0, (size_t)n * sizeof *expected);
    run(contender, c, p);
    for (int i = 0; i < n; i++)
        largest = fmax(largest, fabs((double)p->y.at[i] - (double)expected[i]));
    return largest / sqrt(c->K);
}

enum { ROOM = 4096 * 256 }; // of each operand, and of what is expected

static real *new_operands(void)
{
    real *room = aligned_alloc(64, 4 * ROOM * sizeof *room);
    for (int i = 0; room && i < 4 * ROOM; i++)
        room[i] = (real)((i % 1009 * 7919 + i / 64) % 1009) / 1009 - REAL(0.5);
    return room;
}

// Sums over the shapes, for the means.
typedef struct {
    double log_plain, log_peak, log_ratio; // heed's rate by that of the plain loop, by the peak and by OpenBLAS's
    int wins;
} Sums;

// Prints the row of one shape. False: a contender computes something else.
static bool measure(const Case *c, real *room, double peak, int contenders, Sums *sums)
{
    const Product p = product_of(c, room, room + ROOM, room + 2 * ROOM);
    double rate[CONTENDERS][ROUNDS], median[CONTENDERS] = {0};
    for (int k = 1; k < contenders; k++)
        if (difference(k, c, &p, room + 3 * ROOM) > 1e-4)
            return false;
    for (int r = 0; r < ROUNDS; r++)
        for (int k = 0; k < contenders; k++)
            if (k != PLAIN || r < 3)
                rate[k][r] = 2.0 * c->M * c->N * c->K / time_once(k, c, &p);
    for (int k = 0; k < contenders; k++)
        median[k] = timing_median(rate[k], k == PLAIN ? 3 : ROUNDS);
    printf("  %s %5d %5d %5d   %7.1f (%.1f to %.1f)   %3.0f %%   %5.1f", c->op, c->M, c->N, c->K, median[HEED] * 1e-9,
           rate[HEED][0] * 1e-9, rate[HEED][ROUNDS - 1] * 1e-9, 100 * median[HEED] / peak, median[PLAIN] * 1e-9);
    sums->log_plain += log(median[HEED] / median[PLAIN]);
    sums->log_peak += log(median[HEED] / peak);
    if (contenders > OPENBLAS) {
        const double ratio = median[HEED] / median[OPENBLAS];
        printf("   %7.1f   %.2f", median[OPENBLAS] * 1e-9, ratio);
        sums->log_ratio += log(ratio);
        sums->wins += ratio >= 1;
    }
    printf("\n");
    return true;
}

int main(int count, char **argument)
{
    const double peak = peak_flops();
    if (count == 2 && strcmp(argument[1], "peak") == 0) {
        printf("%.1f\n", peak * 1e-9);
        return 0;
    }
    static Case all[SHAPES];
    list_cases(all);
    real *room = new_operands();
    if (!room)
        return 1;
#ifdef HAVE_OPENBLAS
    const int contenders = CONTENDERS;
    openblas_set_num_threads(1);
    printf("OpenBLAS kernel %s, one thread; ", openblas_get_corename());
#else
    const int contenders = CONTENDERS - 1;
    printf("without OpenBLAS; ");
#endif
    printf("heed %s, %s; peak %.1f GFLOP/s\n", kernels()->isa, REAL_NAME, peak * 1e-9);
    printf("  op     M     N     K    heed (least to most) GFLOP/s  of peak   plain  OpenBLAS   heed/OpenBLAS\n");
    Sums sums = {0};
    for (int s = 0; s < SHAPES; s++)
        if (!measure(&all[s], room, peak, contenders, &sums)) {
            printf("%s %d %d %d: the products differ\n", all[s].op, all[s].M, all[s].N, all[s].K);
            return 1;
        }
    printf("geometric means over %d shapes: %.1f x the plain loop, %.0f %% of peak", SHAPES,
           exp(sums.log_plain / SHAPES), 100 * exp(sums.log_peak / SHAPES));
    if (contenders > OPENBLAS)
        printf(", %.2f x OpenBLAS (%d shapes at least as fast)", exp(sums.log_ratio / SHAPES), sums.wins);
    printf("\n");
    free(room);
    return 0;
}
