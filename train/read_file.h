// Files as heed reads them: regular files alone, whose size is known before anything is read or allocated.
#ifndef HEED_TRAIN_READ_FILE_H
#define HEED_TRAIN_READ_FILE_H

#include "train/text.h"

#include <stdint.h>

// Opens a file for reading. -1: it cannot be read, or is a folder, a FIFO, a device: it is not waited for.
int file_open(const char *path, int64_t *size, Message *message);
// size bytes from this place on. False: they cannot be read, or the file ends before.
bool file_read_at(int file, int64_t at, void *bytes, size_t size, const char *path, Message *message);
// The whole file of at most this many bytes, with a 0 behind them; the caller frees it. NULL: it cannot be read.
char *file_read_whole(const char *path, size_t most, size_t *size, Message *message);

#endif
