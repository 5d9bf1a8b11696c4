// Tasks: sequences, what is to be said at each position, and where a model that has understood must look.
//
// A task is a file in train/tasks and a line in the list of task.c. What a sequence asks for depends on its tokens
// alone, so answer and expected can be asked again for any sequence.
//
// Tasks are constant. Functions are thread-safe as long as no two threads share a generator or what is written to.
#ifndef HEED_TRAIN_TASK_H
#define HEED_TRAIN_TASK_H

#include "layers/attention.h"
#include "tensor/rng.h"

HEED_BEGIN

enum { IGNORED = -1 }; // a target that is not supervised

typedef struct {
    int T, vocabulary;
} TaskSize;

typedef struct {
    const char *name;
    const char *summary;           // what is to be said, in one line
    const char *teaches;           // the concept, in two sentences
    const char *expected_in_words; // the map that is to be seen
    TaskSize size;                 // the default, as are the next two
    MaskKind mask;
    int steps;
    int least_length; // shorter sequences say nothing, or have no tokens in common with those held out
    // Fill token [T], target [T], and cells [T,T] with 1 where a query is to look.
    void (*draw)(TaskSize size, Rng *rng, int32_t *token);
    void (*answer)(TaskSize size, const int32_t *token, int32_t *target);
    void (*expected)(TaskSize size, const int32_t *token, uint8_t *cells);
} Task;

extern const Task TASK_FIRST, TASK_SHIFT, TASK_REVERSE;
extern const Task *const HEED_TASKS[];
extern const int HEED_TASKS_COUNT;

// NULL: there is none of this name.
const Task *task_find(const char *name);

// T tokens, each uniform over the vocabulary.
void task_draw_uniform(TaskSize size, Rng *rng, int32_t *token);

// --- the split ------------------------------------------------------------------------------------------------------

// One sequence in eight is held out: the training sampler passes it over, and only such are evaluated on. Which one it
// is depends on a hash of the tokens: FNV-1a over them, then the finalizer of MurmurHash3 with other constants, since
// the low bits of FNV-1a alone depend only on the low bits of the tokens.
bool task_held_out(const int32_t *token, int T);

// Sequences of one length and their targets. Owned: freed with sequences_free.
typedef struct {
    int count, T;
    int32_t *token, *target; // [count,T]
} Sequences;

bool sequences_new(Sequences *sequences, int count, int T); // false: memory is out
void sequences_free(Sequences *sequences);
// Fills them with draws of the wanted side. False: many draws in vain, since the task has too few sequences of this
// size.
bool sequences_draw(Sequences *sequences, const Task *task, TaskSize size, bool held_out, Rng *rng);

HEED_END

#endif
