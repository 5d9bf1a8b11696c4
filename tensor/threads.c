// A pool of sleeping threads, which take pieces of the work until there are none left. Who sleeps too long finds
// nothing to do, and nobody waits for it; so a core that is busy otherwise holds nobody up.
//
// Invariant: outside threads_share next is parts and active is 0, so that every worker sleeps.
#include "tensor/threads.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>

// Two threads begin to pay here: one does so many multiply-adds in about 20 microseconds (tests/bench/threads.c).
static const double WORTH_WAKING = 1e6;

enum { PIECES = 2 }; // for each thread: more would even out more, and pack the panels of a product more often

typedef struct {
    Threads *threads;
    int number; // from 1 on; 0 is the thread that calls
    pthread_t thread;
} Worker;

struct Threads {
    pthread_mutex_t lock; // of all that follows
    pthread_cond_t begun, done;
    ThreadsShare *run;
    void *context;
    int parts, piece; // how many at once
    int next;         // the first part that nobody has taken
    int active;       // pieces that are being done
    bool over;        // the workers end
    int workers;
    Worker worker[];
};

// Takes a piece and does it. The lock is held before and afterwards, but not meanwhile.
static void do_piece(Threads *threads, int number)
{
    const int begin = threads->next, left = threads->parts - begin;
    const int end = begin + (left < threads->piece ? left : threads->piece);
    threads->next = end;
    threads->active++;
    pthread_mutex_unlock(&threads->lock);
    threads->run(threads->context, number, begin, end);
    pthread_mutex_lock(&threads->lock);
    if (--threads->active == 0)
        pthread_cond_signal(&threads->done);
}

static void *work(void *worker_)
{
    const Worker *worker = worker_;
    Threads *threads = worker->threads;
    pthread_mutex_lock(&threads->lock);
    for (;;) {
        while (threads->next == threads->parts && !threads->over)
            pthread_cond_wait(&threads->begun, &threads->lock);
        if (threads->over)
            break;
        do_piece(threads, worker->number);
    }
    pthread_mutex_unlock(&threads->lock);
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
    Threads *threads = count > 1 ? calloc(1, sizeof *threads + (size_t)(count - 1) * sizeof(Worker)) : NULL;
    if (!threads)
        return NULL;
    pthread_mutex_init(&threads->lock, NULL);
    pthread_cond_init(&threads->begun, NULL);
    pthread_cond_init(&threads->done, NULL);
    for (int i = 0; i < count - 1; i++) {
        threads->worker[i] = (Worker){.threads = threads, .number = i + 1};
        if (!begin_worker(&threads->worker[i]))
            break;
        threads->workers++;
    }
    return threads;
}

void threads_free(Threads *threads)
{
    if (!threads)
        return;
    pthread_mutex_lock(&threads->lock);
    threads->over = true;
    pthread_cond_broadcast(&threads->begun);
    pthread_mutex_unlock(&threads->lock);
    for (int i = 0; i < threads->workers; i++)
        pthread_join(threads->worker[i].thread, NULL);
    pthread_mutex_destroy(&threads->lock);
    pthread_cond_destroy(&threads->begun);
    pthread_cond_destroy(&threads->done);
    free(threads);
}

int threads_count(const Threads *threads)
{
    return threads ? threads->workers + 1 : 1;
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
    const int pieces = PIECES * threads_count(threads);
    pthread_mutex_lock(&threads->lock);
    threads->run = run;
    threads->context = context;
    threads->parts = count;
    threads->piece = (count + pieces - 1) / pieces;
    threads->next = 0;
    pthread_cond_broadcast(&threads->begun);
    while (threads->next < threads->parts)
        do_piece(threads, 0);
    while (threads->active > 0)
        pthread_cond_wait(&threads->done, &threads->lock);
    pthread_mutex_unlock(&threads->lock);
}
