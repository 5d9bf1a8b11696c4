// From how much work on two threads are faster than one: square matrix products of growing size, on one thread and on
// two in turn. tensor/threads.c has its threshold from here.
#include "tensor/kernels.h"
#include "tensor/threads.h"
#include "tests/bench/timing.h"

#include <stdio.h>

enum { ROUNDS = 21, MOST = 512 };

typedef struct {
    int n;
    real *y, *a, *b;
} Square;

static void rows_of(void *context, int thread, int begin, int end)
{
    const Square *s = context;
    (void)thread;
    kernels()->matmul(&(Product){.M = end - begin,
                                 .N = s->n,
                                 .K = s->n,
                                 .y = {s->y + begin * s->n, s->n, 1},
                                 .a = {s->a + begin * s->n, s->n, 1},
                                 .b = {s->b, s->n, 1}});
}

// So often in a row that threads are awake, as they are amid a training step.
static double time_once(Square *s, Threads *threads)
{
    const int times = 1 + (int)(1e9 / ((double)s->n * s->n * s->n));
    const double begun = timing_wall();
    for (int i = 0; i < times; i++)
        threads_share(threads, s->n, rows_of, s);
    return (timing_wall() - begun) / times;
}

int main(void)
{
    Threads *threads = threads_new(2);
    real *room = calloc(3 * MOST * MOST, sizeof *room);
    if (!room)
        return 1;
    printf("  multiply-adds   one thread us   two threads us   two are x as fast (least to most)\n");
    for (int n = 32; n <= MOST; n += n / 4) {
        Square s = {n, room, room + MOST * MOST, room + 2 * MOST * MOST};
        double one[ROUNDS], two[ROUNDS], ratio[ROUNDS];
        for (int r = 0; r < ROUNDS; r++) {
            one[r] = time_once(&s, NULL);
            two[r] = time_once(&s, threads);
            ratio[r] = one[r] / two[r];
        }
        const double of_one = timing_median(one, ROUNDS), of_two = timing_median(two, ROUNDS);
        const double median = timing_median(ratio, ROUNDS);
        printf("  %13.0f   %13.1f   %14.1f   %.2f (%.2f to %.2f)\n", (double)n * n * n, 1e6 * of_one, 1e6 * of_two,
               median, ratio[0], ratio[ROUNDS - 1]);
    }
    free(room);
    threads_free(threads);
    return 0;
}
