// Drawing, and the split into sequences to train on and sequences held out.
#include "train/task.h"

#include "tests/support.h"

enum { T = 4 };

// --- draws ----------------------------------------------------------------------------------------------------------

// Each of 5 tokens at each of 3 positions comes up n p = 2000 times of 10000, give or take 5 sqrt(n p (1 - p)) = 200.
Test(task, draws_are_uniform)
{
    int count[3][5] = {{0}};
    Rng rng = rng_seed(4, 2);
    for (int i = 0; i < 10000; i++) {
        int32_t token[4] = {[3] = 77};
        task_draw_uniform((TaskSize){3, 5}, &rng, token);
        for (int t = 0; t < 3; t++) {
            cr_assert(token[t] >= 0 && token[t] < 5);
            count[t][token[t]]++;
        }
        cr_assert_eq(token[3], 77);
    }
    for (int i = 0; i < 15; i++)
        cr_expect(abs(count[i / 5][i % 5] - 2000) <= 200, "token %d at %d: %d times", i % 5, i / 5,
                  count[i / 5][i % 5]);
}

// --- the hash, once more, in 64 bits and modulo 2^32 ----------------------------------------------------------------

static uint64_t modulo_32(uint64_t x)
{
    return x % 4294967296u;
}

static uint64_t fnv_1a(const int32_t *token, int n)
{
    uint64_t h = 0x811c9dc5;
    for (int i = 0; i < n; i++) {
        h ^= (uint64_t)token[i];
        h = modulo_32(h * 0x01000193);
    }
    return h;
}

static uint64_t whole_hash(const int32_t *token, int n)
{
    uint64_t h = fnv_1a(token, n);
    h = modulo_32((h ^ h / 65536) * 0x7feb352d);
    h = modulo_32((h ^ h / 32768) * 0x846ca68b);
    return h ^ h / 65536;
}

// The first numbers are the published ones of FNV-1a (32 bits) for "", "a" and "foobar"; the others were computed
// apart.
Test(task, the_judge_of_the_hash_is_right_itself)
{
    const int32_t foobar[] = {'f', 'o', 'o', 'b', 'a', 'r'}, a[] = {'a'};
    cr_expect(fnv_1a(a, 0) == 0x811c9dc5 && fnv_1a(a, 1) == 0xe40c292c && fnv_1a(foobar, 6) == 0xbf9cf968);
    const struct {
        int n;
        int32_t token[8];
        uint64_t hash;
    } rows[] = {
        {1, {0}, 0x261dd870},
        {1, {1}, 0x6e48bf04},
        {8, {0}, 0x1e75ecec},
        {8, {0, 1, 2, 3, 4, 5, 6, 7}, 0xa5233ca8},
        {8, {9, 8, 7, 6, 5, 4, 3, 2}, 0xfebdd208},
        {8, {3, 1, 4, 1, 5, 9, 2, 6}, 0xc1be1d1a},
        {8, {2, 7, 1, 8, 2, 8, 1, 8}, 0x755e839a},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        cr_expect(whole_hash(rows[i].token, rows[i].n) == rows[i].hash, "row %zu", i);
        cr_expect_eq(task_held_out(rows[i].token, rows[i].n), rows[i].hash % 8 == 0, "row %zu", i);
    }
}

// --- the split ------------------------------------------------------------------------------------------------------

// Of n sequences n / 8 are held out, give or take 5 sqrt(n 7 / 64); and of those with the same pattern of odd and even
// tokens as well. The count of all is that of an implementation apart.
Test(task, one_sequence_in_eight_is_held_out_of_each_pattern_of_parity)
{
    int held_out = 0, pattern[16] = {0};
    for (int i = 0; i < 10000; i++) {
        const int32_t token[T] = {i / 1000, i / 100 % 10, i / 10 % 10, i % 10};
        const bool held = task_held_out(token, T);
        cr_expect_eq(held, whole_hash(token, T) % 8 == 0, "sequence %04d", i);
        held_out += held;
        pattern[token[0] % 2 * 8 + token[1] % 2 * 4 + token[2] % 2 * 2 + token[3] % 2] += held;
    }
    cr_expect_eq(held_out, 1224, "%d of 10000", held_out);
    cr_expect(abs(held_out - 1250) <= 5 * 33);
    for (int i = 0; i < 16; i++)
        cr_expect(abs(pattern[i] - 625 / 8) <= 41, "pattern %d: %d of 625", i, pattern[i]);
}

// FNV-1a alone, modulo 8, depends only on the tokens modulo 8: of 8 sequences that agree in that, it holds out all or
// none. A fair hash splits 1 - (7/8)^8 - (1/8)^8 = 0.656 of such eights, 336 of 512, give or take 5 * 10.7.
Test(task, sequences_that_agree_modulo_8_are_split)
{
    int split = 0;
    for (int i = 0; i < 512; i++) {
        int held = 0;
        for (int high = 0; high < 8; high++) {
            const int32_t token[3] = {i / 64 + high / 4 * 8, i / 8 % 8 + high / 2 % 2 * 8, i % 8 + high % 2 * 8};
            held += task_held_out(token, 3);
        }
        split += held > 0 && held < 8;
    }
    cr_expect(abs(split - 336) <= 54, "%d of 512", split);
}

Test(task, neither_side_ever_draws_a_sequence_of_the_other)
{
    enum { COUNT = 1000 };
    for (int i = 0; i < HEED_TASKS_COUNT; i++) {
        for (int side = 0; side < 2 && HEED_TASKS[i]->draw; side++) {
            const Task *task = HEED_TASKS[i];
            const bool any = !task_needs(HEED_TASKS[i], (TaskSize){5, 6}) && HEED_TASKS[i]->least_length <= 5;
            const TaskSize size = any ? (TaskSize){5, 6} : HEED_TASKS[i]->size;
            Rng rng = rng_seed(3, 2);
            Sequences drawn;
            cr_assert(sequences_new(&drawn, COUNT, size.T));
            cr_assert(sequences_draw(&drawn, task, size, side == 1, &rng));
            for (int s = 0; s < COUNT; s++) {
                int32_t target[16];
                cr_expect_eq(whole_hash(drawn.token + s * size.T, size.T) % 8 == 0, side == 1, "%s: %d", task->name, s);
                task->answer(size, drawn.token + s * size.T, target);
                cr_expect(memcmp(target, drawn.target + s * size.T, (size_t)size.T * sizeof *target) == 0,
                          "%s: target %d", task->name, s);
            }
            sequences_free(&drawn);
        }
    }
}

// Of the sequences of one token, only 0 is held out below 12, so with a vocabulary of 1 there is none to train on; and
// eight zeros, the only sequence of eight of one token, are not held out (the hashes stand above).
Test(task, too_few_sequences_are_refused)
{
    const struct {
        TaskSize size;
        bool to_train_on, held_out;
    } rows[] = {
        {{1, 1}, false, true},
        {{1, 12}, true, true},
        {{8, 1}, true, false},
        {{2, 10}, true, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (int side = 0; side < 2; side++) {
            Rng rng = rng_seed(3, 2);
            Sequences drawn;
            cr_assert(sequences_new(&drawn, 3, rows[i].size.T));
            cr_expect_eq(sequences_draw(&drawn, &TASK_FIRST, rows[i].size, side == 1, &rng),
                         side == 1 ? rows[i].held_out : rows[i].to_train_on, "row %zu, side %d", i, side);
            sequences_free(&drawn);
        }
    }
}

Test(task, sequences_too_large_to_count_are_refused)
{
    Sequences drawn;
    cr_expect(!sequences_new(&drawn, 1 << 16, 1 << 16));
    sequences_free(&drawn);
    cr_expect(!sequences_new(&drawn, -1, 8));
    sequences_free(&drawn);
    cr_expect(sequences_new(&drawn, 0, 8));
    sequences_free(&drawn);
}
