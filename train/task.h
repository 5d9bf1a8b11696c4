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

enum { TASK_WORD = 24, TASK_WAYS = 2 };

// Where a task's sequences come from: its sampler, or a file (train/data.h), which is of lines or a text.
typedef enum { SOURCE_SAMPLER, SOURCE_LINES, SOURCE_TEXT } TaskSource;

typedef struct {
    const char *name;
    const char *summary;           // what is to be said, in one line
    const char *teaches;           // the concept, in two sentences
    const char *expected_in_words; // the map that is to be seen
    // Defaults. Of those that are 0: batch 32, rate 0.1, one layer, one head, no residual, no W_O.
    TaskSize size;
    MaskKind mask;
    int steps, batch;
    double rate;
    int layers, heads;
    bool residual, output_projection;
    int least_length; // shorter sequences say nothing, or have no tokens in common with those held out
    // What the task needs of a size beside that, in words; NULL: this size will do. No function: any will.
    const char *(*needs)(TaskSize size);
    // How many different answers there are. No function: as many as tokens.
    int (*classes)(TaskSize size);
    // Fill token [T], target [T], and cells [T,T] with 1 where a query of the last layer is to look, else 0. Where
    // heads have two ways to look, the cells of the second have 2. A supervised row has such a cell.
    void (*draw)(TaskSize size, Rng *rng, int32_t *token);
    void (*answer)(TaskSize size, const int32_t *token, int32_t *target);
    void (*expected)(TaskSize size, const int32_t *token, uint8_t *cells);
    // The same for the layers before the last. No function: as for the last.
    void (*expected_before)(TaskSize size, const int32_t *token, uint8_t *cells);
    TaskSource source; // if it is not the sampler, there is no draw, answer or word
    const char *text;  // of SOURCE_TEXT, unless a file is given
    bool uniform;      // the right map is spread evenly over the cells of a row
    int ways;          // 0: one
    // What a token, or an answer, is called. No function: its number.
    void (*word)(TaskSize size, int32_t token, bool is_answer, char text[TASK_WORD]);
} Task;

// One in each file of train/tasks, in the order in which they are best learned.
extern const Task TASK_FIRST, TASK_SHIFT, TASK_REVERSE, TASK_COPY, TASK_GATHER, TASK_MAX, TASK_MODE, TASK_COUNT,
    TASK_DUP, TASK_NEIGHBOURS, TASK_RECALL, TASK_MARKER, TASK_INDUCTION, TASK_PARITY, TASK_TEXT;
extern const Task TASK_DATA; // one's own lines; not in the list
extern const Task *const HEED_TASKS[];
extern const int HEED_TASKS_COUNT;

// NULL: there is none of this name.
const Task *task_find(const char *name);
// Why sequences of this size cannot be drawn, after "the task NAME needs"; NULL: they can.
const char *task_needs(const Task *task, TaskSize size);
int task_classes(const Task *task, TaskSize size);
// Writes what the token, or the answer, is called, and returns text.
const char *task_word(const Task *task, TaskSize size, int32_t token, bool is_answer, char text[TASK_WORD]);

// --- for tasks ------------------------------------------------------------------------------------------------------

// T tokens, each uniform over the vocabulary.
void task_draw_uniform(TaskSize size, Rng *rng, int32_t *token);
// Targets without supervision, and a map without cells.
void task_ask_nothing(TaskSize size, int32_t *target);
void task_no_cells(TaskSize size, uint8_t *cells);
// Every cell of the last row.
void task_last_row(TaskSize size, const int32_t *token, uint8_t *cells);
// Where a query may look: each row at the token before it.
void task_token_before(TaskSize size, const int32_t *token, uint8_t *cells);

// --- the split ------------------------------------------------------------------------------------------------------

// One sequence in eight is held out: the training sampler passes it over, and only such are evaluated on. Which one it
// is depends on a hash of the tokens: FNV-1a over them, then the finalizer of MurmurHash3 with other constants, since
// the low bits of FNV-1a alone depend only on the low bits of the tokens.
bool task_held_out(const int32_t *token, int T);
uint32_t task_hash(const int32_t *token, int T);

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
