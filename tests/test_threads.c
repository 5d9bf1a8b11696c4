// Threads: every part is done once, by one of them, and the numbers have the same bits on any number.
#include "autograd/ops.h"
#include "autograd/write_op.h"
#include "tensor/matmul.h"
#include "tensor/rng.h"
#include "tensor/threads.h"
#include "train/trainer.h"

#include <criterion/criterion.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

static const int THREADS[] = {1, 2, 3, 4, 7};
enum { COUNTS = sizeof THREADS / sizeof THREADS[0] };

// --- sharing --------------------------------------------------------------------------------------------------------

enum { PARTS = 1000 };

static void count_parts(void *context, int thread, int begin, int end)
{
    int *times = context;
    cr_expect(thread >= 0 && thread < 7 && begin <= end);
    for (int i = begin; i < end; i++)
        times[i]++;
}

Test(threads, each_part_is_done_once)
{
    for (int c = 0; c < COUNTS; c++) {
        Threads *threads = threads_new(THREADS[c]);
        cr_expect_eq(threads_count(threads), THREADS[c]);
        for (int parts = 0; parts < PARTS; parts += 1 + parts / 3) {
            int times[PARTS] = {0};
            threads_share(threads, parts, count_parts, times);
            for (int i = 0; i < PARTS; i++)
                cr_assert_eq(times[i], i < parts, "%d threads, %d parts, part %d", THREADS[c], parts, i);
        }
        threads_free(threads);
    }
}

// A thread that comes late to one share must find nothing of it, and all of the next.
Test(threads, shares_follow_each_other_at_once)
{
    for (int c = 0; c < COUNTS; c++) {
        Threads *threads = threads_new(THREADS[c]);
        int times[8] = {0};
        for (int round = 1; round <= 3000; round++) {
            int once[3] = {0};
            threads_share(threads, 8, count_parts, times);
            threads_share(threads, 3, count_parts, once);
            for (int i = 0; i < 8; i++)
                cr_assert_eq(times[i], round, "%d threads, part %d", THREADS[c], i);
            for (int i = 0; i < 3; i++)
                cr_assert_eq(once[i], 1, "%d threads, part %d of the second share", THREADS[c], i);
        }
        threads_free(threads);
    }
}

// The last part is done by another thread, which takes its time.
static void linger(void *context, int thread, int begin, int end)
{
    (void)begin, (void)end;
    if (thread > 0)
        *(atomic_int *)context = 1;
    nanosleep(&(struct timespec){.tv_nsec = thread > 0 ? 20000000 : 1000000}, NULL);
    if (thread > 0)
        *(atomic_int *)context = 2;
}

Test(threads, the_caller_waits_for_the_last_part)
{
    Threads *threads = threads_new(2);
    atomic_int done = 0;
    for (int tries = 0; tries < 100 && done == 0; tries++) {
        threads_share(threads, 100, linger, &done);
        cr_expect_neq(done, 1, "another thread is still at its part");
    }
    cr_expect_eq(done, 2, "the other thread has done nothing");
    threads_free(threads);
}

Test(threads, little_work_stays_on_one)
{
    Threads *threads = threads_new(4);
    cr_expect_eq(threads_for(threads, 1000), NULL);
    cr_expect_eq(threads_for(threads, 1e9), threads);
    cr_expect_eq(threads_for(NULL, 1e9), NULL);
    threads_free(threads);
}

// --- the matrix product ---------------------------------------------------------------------------------------------

static Tensor drawn(Shape shape, uint64_t seed)
{
    Tensor x;
    Rng rng = rng_seed(seed, 0);
    cr_assert(tensor_new(&x, shape));
    for (int i = 0; i < tensor_count(x); i++)
        x.data[i] = rng_normal(&rng);
    return x;
}

static void expect_same_product(Shape shape_y, Tensor a, Tensor b, bool adds)
{
    Tensor first = drawn(shape_y, 7);
    matmul_on(NULL, first, a, b, adds);
    for (int c = 1; c < COUNTS; c++) {
        Tensor y = drawn(shape_y, 7);
        Threads *threads = threads_new(THREADS[c]);
        matmul_on(threads, y, a, b, adds);
        threads_free(threads);
        cr_expect_eq(memcmp(y.data, first.data, (size_t)tensor_count(y) * sizeof(real)), 0, "%d threads", THREADS[c]);
        tensor_free(&y);
    }
    tensor_free(&first);
}

Test(threads, products_have_the_same_bits)
{
    Tensor X = drawn(SHAPE(3, 130, 70), 1), W = drawn(SHAPE(70, 90), 2), dY = drawn(SHAPE(3, 130, 90), 3);
    Tensor Q = drawn(SHAPE(5, 6, 50, 33), 4), K = drawn(SHAPE(5, 6, 60, 33), 5);
    for (int adds = 0; adds < 2; adds++) {
        expect_same_product(SHAPE(3, 130, 90), X, W, adds);                             // one product
        expect_same_product(SHAPE(70, 90), tensor_transpose(X, -2, -1), dY, adds);      // summed
        expect_same_product(SHAPE(3, 70, 90), tensor_transpose(X, -2, -1), dY, adds);   // a few
        expect_same_product(SHAPE(5, 6, 50, 60), Q, tensor_transpose(K, -2, -1), adds); // many
        expect_same_product(SHAPE(5, 1, 50, 60), Q, tensor_transpose(K, -2, -1), adds); // partly summed
    }
    Tensor *all[] = {&X, &W, &dY, &Q, &K};
    for (int i = 0; i < 5; i++)
        tensor_free(all[i]);
}

// --- attention and training -----------------------------------------------------------------------------------------

enum { B = 3, T = 70, D = 24 };

// The bits of Y and of all gradients, mixed by FNV-1a.
static uint64_t attention_bits(int threads, int keys)
{
    Tape *tape = tape_new();
    tape_use_threads(tape, threads);
    Tensor q = drawn(SHAPE(B, T, D), 1), k = drawn(SHAPE(keys, T, D), 2), v = drawn(SHAPE(B, T, D), 3);
    const Var Q = op_input(tape, q), K = op_input(tape, k), V = op_input(tape, v);
    const Var Y = op_attention_fused(tape, Q, K, V, 1, MASK_ALL);
    cr_assert(tape_backward_from(tape, Y, q));
    const Tensor seen[] = {var_value(Y), var_grad(Q), var_grad(K), var_grad(V)};
    uint64_t bits = 0;
    for (int i = 0; i < 4; i++)
        for (size_t byte = 0; byte < (size_t)tensor_count(seen[i]) * sizeof(real); byte++)
            bits = signature_mix(bits, ((const unsigned char *)seen[i].data)[byte]);
    tape_free(tape);
    tensor_free(&q);
    tensor_free(&k);
    tensor_free(&v);
    return bits;
}

Test(threads, fused_attention_has_the_same_bits)
{
    for (int c = 1; c < COUNTS; c++) {
        cr_expect_eq(attention_bits(THREADS[c], B), attention_bits(1, B), "%d threads", THREADS[c]);
        cr_expect_eq(attention_bits(THREADS[c], 1), attention_bits(1, 1), "shared keys, %d threads", THREADS[c]);
    }
}

static Tensor weights_after_steps(Trainer *trainer, int threads)
{
    TrainerOptions options = trainer_defaults(&TASK_REVERSE);
    BatchResult result;
    options.threads = threads;
    options.D = 48;
    options.heads = 2;
    options.batch = 128;
    cr_assert(trainer_new(trainer, options), "%s", trainer->error);
    while (trainer->step < 5) {
        cr_assert(trainer_backward(trainer, &result));
        trainer_update(trainer);
    }
    return params_values(trainer->params);
}

Test(threads, training_gives_the_same_weights)
{
    Trainer one, other;
    const Tensor expected = weights_after_steps(&one, 1);
    for (int c = 1; c < COUNTS; c++) {
        const Tensor got = weights_after_steps(&other, THREADS[c]);
        cr_expect_eq(memcmp(got.data, expected.data, (size_t)tensor_count(got) * sizeof(real)), 0, "%d threads",
                     THREADS[c]);
        trainer_free(&other);
    }
    trainer_free(&one);
}
