// The parts of data.c that read files.
#ifndef HEED_TRAIN_DATA_READ_H
#define HEED_TRAIN_DATA_READ_H

#include "train/data.h"

enum { MOST_FILE = 64 * 1024 * 1024, MOST_CELLS = 64 * 1024 * 1024, MOST_LENGTH = 512 };

// Fill size, examples, step, token and target; the division into those held out comes later. The number of examples of
// the eval_file, which come last, is *held_out.
bool data_read_lines(Data *data, const DataOptions *options, int *held_out, Message *message);
bool data_read_text(Data *data, const Task *task, const DataOptions *options, Message *message);
// Fills expected.
bool data_read_expected(Data *data, const char *path, Message *message);

// A place in a text, for messages: lines and columns count from 1; columns in characters.
typedef struct {
    int line, column;
} Place;
Place place_of(const char *text, const char *at);
// Whether these bytes are UTF-8 without control characters other than tab, newline and carriage return.
bool data_check_text(const char *text, size_t size, const char *path, Message *message);
// The length of the character that begins here; 0: it is no UTF-8.
int data_character(const char *at, const char *end);

#endif
