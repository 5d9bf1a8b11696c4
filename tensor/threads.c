// A pool of threads. The work is cut into a piece for each; who has done its own takes those of others that have not
// begun. Who comes too late finds nothing to do, and nobody waits for it; so a core that is busy otherwise holds nobody
// up. A thread begins with the same piece each time, since it is next to what it wrote the last time.
//
// The products of a training step follow each other within microseconds, and waking a thread takes as long. So who has
// nothing to do looks for a moment whether there is something (MOMENT) before it sleeps. Between two looks it offers
// the core to who can use it, the other threads among them.
//
// Invariant: outside threads_share every piece is taken, and left and unfinished are 0. While it is still so,
// threads_share changes what the work is (run, context, parts, piece); then only who has taken a piece reads it.
#include "tensor/threads.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

// Two threads begin to pay here: one does so many multiply-adds in 10 to 20 microseconds (tests/bench/threads.c).
static const double WORTH_WAKING = 1e6;

static const double MOMENT = 3e-4; // seconds: what a step does between two products takes less

typedef struct {
    Threads *threads;
    int number;
    atomic_bool taken; // its piece, by whomever
    pthread_t thread;
} Worker;

struct Threads {
    ThreadsShare *run;
    void *context;
    int parts, piece;      // all of them, and how many make a piece
    atomic_int left;       // pieces that nobody has taken
    atomic_int unfinished; // pieces that are not done
    atomic_bool over;      // the workers end
    pthread_mutex_t lock;  // held by who goes to sleep, and by who wakes it
    pthread_cond_t begun, done;
    int count;
    Worker worker[]; // [count]; 0 is the thread that calls
};

// The last pieces are short, or empty, where parts do not divide evenly.
static void do_piece(Threads *threads, int number, int piece)
{
    const int begin = piece * threads->piece, end = begin + threads->piece;
    if (begin < threads->parts)
        threads->run(threads->context, number, begin, end < threads->parts ? end : threads->parts);
    if (atomic_fetch_sub(&threads->unfinished, 1) == 1) {
        pthread_mutex_lock(&threads->lock);
        pthread_cond_signal(&threads->done);
        pthread_mutex_unlock(&threads->lock);
    }
}

static void do_pieces(Threads *threads, int number)
{
    for (int i = number; atomic_load(&threads->left) > 0; i++) {
        const int piece = i % threads->count;
        if (atomic_exchange(&threads->worker[piece].taken, true))
            continue;
        atomic_fetch_sub(&threads->left, 1); // before it is done, so that left is right when unfinished is 0
        do_piece(threads, number, piece);
    }
}

static bool has_work(Threads *threads)
{
    return atomic_load(&threads->left) > 0 || atomic_load(&threads->over);
}

static bool is_done(Threads *threads)
{
    return atomic_load(&threads->unfinished) == 0;
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

// Returns when it is so: looks for a moment, then sleeps until it is told.
static void wait_until(Threads *threads, bool it_is_so(Threads *threads), pthread_cond_t *told)
{
    for (double begun = seconds(); seconds() - begun < MOMENT; sched_yield())
        if (it_is_so(threads))
            return;
    pthread_mutex_lock(&threads->lock);
    while (!it_is_so(threads))
        pthread_cond_wait(told, &threads->lock);
    pthread_mutex_unlock(&threads->lock);
}

static void wake_workers(Threads *threads)
{
    pthread_mutex_lock(&threads->lock);
    pthread_cond_broadcast(&threads->begun);
    pthread_mutex_unlock(&threads->lock);
}

static void *work(void *worker_)
{
    const Worker *worker = worker_;
    Threads *threads = worker->threads;
    while (!atomic_load(&threads->over)) {
        do_pieces(threads, worker->number);
        wait_until(threads, has_work, &threads->begun);
    }
    return NULL;
}

// Signals are the program's own thread's business.
static bool begin_worker(Worker *worker)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    const bool begun = pthread_create(&worker->thread, NULL, work, worker) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return begun;
}

Threads *threads_new(int count)
{
    Threads *threads = count > 1 ? calloc(1, sizeof *threads + (size_t)count * sizeof(Worker)) : NULL;
    if (!threads)
        return NULL;
    pthread_mutex_init(&threads->lock, NULL);
    pthread_cond_init(&threads->begun, NULL);
    pthread_cond_init(&threads->done, NULL);
    for (int i = 0; i < count; i++) {
        threads->worker[i] = (Worker){.threads = threads, .number = i, .taken = true};
        if (i > 0 && !begin_worker(&threads->worker[i]))
            break;
        threads->count++;
    }
    return threads;
}

void threads_free(Threads *threads)
{
    if (!threads)
        return;
    atomic_store(&threads->over, true);
    wake_workers(threads);
    for (int i = 1; i < threads->count; i++)
        pthread_join(threads->worker[i].thread, NULL);
    pthread_mutex_destroy(&threads->lock);
    pthread_cond_destroy(&threads->begun);
    pthread_cond_destroy(&threads->done);
    free(threads);
}

int threads_count(const Threads *threads)
{
    return threads ? threads->count : 1;
}

Threads *threads_for(Threads *threads, double multiply_adds)
{
    return multiply_adds < WORTH_WAKING ? NULL : threads;
}

void threads_share(Threads *threads, int count, ThreadsShare *run, void *context)
{
    if (threads_count(threads) == 1 || count <= 1) {
        run(context, 0, 0, count);
        return;
    }
    threads->run = run;
    threads->context = context;
    threads->parts = count;
    threads->piece = (count + threads->count - 1) / threads->count;
    atomic_store(&threads->unfinished, threads->count);
    atomic_store(&threads->left, threads->count);
    for (int i = 0; i < threads->count; i++) // only now: who takes a piece relies on all of the above
        atomic_store(&threads->worker[i].taken, false);
    wake_workers(threads);
    do_pieces(threads, 0);
    wait_until(threads, is_done, &threads->done);
}
