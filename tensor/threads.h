// Threads that share the work of kernels. No sum is ever made across threads, so the numbers have the same bits on any
// number of them.
//
// They sleep while there is nothing to do for longer than a moment, and are not waited for unless they have begun.
// OpenMP's wait busily, for all of them: where other programs need the second core, products took 20 times as long as
// on one thread.
#ifndef HEED_TENSOR_THREADS_H
#define HEED_TENSOR_THREADS_H

typedef struct Threads Threads; // NULL: one thread, the one that calls

// So many threads, counting the one that calls, or as many as can be had. NULL: one.
Threads *threads_new(int count);
void threads_free(Threads *threads); // after its last use

int threads_count(const Threads *threads);
// The threads, if so many multiply-adds are worth waking them for; else NULL, since below some one thread is faster.
Threads *threads_for(Threads *threads, double multiply_adds);

// Does a share: the parts begin .. end - 1. Of those that work at the same time, this is the thread of this number.
typedef void ThreadsShare(void *context, int thread, int begin, int end);

// Runs parts 0 .. count - 1, and returns when all are done. Not to be called by a share, nor by two threads at once.
void threads_share(Threads *threads, int count, ThreadsShare *run, void *context);

#endif
