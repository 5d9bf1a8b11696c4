// The learner's files: my/NN_name.c in the current folder, made of an exercise's stub on first use and never
// overwritten; and what lies beside them: the record of what has passed, my/progress.json.
#ifndef HEED_EXAMPLES_HEED_MINE_H
#define HEED_EXAMPLES_HEED_MINE_H

#include "examples/heed/ladder.h"

#include <jansson.h>

enum { MINE_PATH = 2 * LADDER_NAME };

// "my/01_difference.c"
const char *mine_file(const Ladder *ladder, int exercise, char path[MINE_PATH]);
// Whether something of that name is there.
bool mine_is_there(const Ladder *ladder, int exercise);
// Afterwards it is there. It is made of the stub if it was not, and then *made is true.
bool mine_begin(const Ladder *ladder, int exercise, bool *made, Message *message);
// What is in it; the caller frees it. NULL: it cannot be read, or is empty or no text. *untouched: it is the stub.
char *mine_read(const Ladder *ladder, int exercise, bool *untouched, Message *message);
// Makes it of the stub again. What was there has the name backup from then on; "": it was the stub already, or nothing.
bool mine_reset(const Ladder *ladder, int exercise, char backup[MINE_PATH], Message *message);

// --- the record -----------------------------------------------------------------------------------------------------

// Each call reads the record and writes it anew, so that two heeds can work side by side.
typedef struct {
    bool passed[LADDER_MOST];
    int hints[LADDER_MOST]; // how many were shown
    int current;            // the exercise that was worked on last; -1: none
} Record;

// A record that is not there, or damaged, is empty; one that is damaged is put away, and that is said on stderr.
Record record_read(const Ladder *ladder);
bool record_passed(const Ladder *ladder, int exercise, Message *message);
bool record_hint(const Ladder *ladder, int exercise, int hints, Message *message);
bool record_current(const Ladder *ladder, int exercise, Message *message);
int record_count(const Ladder *ladder, const Record *record); // how many have passed
// The first that has not passed, from this one on and then from the beginning; -1: all have.
int record_next(const Ladder *ladder, const Record *record, int from);

// Writes it, indented, and takes the reference; NULL: memory is out.
bool mine_write_json(const char *path, json_t *root, Message *message);

#endif
