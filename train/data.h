// Sequences from a file, instead of from a task's sampler.
//
// Lines (the task "data"): an example a line, its tokens, "->" and as many targets:
//   the cat sat -> sat cat the
// Tokens are words between spaces; inputs and targets share one vocabulary. If every token is a non-negative integer,
// it is its own number. The target _ is not supervised. Shorter lines are filled up with PADDING. Lines that are empty
// are passed over.
//
// Text (the task "text"): the characters of a file are the tokens, and each is to be followed by the next one. Every
// place in it begins an example, so that examples overlap; the last part is held out.
#ifndef HEED_TRAIN_DATA_H
#define HEED_TRAIN_DATA_H

#include "train/message.h"
#include "train/task.h"
#include "train/vocabulary.h"

HEED_BEGIN

typedef struct {
    const char *file, *eval_file, *expected_file; // borrowed; NULL: none
    double held_out;                              // share of the examples, unless there is an eval_file
    bool no_shuffle;                              // batches take the lines in their order
} DataOptions;

// An example i is T tokens from token + i * step on, and T targets from target + i * step on. Those that are trained on
// come first; with none held out, they are evaluated on as well.
typedef struct {
    TaskSize size;
    int examples, train; // all, and those that are trained on
    int first_held_out;  // from here on they are evaluated on
    int step;
    const int32_t *token, *target;
    uint8_t *expected; // owned [T,T]: where queries are to look; NULL: it is not known
    // the rest is its own
    int32_t *memory[2];
    char *text[2];
    Vocabulary vocabulary;
    bool numbers; // tokens are their own names
} Data;

// Reads the files for this task. T is the length of text; lines have their own. False: a file cannot be read, or is
// malformed (message.damaged): the message names file, line and column. The caller frees it with data_free, also then.
bool data_load(Data *data, const Task *task, const DataOptions *options, int T, Message *message);
void data_free(Data *data);

// Fills the sequences with examples: of those trained on at random, or in order from this one on; or of those that are
// held out, all from the first one on, if that many are asked for, else at random.
void data_draw(const Data *data, Sequences *sequences, Rng *rng);
void data_take(const Data *data, Sequences *sequences, int64_t first);
void data_held_out(const Data *data, Sequences *sequences, Rng *rng);
int data_held_out_count(const Data *data);

// Writes what the token is called, and returns text.
const char *data_word(const Data *data, int32_t token, char text[TASK_WORD]);

HEED_END

#endif
